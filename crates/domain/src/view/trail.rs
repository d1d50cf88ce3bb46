//! The lines behind a row of a report, each with its rules in order; and the lines that have no public price.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::Money;

/// One page of the lines behind one row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trail {
    pub currency: String,
    /// What the row stands for: header and cell of each group, as in the file.
    pub groups: Vec<(String, String)>,
    /// Of the whole row.
    pub unblended: Money,
    pub charge: Money,
    /// Lines of the bill behind the whole row.
    pub line_count: u64,
    /// Rows that rules added to it.
    pub rows_added: u64,
    /// Of this page, in order of account, time and id.
    pub lines: Vec<TrailLine>,
}

/// A line of the bill, or a row that a rule added to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrailLine {
    /// The bill's line item id; empty for a row that a rule added.
    pub id: String,
    pub start: DateTime<Utc>,
    /// Empty for rows that belong to no account.
    pub account: String,
    pub service: String,
    pub region: String,
    pub line_item_type: String,
    pub charge_type: String,
    pub description: String,
    pub resource: String,
    pub usage_type: String,
    /// `None` where the bill says none.
    pub usage_amount: Option<Money>,
    pub unblended: Money,
    pub charge: Money,
    /// The rules that touched it, in the order in which they ran.
    pub steps: Vec<TrailStep>,
}

/// What one rule did to one line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrailStep {
    /// From 1, as listed in the workflow.
    pub position: u32,
    pub rule: String,
    pub before: Money,
    pub after: Money,
    /// How the one became the other, in words and figures.
    pub formula: String,
}

/// Lines that a rule would have charged at the public on-demand price, had the bill one; alike ones together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unpriced {
    pub currency: String,
    /// Lines of all groups.
    pub lines: u64,
    /// Of this page.
    pub groups: Vec<UnpricedGroup>,
    pub group_count: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnpricedGroup {
    pub account: String,
    pub service: String,
    pub usage_type: String,
    pub region: String,
    pub lines: u64,
    pub unblended: Money,
}
