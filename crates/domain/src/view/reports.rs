//! The reports list and a report's page.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::imports::WorkState;
use crate::report::GroupBy;
use crate::{Money, Period, ReportId, SubsetId, WorkflowId};

/// Which accounts a report is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportScope {
    /// All accounts, those in no subset too.
    All,
    Subsets(Vec<SubsetId>),
}

/// What a person asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewReport {
    pub name: String,
    pub workflow: WorkflowId,
    pub period: Period,
    pub scope: ReportScope,
    pub group_by: Vec<GroupBy>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReportRow {
    pub id: ReportId,
    pub name: String,
    pub workflow: WorkflowId,
    pub workflow_name: String,
    pub workflow_version: u32,
    pub period: Period,
    /// Names of the chosen subsets; empty means all accounts.
    pub subsets: Vec<String>,
    pub group_by: Vec<GroupBy>,
    pub state: WorkState,
    /// 0 to 100 while processing.
    pub percent: u8,
    pub error: Option<String>,
    pub created_at: DateTime<Utc>,
    pub created_by: String,
    /// Until when the files are kept.
    pub expires_at: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReportDetail {
    pub row: ReportRow,
    /// Present once successful.
    pub result: Option<ReportResult>,
}

/// One page of the report's file, and what is said of the whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReportResult {
    pub currency: String,
    pub columns: Vec<ReportColumn>,
    /// Cells as they stand in the file, `rows[r][c]`.
    pub rows: Vec<Vec<String>>,
    /// Rows of the whole file.
    pub row_count: u64,
    /// Per column: for money the exact sum over all rows but `Other`, rounded once; empty for text.
    pub totals: Vec<String>,
    pub unblended: Money,
    pub charge: Money,
    /// One per rule, in the order listed.
    pub effects: Vec<RuleEffect>,
    /// Lines that a rule would have priced at on-demand but that have no public price.
    pub no_public_price: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportColumn {
    pub name: String,
    pub is_money: bool,
}

/// What one rule did over the whole report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleEffect {
    /// From 1, as listed in the workflow.
    pub position: u32,
    pub rule: String,
    pub sentence: String,
    pub lines: u64,
    pub effect: Money,
}
