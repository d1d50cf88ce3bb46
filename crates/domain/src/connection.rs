//! How the bills of a management account come to Muster by themselves: where AWS delivers them, as whom they are read,
//! how far that has got, and by what name each thing is called that can be wrong with it.
//!
//! A connection holds no key of AWS. It names a role, which the installation assumes with the external ID that Muster
//! made for this one management account; so nobody can have another's role assumed for them.

mod destination;
mod finding;
mod place;
mod region;
mod role;
mod template;

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

pub use destination::{Destination, DestinationForm, external_id};
pub use finding::{Finding, Mender, Severity};
pub use place::{Place, PlaceForm};
pub use region::REGIONS;
pub use role::{KeyArn, RoleArn};
pub use template::{Template, TemplateForm};

use crate::AccountId;

/// AWS writes a delivery several times a day; one that is older than this is stale. A first one takes as long.
pub const PATIENCE: Duration = Duration::hours(48);

/// Where an S3 delivery is, and as whom it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct S3Delivery {
    /// The management account whose bills are expected there; twelve digits.
    pub account: AccountId,
    pub place: Place,
    pub role: RoleArn,
    /// Made by Muster, kept for as long as the management account is.
    pub external_id: String,
}

/// What a connection reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Source {
    /// A bucket of AWS, or of a store that speaks its language, by an assumed role.
    S3(S3Delivery),
    /// An absolute path or an object-store URL, read with the server's own rights; the operator has allowed it.
    Location { url: String },
}

/// Where a management account stands (product.md, step 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConnectionState {
    /// Added; nothing is connected and no bill was ever uploaded.
    NotConnected,
    /// What was connected is being looked at for the first time.
    Checking,
    /// Everything answers; AWS has not delivered yet.
    Waiting,
    /// The first bill is being read.
    Importing,
    /// At least one month is in the ledger, and nothing is wrong.
    Ready,
    /// Something is wrong and needs somebody, whether months are there or not.
    Failing,
}

/// A state, and what more is known of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Standing {
    pub state: ConnectionState,
    pub since: Option<DateTime<Utc>>,
    /// What the last check found, where there is something to say.
    pub finding: Option<Finding>,
}

/// What a connection's state is worked out from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Known {
    pub is_connected: bool,
    /// A check has ended.
    pub is_checked: bool,
    /// Of the last check's finding, or of what the last import met.
    pub severity: Option<Severity>,
    pub is_importing: bool,
    /// The last import failed.
    pub has_failed: bool,
    pub has_months: bool,
}

impl ConnectionState {
    /// A failure is over once a later check or import says so.
    pub fn of(known: Known) -> Self {
        let Known { is_connected, is_checked, severity, is_importing, has_failed, has_months } = known;
        match severity {
            _ if has_failed => Self::Failing,
            Some(Severity::Fails) => Self::Failing,
            _ if has_months => Self::Ready,
            _ if is_importing => Self::Importing,
            Some(Severity::Waits | Severity::Warns) => Self::Waiting,
            None if is_connected && is_checked => Self::Waiting,
            None if is_connected => Self::Checking,
            None => Self::NotConnected,
        }
    }
}

#[cfg(test)]
mod tests;
