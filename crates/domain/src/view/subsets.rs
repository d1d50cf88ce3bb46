//! The subsets list and a subset's page (product.md, step 4).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::accounts::{AccountRow, Charges, CostMonth, Costs};
use super::charges::{AssociationRow, Computation};
use super::schedules::ScheduleImpact;
use crate::{AccountId, Month, SubsetId};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SubsetList {
    pub month: Option<CostMonth>,
    /// In order of name.
    pub subsets: Vec<SubsetRow>,
    /// Accounts in no subset.
    pub unassigned: Tally,
    pub total: Tally,
    /// The months shown whose charges are being computed, or could not be.
    pub computing: Vec<Computation>,
}

/// Which part of the list is looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubsetLook {
    pub month: Option<Month>,
    /// Words that a name has.
    pub filter: String,
    /// A column's name in the address; a `-` before it turns the order round.
    pub sort: String,
    /// From 1.
    pub page: u32,
}

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SubsetPage {
    /// Its subsets are those of the page; its totals are of all.
    pub list: SubsetList,
    /// How many subsets there are.
    pub count: u64,
    /// How many the filter leaves.
    pub found: u64,
    pub page: u32,
    pub pages: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SubsetRow {
    pub id: SubsetId,
    pub name: String,
    pub tally: Tally,
}

/// How many accounts, what they cost, and what is charged for them once a workflow is associated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Tally {
    pub accounts: u64,
    pub costs: Costs,
    pub charges: Option<Charges>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SubsetDetail {
    pub id: SubsetId,
    pub name: String,
    pub month: Option<CostMonth>,
    pub accounts: Vec<AccountRow>,
    pub tally: Tally,
    /// The months shown whose charges are being computed, or could not be.
    pub computing: Vec<Computation>,
    /// What charges it, newest first.
    pub associations: Vec<AssociationRow>,
    /// Every membership there was, newest first.
    pub history: Vec<MembershipRow>,
    /// Accounts in no subset, which can be assigned.
    pub unassigned: Vec<AccountRow>,
    /// Accounts in other subsets, which can be moved here.
    pub elsewhere: Vec<AccountRow>,
}

/// An account in the subset on the days `[from, until)`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MembershipRow {
    pub account_id: AccountId,
    pub account_name: String,
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    /// Who assigned it.
    pub by: String,
}

/// What deleting subsets takes away, for the confirmation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletionImpact {
    pub subsets: Vec<String>,
    /// Accounts that become unassigned.
    pub accounts: u64,
    /// Reports that were generated for one of them; they stay readable.
    pub reports: u64,
    /// Associations with workflows, which are deleted with their charges.
    pub associations: u64,
    /// End customers who lose sight of them.
    pub customers: u64,
    /// Schedules whose reports are about one of them.
    pub schedules: Vec<ScheduleImpact>,
}
