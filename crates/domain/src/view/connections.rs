//! Connections of management accounts, as their pages show them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::imports::{ImportProgress, WorkState};
use crate::connection::{Finding, PlaceForm, Standing};
use crate::{AccountId, ImportId, ManagementAccountId, Month};

/// How bills come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConnectionKind {
    S3,
    /// A path or URL on the server.
    Location,
}

impl ConnectionKind {
    pub fn name(self) -> &'static str {
        match self {
            Self::S3 => "s3",
            Self::Location => "location",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        [Self::S3, Self::Location].into_iter().find(|kind| kind.name() == name)
    }
}

/// What was given so far, step by step; all of it can be changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConnectionSettings {
    pub account: ManagementAccountId,
    pub account_id: AccountId,
    pub name: String,
    /// What is read now; `None` while nothing is connected.
    pub kind: Option<ConnectionKind>,
    /// Where the delivery is, once given.
    pub place: Option<PlaceForm>,
    /// Made with the first step.
    pub external_id: Option<String>,
    pub role: String,
    pub location: String,
    /// The installation's own principal, which roles are to trust; `None` where the operator has not said it.
    pub principal: Option<String>,
    /// Folders and URLs of the server that are open to this organization.
    pub open_locations: Vec<String>,
}

/// How a connection does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ConnectionHealth"))]
pub struct Health {
    pub standing: Standing,
    pub kind: Option<ConnectionKind>,
    /// `s3://bucket/prefix/report`, or the location; empty while nothing is connected.
    pub place: String,
    pub connected_at: Option<DateTime<Utc>>,
    pub is_checking: bool,
    pub checked_at: Option<DateTime<Utc>>,
    pub next_check_at: Option<DateTime<Utc>>,
    /// When the newest delivery was written.
    pub delivered_at: Option<DateTime<Utc>>,
    /// From the newest delivery to now, in minutes.
    pub lag: Option<i64>,
    /// Newest first.
    pub months: Vec<DeliveredMonth>,
    /// Newest first.
    pub events: Vec<ConnectionEvent>,
}

/// Where a delivered month stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MonthState {
    /// AWS is still writing it.
    Unfinished,
    Queued,
    Importing,
    Failing,
    /// In the ledger; AWS may change it.
    Estimated,
    /// In the ledger, and every line stands on an invoice.
    Final,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeliveredMonth {
    pub month: Month,
    pub state: MonthState,
    /// AWS's id of the newest delivery.
    pub assembly: String,
    pub files: u64,
    pub bytes: u64,
    /// When AWS wrote it.
    pub delivered_at: DateTime<Utc>,
    /// Of the import that reads it, or read it last.
    pub import: Option<MonthImport>,
    pub finding: Option<Finding>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MonthImport {
    pub id: ImportId,
    pub state: WorkState,
    pub progress: ImportProgress,
}

/// Something that happened to a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConnectionEvent {
    pub at: DateTime<Utc>,
    pub kind: EventKind,
    /// One sentence.
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    Connected,
    Disconnected,
    /// A new or changed delivery was seen.
    Delivered,
    /// A month is in the ledger.
    Imported,
    /// A check found something that was not so before.
    Found,
    /// What was found is over.
    Mended,
}

impl EventKind {
    pub const ALL: [Self; 6] = [Self::Connected, Self::Disconnected, Self::Delivered, Self::Imported, Self::Found, Self::Mended];

    pub fn name(self) -> &'static str {
        match self {
            Self::Connected => "connected",
            Self::Disconnected => "disconnected",
            Self::Delivered => "delivered",
            Self::Imported => "imported",
            Self::Found => "found",
            Self::Mended => "mended",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Connected => "Connected",
            Self::Disconnected => "Disconnected",
            Self::Delivered => "Delivery",
            Self::Imported => "Imported",
            Self::Found => "Finding",
            Self::Mended => "Mended",
        }
    }
}

/// What a page of the organization says above everything else about a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionAlert {
    pub account: ManagementAccountId,
    pub name: String,
    pub finding: Finding,
    pub since: DateTime<Utc>,
}
