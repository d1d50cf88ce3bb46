//! Associations, charged months, and what their pages are sent.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::enrollment::Validation;
use super::imports::WorkState;
use crate::charge::MonthEvent;
use crate::{CustomerLinkId, Money, Month, SubsetId, WorkflowId};

/// Where the computation of a month's charges stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Computation {
    pub month: Month,
    pub state: WorkState,
    /// 0 to 100 while processing.
    pub percent: u8,
    pub error: Option<String>,
}

/// What a subset is charged with, as one request made it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AssociationRow {
    pub subset: SubsetId,
    pub subset_name: String,
    pub workflow: WorkflowId,
    pub workflow_name: String,
    pub version: u32,
    /// The newest version; `None` when the workflow was deleted.
    pub newest: Option<u32>,
    pub from: Month,
    /// Who approved it, or made it where no approval is asked for.
    pub by: String,
    pub at: DateTime<Utc>,
    /// Whether a later one took its place from its first month on.
    pub replaced: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AssociationList {
    /// Newest first.
    pub associations: Vec<AssociationRow>,
    /// In order of name.
    pub subsets: Vec<(SubsetId, String)>,
    /// Id, name and newest version, in order of name.
    pub workflows: Vec<(WorkflowId, String, u32)>,
    /// Months with lines, newest first.
    pub months: Vec<Month>,
    /// Months whose charges are being computed, or could not be.
    pub computing: Vec<Computation>,
    /// Whether an association can be made here, without support.
    pub self_service: bool,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAssociation {
    pub subset: SubsetId,
    pub workflow: WorkflowId,
    /// `None` is the newest.
    pub version: Option<u32>,
    pub from: Month,
}

/// What associations would change, before they are made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Impact {
    /// Months with lines that would be charged, in order; the closed ones keep their charges.
    pub months: Vec<Month>,
    pub closed: Vec<Month>,
    /// The month that the amounts are of: the newest of them; where there is none yet, the newest with lines at all.
    pub month: Option<Month>,
    pub currency: String,
    /// One per pair, in the order asked.
    pub lines: Vec<ImpactLine>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImpactLine {
    pub subset_name: String,
    pub workflow_name: String,
    pub version: u32,
    /// Accounts in the subset today.
    pub accounts: u64,
    /// What charges it in that month now: name and version of the workflow.
    pub now: Option<(String, u32)>,
    /// The mark on that version, where somebody found it right on a report.
    pub validation: Option<Validation>,
    /// `None` before the first bill, or where the charge cannot be computed.
    pub amounts: Option<ImpactAmounts>,
    /// Why it cannot be.
    pub refused: Option<String>,
}

/// What a subset cost and is charged for in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImpactAmounts {
    pub cost: Money,
    /// `None`: nothing charges it now.
    pub charge_now: Option<Money>,
    pub charge_then: Money,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MonthList {
    pub currency: String,
    /// Newest first.
    pub months: Vec<MonthRow>,
}

/// A month that is charged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MonthRow {
    pub month: Month,
    pub computation: Computation,
    pub computed_at: Option<DateTime<Utc>>,
    /// Over all subsets.
    pub charge: Money,
    pub subsets: u64,
    pub closed_at: Option<DateTime<Utc>>,
    /// Whether it can be closed: the month is over and its charges are there.
    pub may_close: bool,
    /// What late lines would change; there is none in a month that is open.
    pub late: Vec<LateRow>,
    /// Newest first.
    pub events: Vec<EventRow>,
}

/// A subset whose closed month would be charged otherwise now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LateRow {
    pub subset: SubsetId,
    pub subset_name: String,
    pub charge: Money,
    pub late: Money,
    pub difference: Money,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventRow {
    pub event: MonthEvent,
    pub reason: String,
    pub by: String,
    pub at: DateTime<Utc>,
}

/// A charge, or the part of one that a program asked to be told apart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Charged {
    pub by: ChargedBy,
    /// Of the subset, as its provider calls it.
    pub name: String,
    pub month: Month,
    pub currency: String,
    /// The month is closed: it does not change any more.
    pub is_final: bool,
    /// What it is told apart by, as asked; an account's name is `account_name`.
    pub groups: BTreeMap<String, String>,
    pub charge: Money,
}

/// Whose charge it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ChargedBy {
    /// A subset of the organization.
    Subset(SubsetId),
    /// What a provider charges the organization, its end customer.
    Provider { source: CustomerLinkId, provider: String },
}
