//! Who did what in an organization, on which thing, when, from where, and what it was before and after.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::UserId;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuditRow {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    /// By name; empty for what nobody signed in did.
    pub who: String,
    /// Feature and verb: `subsets.assign`.
    pub action: String,
    /// Id of the thing.
    pub subject: String,
    pub detail: String,
    /// `None` where nothing was there, or nothing changed.
    pub before: Option<String>,
    pub after: Option<String>,
    /// Network address; empty for the operator's command line.
    pub address: String,
    pub request_id: String,
}

/// What is looked for; `None` and empty are everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AuditFilter {
    pub who: Option<UserId>,
    /// A feature (`subsets`), or a feature and verb (`subsets.assign`).
    pub what: String,
    pub from: Option<NaiveDate>,
    /// Inclusive.
    pub until: Option<NaiveDate>,
}

/// A page of what was found, newest first, and what can be looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    pub rows: Vec<AuditRow>,
    pub total: u64,
    pub page: u32,
    pub pages: u32,
    /// Everybody who ever did something here, by name.
    pub people: Vec<(UserId, String)>,
    /// Everything that was ever done here.
    pub actions: Vec<String>,
}
