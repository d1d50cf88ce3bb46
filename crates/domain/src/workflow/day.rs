//! `Option<NaiveDate>` as `2018-10-15`. Stricter than chrono's own reading, with a message that says what is meant.

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(super) fn serialize<S: Serializer>(day: &Option<NaiveDate>, serializer: S) -> Result<S::Ok, S::Error> {
    day.serialize(serializer)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    text.map(|text| parse(&text)).transpose().map_err(serde::de::Error::custom)
}

fn parse(text: &str) -> Result<NaiveDate, String> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    let exactly = |day: &NaiveDate| text.len() == 10 && day.to_string() == text;
    day.filter(exactly).ok_or_else(|| format!("`{text}` is not a day: expected YYYY-MM-DD"))
}
