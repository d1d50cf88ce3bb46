//! The support console: the queue, and a ticket as support sees it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::tickets::{TicketDetail, TicketRow};
use crate::ticket::{TicketKind, TicketState};
use crate::{MailId, OrganizationId, UserId};

/// Which tickets the queue shows. Everything missing: all that wait.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueFilter {
    #[serde(default)]
    pub kind: Option<TicketKind>,
    #[serde(default)]
    pub state: QueueState,
    #[serde(default)]
    pub assignee: QueueAssignee,
    #[serde(default)]
    pub organization: Option<OrganizationId>,
    /// Open for at least so many days.
    #[serde(default)]
    pub days: u32,
    /// From 0.
    #[serde(default)]
    pub page: u32,
}

/// States that the queue shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum QueueState {
    /// Open and in progress.
    #[default]
    Waiting,
    All,
    Only(TicketState),
}

/// Whose tickets the queue shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum QueueAssignee {
    #[default]
    Anyone,
    /// Not taken yet.
    Nobody,
    One(UserId),
}

impl QueueState {
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::All => "all",
            Self::Only(state) => state.name(),
        }
    }
}

impl std::str::FromStr for QueueState {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "" | "waiting" => Ok(Self::Waiting),
            "all" => Ok(Self::All),
            other => TicketState::from_name(other).map(Self::Only).ok_or_else(|| format!("`{other}` is no state")),
        }
    }
}

impl std::fmt::Display for QueueAssignee {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Anyone => Ok(()),
            Self::Nobody => f.write_str("nobody"),
            Self::One(user) => user.fmt(f),
        }
    }
}

impl std::str::FromStr for QueueAssignee {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "" => Ok(Self::Anyone),
            "nobody" => Ok(Self::Nobody),
            id => id.parse().map(Self::One).map_err(|_| format!("`{id}` is nobody's id")),
        }
    }
}

impl From<QueueState> for String {
    fn from(state: QueueState) -> Self {
        state.name().to_owned()
    }
}

impl TryFrom<String> for QueueState {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<QueueAssignee> for String {
    fn from(assignee: QueueAssignee) -> Self {
        assignee.to_string()
    }
}

impl TryFrom<String> for QueueAssignee {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// One page of the queue, with what its filters choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    /// What waits: longest waiting first; else newest first.
    pub tickets: Vec<TicketRow>,
    /// How many match, on all pages.
    pub total: u64,
    /// From 0.
    pub page: u32,
    pub pages: u32,
    pub staff: Vec<StaffRow>,
    /// Organizations that ever asked for something, in order of name.
    pub organizations: Vec<(OrganizationId, String)>,
}

/// A member of the support staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StaffRow {
    pub id: UserId,
    pub name: String,
}

/// A ticket as support sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupportTicket {
    pub ticket: TicketDetail,
    pub requester_email: String,
    pub assignee: Option<UserId>,
    pub staff: Vec<StaffRow>,
    /// What was found out about each end customer that is asked for; nothing for other kinds, or once it is decided.
    pub checks: Vec<CustomerCheck>,
}

/// Whether an end customer can be approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerCheck {
    pub subset_name: String,
    pub email: String,
    pub organization: OrganizationId,
    /// `None` where there is no such organization.
    pub organization_name: Option<String>,
    /// Why it cannot be.
    pub refused: Option<String>,
}

/// A mail that has not been sent. What it says is not shown: links in it let people in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailRow {
    pub id: MailId,
    pub recipient: String,
    pub subject: String,
    /// How often the server of mail was asked.
    pub attempts: u64,
    pub created_at: DateTime<Utc>,
    /// When it is tried next.
    pub due_at: DateTime<Utc>,
    /// Why it was not taken the last time.
    pub error: Option<String>,
    /// When it was given up.
    pub failed_at: Option<DateTime<Utc>>,
}
