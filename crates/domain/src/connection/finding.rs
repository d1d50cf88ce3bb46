//! What a look at a delivery can find, by name: what it is, and what to do about it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{AccountId, Month};

/// Exactly what is to be said about a connection. `file` is the object's key without the bucket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "finding", rename_all = "snake_case")]
pub enum Finding {
    /// What is to be assumed is not a role's ARN.
    BadRole {
        role: String,
    },
    /// The installation has no AWS identity of its own to assume a role with.
    NoIdentity,
    /// STS refused. AWS does not say whether the role is missing, trusts somebody else, or expects another external ID.
    RoleRefused {
        role: String,
    },
    NoBucket {
        bucket: String,
    },
    /// The bucket is elsewhere; `region` where AWS said so.
    OtherRegion {
        bucket: String,
        region: Option<String>,
    },
    ListRefused {
        bucket: String,
        prefix: String,
    },
    ReadRefused {
        file: String,
    },
    /// The object is encrypted with a key that the role may not use.
    KeyRefused {
        file: String,
    },
    /// Nothing answers at the endpoint, or it is no object store.
    Unreachable {
        endpoint: String,
        reason: String,
    },
    /// A location on the server that the operator has not allowed for this organization.
    NotAllowed {
        location: String,
    },
    NoLocation {
        location: String,
    },
    /// Nothing was delivered below this place yet.
    NoManifest {
        place: String,
    },
    /// Something is delivered there, but under other names.
    OtherReports {
        place: String,
        found: Vec<String>,
    },
    /// A manifest names a file that is not there yet, or not whole: AWS is still writing.
    Unfinished {
        month: Month,
        file: String,
    },
    /// Neither a Cost and Usage Report nor a FOCUS export.
    NotABill {
        file: String,
        reason: String,
    },
    Truncated {
        file: String,
    },
    /// The content is not compressed as the manifest or the file's name says.
    WrongCompression {
        file: String,
    },
    /// Replaced while it was read: the newer delivery is read next.
    Changed {
        file: String,
    },
    /// A row that cannot be read; the reason names file, line and column.
    BadRow {
        reason: String,
    },
    /// The bill of another payer than the one connected.
    OtherPayer {
        expected: AccountId,
        found: Vec<String>,
    },
    /// The newest delivery is older than [`super::PATIENCE`].
    Stale {
        newest: DateTime<Utc>,
    },
    /// Anything else, in one line.
    Failed {
        reason: String,
    },
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nothing is wrong: it takes time.
    Waits,
    /// What is there is read; somebody should look.
    Warns,
    /// Nothing new is read until somebody mends it.
    Fails,
}

/// Who can mend it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mender {
    /// Nobody has to: Muster looks again.
    Nobody,
    /// Whoever has the AWS account, or connected it here.
    Organization,
    /// Whoever runs the server.
    Operator,
}

impl Finding {
    /// By which files and tests call it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::BadRole { .. } => "bad_role",
            Self::NoIdentity => "no_identity",
            Self::RoleRefused { .. } => "role_refused",
            Self::NoBucket { .. } => "no_bucket",
            Self::OtherRegion { .. } => "other_region",
            Self::ListRefused { .. } => "list_refused",
            Self::ReadRefused { .. } => "read_refused",
            Self::KeyRefused { .. } => "key_refused",
            Self::Unreachable { .. } => "unreachable",
            Self::NotAllowed { .. } => "not_allowed",
            Self::NoLocation { .. } => "no_location",
            Self::NoManifest { .. } => "no_manifest",
            Self::OtherReports { .. } => "other_reports",
            Self::Unfinished { .. } => "unfinished",
            Self::NotABill { .. } => "not_a_bill",
            Self::Truncated { .. } => "truncated",
            Self::WrongCompression { .. } => "wrong_compression",
            Self::Changed { .. } => "changed",
            Self::BadRow { .. } => "bad_row",
            Self::OtherPayer { .. } => "other_payer",
            Self::Stale { .. } => "stale",
            Self::Failed { .. } => "failed",
        }
    }

    /// A headline without a full stop.
    pub fn title(&self) -> &'static str {
        match self {
            Self::BadRole { .. } => "Not a role's ARN",
            Self::NoIdentity => "The server has no AWS identity",
            Self::RoleRefused { .. } => "The role cannot be assumed",
            Self::NoBucket { .. } => "No such bucket",
            Self::OtherRegion { .. } => "The bucket is in another region",
            Self::ListRefused { .. } => "Access denied: the bucket cannot be listed",
            Self::ReadRefused { .. } => "Access denied: a file cannot be read",
            Self::KeyRefused { .. } => "Access denied: a file cannot be decrypted",
            Self::Unreachable { .. } => "The object store does not answer",
            Self::NotAllowed { .. } => "This place is not open to your organization",
            Self::NoLocation { .. } => "No such folder",
            Self::NoManifest { .. } => "No delivery yet",
            Self::OtherReports { .. } => "Only other reports are delivered here",
            Self::Unfinished { .. } => "A delivery is still being written",
            Self::NotABill { .. } => "Not a Cost and Usage Report",
            Self::Truncated { .. } => "A file is cut off",
            Self::WrongCompression { .. } => "A file is not compressed as it says",
            Self::Changed { .. } => "A file changed while it was read",
            Self::BadRow { .. } => "A line of the bill cannot be read",
            Self::OtherPayer { .. } => "The bill of another management account",
            Self::Stale { .. } => "No new delivery for more than 48 hours",
            Self::Failed { .. } => "The delivery could not be read",
        }
    }

    pub fn severity(&self) -> Severity {
        match self {
            Self::NoManifest { .. } | Self::Unfinished { .. } | Self::Changed { .. } => Severity::Waits,
            Self::Stale { .. } => Severity::Warns,
            Self::BadRole { .. }
            | Self::NoIdentity
            | Self::RoleRefused { .. }
            | Self::NoBucket { .. }
            | Self::OtherRegion { .. }
            | Self::ListRefused { .. }
            | Self::ReadRefused { .. }
            | Self::KeyRefused { .. }
            | Self::Unreachable { .. }
            | Self::NotAllowed { .. }
            | Self::NoLocation { .. }
            | Self::OtherReports { .. }
            | Self::NotABill { .. }
            | Self::Truncated { .. }
            | Self::WrongCompression { .. }
            | Self::BadRow { .. }
            | Self::OtherPayer { .. }
            | Self::Failed { .. } => Severity::Fails,
        }
    }

    /// The delivery itself is at fault: only another one can be read.
    pub fn is_of_the_delivery(&self) -> bool {
        matches!(
            self,
            Self::NotABill { .. }
                | Self::Truncated { .. }
                | Self::WrongCompression { .. }
                | Self::BadRow { .. }
                | Self::OtherPayer { .. }
        )
    }

    /// It may be over in a minute.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::Unfinished { .. } | Self::Changed { .. } | Self::Failed { .. })
    }

    pub fn mender(&self) -> Mender {
        match self {
            Self::NoManifest { .. } | Self::Unfinished { .. } | Self::Changed { .. } => Mender::Nobody,
            Self::NoIdentity | Self::Unreachable { .. } | Self::NotAllowed { .. } => Mender::Operator,
            _ => Mender::Organization,
        }
    }
}

mod words;

#[cfg(test)]
mod tests;
