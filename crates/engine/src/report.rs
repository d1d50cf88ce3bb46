//! Reports: the lines of some subsets in a period, charged by a workflow, grouped (billing.md section 4).
//!
//! One report is four steps, each a plan over the one before:
//! 1. rows of the period: cells that the imports keep, or lines ([`source`]);
//! 2. cells, the sums of lines that nothing asked of them tells apart ([`crate::cells`]); kept in memory;
//! 3. the workflow's rules on the cells ([`crate::rules`]);
//! 4. the cells summed into a sheet of all that is asked for after that ([`sheet`]), kept in memory too; from it the
//!    report's rows, and once more by account the trail. Lines that rules add join here.
//!
//! Sums are exact to the last step, where each cell of the report is rounded, half even, to twelve decimals.

mod asked;
mod assemble;
mod eco;
pub(crate) mod figures;
pub(crate) mod files;
pub(crate) mod groups;
mod keep;
mod measure;
mod names;
mod preview;
mod reconcile;
pub(crate) mod run;
mod sheet;
pub(crate) mod single;
mod source;

use std::collections::BTreeMap;

use datafusion::error::DataFusionError;
use muster_domain::credit::CreditPatterns;
use muster_domain::report::{EcoCommitments, EcoInvoices, GroupBy};
use muster_domain::subset::{Subset, SubsetError};
use muster_domain::workflow::{Refusal, Workflow};
use muster_domain::{AccountId, Money, Period};

pub use crate::cells::Source;
pub use files::{EXPLAIN_HEADERS, FileError};
pub use measure::Measure;
pub use preview::{Effect, Preview};
pub use reconcile::{Reconciliation, Sums, ZeroSum};

use crate::session::Stopped;

/// Whose lines a report shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// Every account of the bill, assigned or not.
    #[default]
    All,
    /// The accounts of these subsets, each on the days of its membership.
    Subsets(Vec<String>),
}

/// What a report is asked for.
#[derive(Clone, Debug)]
pub struct ReportRequest {
    pub workflow: Workflow,
    /// Every subset that a rule, the scope or the column `Customer` may name.
    pub subsets: Vec<Subset>,
    pub scope: Scope,
    /// `None` is the whole bill.
    pub period: Option<Period>,
    /// In the order of the columns; none is a report of one row.
    pub group_by: Vec<GroupBy>,
    pub eco: EcoCommitments,
    /// By the month that was invoiced.
    pub eco_invoices: EcoInvoices,
    /// How credits are told apart by their descriptions.
    pub credit_patterns: CreditPatterns,
    /// Names for accounts that the bill itself does not name.
    pub account_names: BTreeMap<AccountId, String>,
}

impl Default for ReportRequest {
    /// The whole bill in one row, without billing rules.
    fn default() -> Self {
        Self {
            workflow: Workflow::none(),
            subsets: Vec::new(),
            scope: Scope::All,
            period: None,
            group_by: Vec::new(),
            eco: EcoCommitments::None,
            eco_invoices: EcoInvoices::default(),
            credit_patterns: CreditPatterns::default(),
            account_names: BTreeMap::new(),
        }
    }
}

/// A finished report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub groups: Vec<GroupBy>,
    /// The money columns, left to right.
    pub measures: Vec<Measure>,
    /// Sorted by the groups, byte by byte; the row `Other`, where there is one, is last.
    pub rows: Vec<Row>,
    /// One per measure: the sum over the rows, without `Other`, rounded once.
    pub totals: Vec<Money>,
    /// What each rule did to each account.
    pub explain: Vec<Trail>,
    /// Lines of the bill that the rows sum up.
    pub lines: u64,
    /// Lines that a rule would have charged at the public on-demand price, had the bill one.
    pub no_public_price: u64,
    /// What it was made from; the bytes of its files do not depend on it.
    pub source: Source,
    /// The report held against the whole bill.
    pub reconciliation: Reconciliation,
}

/// One row. The cells of the groups as text (Account takes two: id and name), then the amounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub groups: Vec<String>,
    /// One per measure; `None` is an empty cell (only in the row `Other`).
    pub amounts: Vec<Option<Money>>,
}

/// What one rule did to the lines of one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trail {
    /// The rule's place in the workflow as written, from 1.
    pub position: usize,
    /// The rule's kind, as the workflow file spells it.
    pub rule: &'static str,
    pub account: String,
    /// Lines whose charge the rule set; never 0.
    pub lines: u64,
    /// Charge after the rule less charge before it, over those lines.
    pub effect: Money,
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    #[error("{0}")]
    Workflow(Refusal),
    #[error("credit patterns: {0}")]
    CreditPatterns(Refusal),
    #[error(transparent)]
    Subsets(#[from] SubsetError),
    #[error("rules[{position}].purchased_by: there is no subset `{name}`", position = .position - 1)]
    UnknownSubsetInRule { position: usize, name: String },
    #[error("there is no subset `{0}`")]
    UnknownSubset(String),
    #[error("the percentages of this workflow have together more decimals than can be multiplied exactly")]
    TooManyDecimals,
    #[error("an amount of this report has more digits than can be written exactly")]
    TooLarge,
    #[error(transparent)]
    Stopped(#[from] Stopped),
    #[error("the report could not be computed: {0}")]
    Plan(#[from] DataFusionError),
}
