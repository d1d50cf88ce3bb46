//! `x_RuleTrail`: what each rule did to a row, by the rule's name. A JSON object of exact decimal texts, as FOCUS has
//! objects: `{"1. Replace RI discounts":"0.096","3. Quiet Tuesdays":"-0.00192"}`. A rule that changed nothing is left out.

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringBuilder};
use arrow::datatypes::{Decimal256Type, i256};
use muster_domain::workflow::Workflow;

use super::sheet::plain;
use crate::rules::charges::effect;

/// The effect columns of some rules, and what they are called.
pub(super) struct Trail {
    /// The rules in the order in which they ran.
    positions: Vec<usize>,
    /// Their columns, and their names as JSON texts.
    rules: Vec<(String, String)>,
}

impl Trail {
    /// `positions` as the rules ran.
    pub(super) fn new(workflow: &Workflow, positions: Vec<usize>) -> Self {
        let name = |position: usize| {
            let name = format!("{position}. {}", crate::trail::label(workflow, position));
            (effect(position), serde_json::Value::String(name).to_string())
        };
        Self { rules: positions.iter().copied().map(name).collect(), positions }
    }

    pub(super) fn positions(&self) -> impl Iterator<Item = usize> {
        self.positions.iter().copied()
    }

    /// The columns that it reads, beside those of the file.
    pub(super) fn columns(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|(column, _)| column.as_str())
    }

    /// One text per row; NULL where no rule changed anything.
    pub(super) fn of(&self, batch: &RecordBatch) -> ArrayRef {
        let effects: Vec<_> =
            self.rules.iter().map(|(column, _)| batch[column.as_str()].as_primitive::<Decimal256Type>()).collect();
        let mut texts = StringBuilder::new();
        let mut text = String::new();
        for row in 0..batch.num_rows() {
            text.clear();
            for ((_, name), effects) in self.rules.iter().zip(&effects) {
                if effects.is_valid(row) && effects.value(row) != i256::ZERO {
                    text.push_str(if text.is_empty() { "{" } else { "," });
                    text.push_str(name);
                    text.push_str(":\"");
                    text.push_str(&plain(effects.value(row), effects.scale()));
                    text.push('"');
                }
            }
            if text.is_empty() {
                texts.append_null();
            } else {
                text.push('}');
                texts.append_value(&text);
            }
        }
        std::sync::Arc::new(texts.finish())
    }
}
