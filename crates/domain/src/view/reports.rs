//! The reports list and a report's page. The lines behind it are in [`super::trail`].

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::billing::BillingSettings;
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    /// What the organization had decided about its bills when the report was asked for.
    pub settings: BillingSettings,
    /// Re-rated bills that were asked for, by form.
    pub bills: Vec<RerateRow>,
    /// Present once successful.
    pub result: Option<ReportResult>,
}

/// One page of the report's file, and what is said of the whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    /// `None` for reports made before Muster kept it.
    #[serde(default)]
    pub reconciliation: Option<Reconciliation>,
    #[serde(default)]
    pub source: Option<ReportSource>,
    /// What the forms of its bills cannot say, a sentence each.
    #[serde(default)]
    pub notes: Vec<String>,
}

/// A file of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReportFormat {
    Csv,
    Xlsx,
    Parquet,
}

impl ReportFormat {
    pub const ALL: [Self; 3] = [Self::Csv, Self::Xlsx, Self::Parquet];

    /// In the address and at the end of the file's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Parquet => "parquet",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// What programs know it by.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Parquet => "application/vnd.apache.parquet",
        }
    }
}

/// The whole bill again, line by line, in FOCUS columns with what is charged: the reseller's own bill. It is made
/// when somebody asks for it, beside the report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RerateRow {
    pub form: RerateForm,
    pub state: WorkState,
    /// 0 to 100 while processing.
    pub percent: u8,
    pub error: Option<String>,
}

/// The form of a re-rated bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RerateForm {
    /// CSV, packed with gzip.
    Csv,
    Parquet,
}

impl RerateForm {
    pub const ALL: [Self; 2] = [Self::Csv, Self::Parquet];

    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Parquet => "parquet",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.name() == name)
    }
}

/// What a report was computed from; the figures are the same to the last digit either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReportSource {
    /// The sums that the import keeps beside the lines.
    Kept,
    /// Every line of the bill.
    Lines,
}

/// The report held against the whole bill of its period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reconciliation {
    /// The report's accounts.
    pub inside: Sums,
    /// All others.
    pub outside: Sums,
    pub bill: Sums,
    pub outside_accounts: u64,
    /// One per rule that moves cost between accounts.
    pub zero_sums: Vec<ZeroSum>,
    /// Whether the parts make the whole and what is moved arrives, to the last digit.
    pub holds: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Sums {
    pub unblended: Money,
    pub charge: Money,
    pub lines: u64,
}

/// What a rule that only moves cost adds to the whole bill: nothing, if it is right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ZeroSum {
    /// From 1, as listed in the workflow.
    pub position: u32,
    pub sentence: String,
    pub net: Money,
    /// How much went from one account to another.
    pub moved: Money,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportColumn {
    pub name: String,
    pub is_money: bool,
}

/// What one rule did over the whole report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RuleEffect {
    /// From 1, as listed in the workflow.
    pub position: u32,
    pub rule: String,
    pub sentence: String,
    /// Lines of the bill whose charge it set.
    pub lines: u64,
    /// Rows that it added to them, for a rule that adds some of its own.
    #[serde(default)]
    pub rows: u64,
    pub effect: Money,
}
