//! Decimals and days as a workflow file writes them: JSON texts, so that no float comes between.

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize};

use crate::Money;
use crate::money::SCALE;

/// Digits before the point of an amount or a rate: far above any bill, far below what arithmetic holds.
const MOST_WHOLE_DIGITS: usize = 12;

/// A price for one unit of usage: exact, not negative, at most 12 decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Rate(Decimal);

/// A text that is no amount.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an amount: expected a decimal text such as \"250.00\", with at most 12 digits before the point and 12 after")]
pub struct NotAnAmount(pub String);

/// A text that is no rate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a rate: expected a decimal text such as \"0.05\", 0 or more, with at most 12 decimals")]
pub struct NotARate(pub String);

impl Rate {
    pub fn value(self) -> Decimal {
        self.0
    }
}

impl std::str::FromStr for Rate {
    type Err = NotARate;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let positive = plain(text).filter(|rate| *rate >= Decimal::ZERO);
        positive.map(Self).ok_or_else(|| NotARate(text.to_owned()))
    }
}

impl std::fmt::Display for Rate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.normalize().fmt(f)
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// An amount of money in a rule, of either sign.
///
/// # Errors
/// [`NotAnAmount`], for anything but plain decimal notation of a sensible size.
pub fn amount(text: &str) -> Result<Money, NotAnAmount> {
    plain(text).map(Money).ok_or_else(|| NotAnAmount(text.to_owned()))
}

/// `-12.50`: no exponent, no separators, no bare point.
fn plain(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let sensible = whole.len() <= MOST_WHOLE_DIGITS && decimals.len() <= SCALE as usize;
    let plain = all_digits(whole) && all_digits(decimals) && sensible;
    plain.then(|| Decimal::from_str_exact(text).ok()).flatten()
}

/// `Option<Money>` as a text.
pub(super) mod optional_amount {
    use super::*;

    pub(in crate::workflow) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Money>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| amount(&text)).transpose().map_err(serde::de::Error::custom)
    }
}

/// `Option<NaiveDate>` as `2018-10-15`. Stricter than chrono's own reading, with a message that says what is meant.
pub(super) mod day {
    use chrono::NaiveDate;
    use serde::Serializer;

    use super::*;

    pub(in crate::workflow) fn serialize<S: Serializer>(day: &Option<NaiveDate>, serializer: S) -> Result<S::Ok, S::Error> {
        day.serialize(serializer)
    }

    pub(in crate::workflow) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| parse(&text)).transpose().map_err(serde::de::Error::custom)
    }

    fn parse(text: &str) -> Result<NaiveDate, String> {
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
        day.filter(|day| day.to_string() == text).ok_or_else(|| format!("`{text}` is not a day: expected YYYY-MM-DD"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_plain_exact_and_not_negative() {
        assert_eq!("0.050".parse::<Rate>().unwrap().to_string(), "0.05");
        for wrong in ["-0.01", "1e-3", "+1", ".5", "5.", "", "0.0000000000001", "1000000000000000"] {
            assert_eq!(wrong.parse::<Rate>(), Err(NotARate(wrong.to_owned())));
        }
    }

    #[test]
    fn an_amount_keeps_the_decimals_it_was_written_with() {
        assert_eq!(amount("-250.00").unwrap().0.to_string(), "-250.00");
        assert!(amount("1,000").is_err());
    }
}
