//! What programs send and are sent where no page has such a shape.

use chrono::{Datelike, NaiveDate};
use muster_domain::schema::from_json;
use muster_domain::view::workflows::WorkflowRow;
use schemars::JsonSchema;
use schemars::r#gen::SchemaGenerator;
use schemars::schema::Schema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};

/// A thing's name.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Named {
    /// One line of text.
    pub(super) name: String,
}

/// What somebody writes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Said {
    pub(super) text: String,
}

/// A day of a year that has four digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Day(pub(super) NaiveDate);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let wrong = || serde::de::Error::custom(format!("`{text}` is no day: expected YYYY-MM-DD"));
        let day: NaiveDate = text.parse().map_err(|_| wrong())?;
        let is_plain = text.len() == 10 && (1900..=9999).contains(&day.year());
        if is_plain { Ok(Self(day)) } else { Err(wrong()) }
    }
}

impl JsonSchema for Day {
    fn is_referenceable() -> bool {
        false
    }

    fn schema_name() -> String {
        "Day".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        from_json(json!({ "type": "string", "format": "date", "examples": ["2026-03-01"] }))
    }
}

/// A list in one parameter: `service,account`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Listed<T>(pub(super) Vec<T>);

impl<'de, T: serde::de::DeserializeOwned> Deserialize<'de> for Listed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
        let read = |word: &str| serde_json::from_value(Value::from(word)).map_err(serde::de::Error::custom);
        words.map(read).collect::<Result<_, _>>().map(Self)
    }
}

impl<T> JsonSchema for Listed<T> {
    fn is_referenceable() -> bool {
        false
    }

    fn schema_name() -> String {
        "Listed".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        from_json(json!({ "type": "string" }))
    }
}

/// A workflow file, as `muster report --workflow` reads it: [`muster_domain::workflow::read`] does, and names the JSON path
/// of what is wrong.
pub(super) enum WorkflowFile {}

impl JsonSchema for WorkflowFile {
    fn schema_name() -> String {
        "WorkflowFile".to_owned()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        from_json(json!({
            "description": "A workflow file, as `muster report --workflow` reads it. What is wrong with one is told with its JSON path.",
            "type": "object",
            "required": ["name", "rules"],
            "properties": {
                "name": { "type": "string" },
                "description": { "type": ["string", "null"] },
                "rules": {
                    "description": "In order. Each has its name, `rule`, and what that rule takes; amounts and percents are texts.",
                    "type": "array",
                    "items": { "type": "object", "required": ["rule"], "properties": { "rule": { "type": "string" } } },
                },
            },
            "examples": [{ "name": "Reseller standard", "rules": [{ "rule": "uplift", "percent": "3" }] }],
        }))
    }
}

/// A workflow's newest version.
#[derive(Serialize, JsonSchema)]
pub(super) struct Workflow {
    #[serde(flatten)]
    row: WorkflowRow,
    #[schemars(with = "WorkflowFile")]
    workflow: Value,
}

impl Workflow {
    /// `json` is a file that was accepted once.
    pub(super) fn new(row: WorkflowRow, json: &str) -> Result<Self, super::problem::Problem> {
        let workflow = serde_json::from_str(json).map_err(super::problem::Problem::internal)?;
        Ok(Self { row, workflow })
    }
}

#[cfg(test)]
mod tests {
    use muster_domain::view::customers::By;

    use super::*;

    #[test]
    fn a_day_is_one_of_a_year_of_four_digits() {
        let read = |text: &str| serde_json::from_value::<Day>(Value::from(text)).is_ok();
        assert!(read("2026-03-01"));
        for wrong in ["2026-3-1", "+262142-12-31", "0001-01-01", "2026-02-30", "today", ""] {
            assert!(!read(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_list_is_one_word_after_the_other() {
        let read = |text: &str| serde_json::from_value::<Listed<By>>(Value::from(text));
        assert_eq!(read("service,charge_type").unwrap().0, [By::Service, By::ChargeType]);
        assert_eq!(read("").unwrap().0, []);
        assert!(read("service,colour").is_err());
    }
}
