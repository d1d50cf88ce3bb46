//! End customers: the provider's list of them, and what a customer is sent. Nothing that a customer is sent has room
//! for a cost, a rule or another subset.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{CustomerLinkId, Money, Month, OrganizationId, SubsetId};

/// The provider's list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CustomerList {
    pub customers: Vec<CustomerRow>,
    /// In order of name.
    pub subsets: Vec<(SubsetId, String)>,
    /// Whether one can be added here, without support.
    pub self_service: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CustomerRow {
    pub id: CustomerLinkId,
    pub subset: SubsetId,
    pub subset_name: String,
    pub organization: OrganizationId,
    pub organization_name: String,
    pub email: String,
    /// Who approved it.
    pub by: String,
    pub at: DateTime<Utc>,
}

/// Whose bill a customer looks at: one per provider and subset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Source {
    pub id: CustomerLinkId,
    /// What the provider calls the customer's accounts.
    pub name: String,
    pub provider: String,
}

/// What charges can be told apart by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum By {
    #[default]
    Service,
    Account,
    Region,
    ChargeType,
    Day,
}

impl By {
    pub const ALL: [Self; 5] = [Self::Service, Self::Account, Self::Region, Self::ChargeType, Self::Day];

    /// In the address.
    pub fn name(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Account => "account",
            Self::Region => "region",
            Self::ChargeType => "charge-type",
            Self::Day => "day",
        }
    }

    /// As a page calls it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Service => "Service",
            Self::Account => "Account",
            Self::Region => "Region",
            Self::ChargeType => "Charge Type",
            Self::Day => "Day",
        }
    }
}

/// A text that names nothing to tell charges apart by.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}`: expected service, account, region, charge-type or day")]
pub struct NotABy(String);

impl std::str::FromStr for By {
    type Err = NotABy;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|by| by.name() == text).ok_or_else(|| NotABy(text.to_owned()))
    }
}

/// What a customer asks to see; `None` is the first, and the newest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    pub source: Option<CustomerLinkId>,
    pub month: Option<Month>,
    pub by: By,
}

/// The customer's first page. Without sources the organization is nobody's customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    pub sources: Vec<Source>,
    /// `None` where nothing was charged yet.
    pub charges: Option<OverviewCharges>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OverviewCharges {
    pub source: Source,
    pub currency: String,
    pub month: Month,
    /// The last day of the month that is charged for.
    pub through: Option<NaiveDate>,
    pub total: Money,
    /// What the month will come to if it goes on as it began.
    pub expected: Money,
    /// `None` where nothing was charged in the month before.
    pub last_month: Option<Money>,
    /// Every month, oldest first.
    pub months: Vec<Part>,
    pub by: By,
    /// The month's charge told apart, the largest first; by day, in order of day.
    pub parts: Vec<Part>,
}

/// A part of a charge, and what it is for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    pub key: String,
    /// An account's name; empty otherwise, or where it has none.
    pub name: String,
    pub charge: Money,
}

/// A line of the list of statements.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StatementRow {
    pub source: Source,
    pub month: Month,
    pub currency: String,
    pub total: Money,
    /// The provider has closed the month: it does not change any more.
    pub is_final: bool,
}

/// A month's statement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    pub row: StatementRow,
    /// The customer's organization.
    pub customer: String,
    pub computed_at: DateTime<Utc>,
    pub services: Vec<Part>,
    pub accounts: Vec<Part>,
    pub charge_types: Vec<Part>,
}

/// Who is asked for as an end customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewCustomer {
    pub subset: SubsetId,
    pub email: String,
    pub organization: OrganizationId,
}
