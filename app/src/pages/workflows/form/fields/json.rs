//! A card as the workflow file has it. What is wrong in the card is wrong in the file, and refused there at its path.

use serde_json::{Map, Value, json};

use super::super::condition::tidy;
use super::RuleFields;

impl RuleFields {
    /// The rule as the workflow file has it.
    pub fn json(&self) -> Value {
        let options = match self.rule.as_str() {
            "remove_credits" => json!({ "kinds": self.kinds }),
            "remove_volume_discounts" => self.volume(),
            "replace_ri_discounts" | "replace_sp_discounts" => {
                json!({ "purchased_by": self.purchaser(), "commitment_fees": self.commitment_fees })
            }
            "retain_discounts" => json!({ "commitments": self.commitments, "purchased_by": self.owner() }),
            "share_ri_cost" | "share_sp_cost" => json!({ "basis": self.basis }),
            "custom" => self.dated(json!({ "label": self.label.trim(), "when": tidy(&self.when), "action": self.action() })),
            "custom_line_item" => self.dated(self.line_item()),
            "uplift" | "discount" => json!({ "percent": self.percent.trim(), "except": self.except }),
            "eco_fee" => self.eco_fee(),
            _ => json!({}),
        };
        with(json!({ "rule": self.rule }), options)
    }

    fn volume(&self) -> Value {
        let usage = Some(&self.usage).filter(|usage| !usage.is_empty());
        json!({ "usage": usage, "ri_volume": self.ri_volume })
    }

    fn purchaser(&self) -> Value {
        if self.purchased_by == "accounts" { json!(self.all_accounts()) } else { json!(self.purchased_by) }
    }

    fn owner(&self) -> Value {
        match self.purchased_by.as_str() {
            "accounts" => json!({ "accounts": self.all_accounts() }),
            "subset" => json!({ "subset": self.subset }),
            own => json!(own),
        }
    }

    fn action(&self) -> Value {
        match self.action.as_str() {
            "percent" => json!({ "percent": self.percent.trim() }),
            "set_rate" => json!({ "set_rate": self.rate.trim() }),
            word @ ("to_on_demand" | "remove") => Value::Object(Map::from_iter([(word.to_owned(), json!(true))])),
            other => json!(other),
        }
    }

    fn line_item(&self) -> Value {
        let worth = match self.value.as_str() {
            "percent" => json!({ "percent": self.percent.trim() }),
            _ => json!({ "amount": self.amount.trim() }),
        };
        let item = json!({ "label": self.label.trim(), "per": self.per, "repeat": self.repeat });
        with(with(item, worth), filled("when", &tidy(&self.when)))
    }

    fn eco_fee(&self) -> Value {
        match self.fee.as_str() {
            "flat" => json!({ "flat": self.amount.trim(), "per": self.per }),
            "estimate" => json!({ "distributed": "estimate", "percent": self.estimate.trim() }),
            "actuals" => json!({ "distributed": "actuals" }),
            _ => json!({ "percent_of_savings": self.percent.trim() }),
        }
    }

    fn dated(&self, options: Value) -> Value {
        with(with(options, filled("from", &self.from)), filled("until", &self.until))
    }
}

/// The field, unless nothing was entered.
fn filled(name: &str, text: &str) -> Value {
    if text.trim().is_empty() { json!({}) } else { Value::Object(Map::from_iter([(name.to_owned(), json!(text.trim()))])) }
}

/// The fields of both.
fn with(one: Value, other: Value) -> Value {
    match (one, other) {
        (Value::Object(mut fields), Value::Object(others)) => {
            fields.extend(others);
            Value::Object(fields)
        }
        (one, _) => one,
    }
}
