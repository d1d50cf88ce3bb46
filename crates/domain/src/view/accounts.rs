//! Management accounts, linked accounts, and what they cost.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

pub use crate::connection::ConnectionState;

use super::imports::ImportRow;
use crate::{AccountId, ManagementAccountId, Money, Month, SubsetId};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ManagementAccountRow {
    pub id: ManagementAccountId,
    pub account_id: AccountId,
    pub name: String,
    pub state: ConnectionState,
    pub created_at: DateTime<Utc>,
    /// The newest import, whatever became of it.
    pub last_import: Option<ImportRow>,
    /// Months in the ledger, newest first.
    pub months: Vec<LedgerMonth>,
}

/// A billing period in the ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LedgerMonth {
    pub month: Month,
    /// Payer on the bill; a management account's upload may hold several.
    pub payer: AccountId,
    pub lines: u64,
    pub unblended: Money,
    pub imported_at: DateTime<Utc>,
    /// The bill has its invoice: AWS will not change it any more.
    pub is_final: bool,
    /// What the form of this bill cannot say, a sentence each.
    #[serde(default)]
    pub notes: Vec<String>,
}

/// Costs around one month. `month` is the chosen month, "last month" the one before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Costs {
    pub last_month: Money,
    pub month_to_date: Money,
    /// Month to date / days elapsed x days in the month.
    pub expected: Money,
}

/// Charges around one month, in the same columns; `None` where nothing charges the subset in that month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Charges {
    pub last_month: Option<Money>,
    pub month_to_date: Option<Money>,
    pub expected: Option<Money>,
}

/// What the cost columns speak of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CostMonth {
    pub month: Month,
    /// Last day of the month for which the ledger has lines; `None` when the month has none.
    pub through: Option<NaiveDate>,
    /// Every month with lines, newest first, for the picker.
    pub choices: Vec<Month>,
    /// ISO code as on the bill, `USD` when no bill says.
    pub currency: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccountRow {
    pub account_id: AccountId,
    /// The bill's name, else the one kept in Muster, else empty.
    pub name: String,
    /// The subset it is in on the last day of the chosen month (or today, when that is earlier).
    pub subset: Option<AccountSubset>,
    pub costs: Costs,
    /// What is charged for it in the subset that is looked at.
    #[serde(default)]
    pub charges: Option<Charges>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccountSubset {
    pub id: SubsetId,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccountList {
    /// `None` before the first bill: there is nothing to speak of.
    pub month: Option<CostMonth>,
    pub accounts: Vec<AccountRow>,
    pub total: Costs,
}
