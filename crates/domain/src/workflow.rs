//! Billing workflows: an ordered list of rules, in one JSON shape that is stored, sent and exported alike
//! (interfaces.md). Reading names the JSON path of what is wrong; [`check`](check()) refuses what contradicts itself.

mod check;
mod compare;
mod custom;
mod day;
mod eco_fee;
mod line_item;
mod percent;
mod rate;
mod read;
mod rule;
mod sentence;
mod sharing;
mod template;

pub use check::check;
pub use compare::{Change, compare};
pub use custom::{Action, Custom};
pub use eco_fee::EcoFee;
pub use line_item::{CustomLineItem, ItemValue, Per, Repeat};
pub use percent::{NotAPercent, Percent};
pub use rate::{NotARate, Rate};
pub use read::read;
pub use rule::{
    Commitment, CommitmentFees, CreditKind, Exempt, Phase, PurchasedBy, RemoveCredits, RemoveTaxes, RemoveVolumeDiscounts,
    Replace, Retain, RetainedFor, Rule, Scale, VolumeTiers,
};
pub use sharing::{Share, ShareBasis};
pub use template::Template;

use serde::Serialize;

pub use crate::expression::{Condition, ConditionError};

/// A billing workflow. No rules means that the charge is the unblended cost.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Workflow {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub rules: Vec<Rule>,
}

/// Something in a workflow that is refused: where (JSON path, `rules[2].percent`) and why, for a person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[error("{}{reason}", self.place())]
pub struct Refusal {
    pub path: String,
    pub reason: String,
}

impl Refusal {
    pub(crate) fn new(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { path: path.into(), reason: reason.into() }
    }

    /// Before the reason; nothing where the whole is refused.
    fn place(&self) -> String {
        if self.path.is_empty() { String::new() } else { format!("{}: ", self.path) }
    }
}

impl Workflow {
    /// The workflow of a report without billing rules.
    pub fn none() -> Self {
        Self { name: "No billing rules".to_owned(), ..Self::default() }
    }

    /// The rules in the order in which they run, each with its place (from 0) in the workflow as written.
    pub fn in_order(&self) -> Vec<(usize, &Rule)> {
        let mut rules: Vec<_> = self.rules.iter().enumerate().collect();
        rules.sort_by_key(|(_, rule)| rule.phase());
        rules
    }

    /// The pretty JSON text of a workflow file.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}
