//! Imports: deliveries of bill files on their way into the ledger.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{ImportId, ManagementAccountId, Money, Month};

/// Where background work stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum WorkState {
    Queued,
    Processing,
    Successful,
    Failed,
}

impl WorkState {
    pub const ALL: [Self; 4] = [Self::Queued, Self::Processing, Self::Successful, Self::Failed];

    pub fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Processing => "processing",
            Self::Successful => "successful",
            Self::Failed => "failed",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Nothing will change any more.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Successful | Self::Failed)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ImportRow {
    pub id: ImportId,
    pub management_account: ManagementAccountId,
    /// Names of the uploaded files.
    pub files: Vec<String>,
    pub state: WorkState,
    pub progress: ImportProgress,
    /// Why it failed: one line with file, line and column.
    pub error: Option<String>,
    pub created_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    /// What it brought, once successful.
    pub months: Vec<ImportedMonth>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ImportProgress {
    pub rows: u64,
    pub bytes: u64,
    pub bytes_total: u64,
}

impl ImportProgress {
    /// 0 to 100.
    pub fn percent(self) -> u64 {
        self.bytes.saturating_mul(100).checked_div(self.bytes_total).unwrap_or(0).min(100)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ImportedMonth {
    pub month: Month,
    pub lines: u64,
    pub unblended: Money,
    /// The same delivery was there already; nothing was done.
    pub unchanged: bool,
}
