//! JSON Schemas of what is written as a text of its own form; everything else derives its schema from its fields. They
//! are what the description of the HTTP API is made of.

use schemars::JsonSchema;
use schemars::r#gen::SchemaGenerator;
use schemars::schema::{Schema, SchemaObject};
use serde_json::json;

use crate::report::GroupBy;
use crate::{AccountId, Money, Month};

macro_rules! texts {
    ($($type:ty, $name:literal, $schema:tt;)+) => {$(
        impl JsonSchema for $type {
            fn schema_name() -> String {
                $name.to_owned()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                from_json(json!($schema))
            }
        }
    )+};
}

/// A schema that was written as JSON.
pub fn from_json(json: serde_json::Value) -> Schema {
    serde_json::from_value(json).map_or(Schema::Bool(true), |schema: SchemaObject| schema.into())
}

texts! {
    Money, "Money", {
        "description": "An exact amount in the bill's currency, as decimal text.",
        "type": "string",
        "pattern": "^-?[0-9]+(\\.[0-9]+)?$",
        "examples": ["1234.5678"]
    };
    Month, "Month", {
        "description": "A calendar month, UTC.",
        "type": "string",
        "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$",
        "examples": ["2026-03"]
    };
    AccountId, "AccountId", {
        "description": "The digits of an AWS account; leading zeros matter.",
        "type": "string",
        "pattern": "^[0-9]+$",
        "examples": ["111122223333"]
    };
    GroupBy, "GroupBy", {
        "description": "`subset`, `account`, `service`, `region`, `charge_type`, `lifecycle`, `month`, `day`, `usage_type`, or `tag:KEY`.",
        "type": "string",
        "pattern": "^(subset|account|service|region|charge_type|lifecycle|month|day|usage_type|tag:.+)$",
        "examples": ["service"]
    };
}
