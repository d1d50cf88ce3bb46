//! The schedules list, a schedule's page, and the form that makes one.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::imports::WorkState;
use crate::connection::DestinationForm;
use crate::report::GroupBy;
use crate::schedule::{Plan, Zone};
use crate::{DeliveryId, Period, ReportId, ScheduleId, UserId, WorkflowId};

/// Whether a schedule runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ScheduleState {
    Active,
    /// By a person, until a person resumes it.
    Paused,
    /// What it is about is gone: its workflow, or the last of its subsets.
    Stopped,
    /// Its last run is over.
    Ended,
}

impl ScheduleState {
    pub const ALL: [Self; 4] = [Self::Active, Self::Paused, Self::Stopped, Self::Ended];

    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Stopped => "stopped",
            Self::Ended => "ended",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// To whom its reports go; in the console they are always.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Recipients {
    /// Members who are mailed.
    pub members: Vec<UserId>,
    /// The file comes with the mail, unless it is too large.
    pub attach: bool,
    /// Where a webhook is sent.
    pub webhook: Option<String>,
    /// An object store that the file is put into.
    pub bucket: Option<DestinationForm>,
}

/// What a person asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewSchedule {
    pub name: String,
    pub plan: Plan,
    pub recipients: Recipients,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScheduleRow {
    pub id: ScheduleId,
    pub name: String,
    pub plan: Plan,
    pub state: ScheduleState,
    /// Why it stopped.
    pub why: Option<String>,
    /// The next run's day, and when it is due.
    pub next: Option<(NaiveDate, DateTime<Utc>)>,
    pub last: Option<RunRow>,
    pub workflow: WorkflowId,
    pub workflow_name: String,
    /// Names of the chosen subsets; empty means all accounts.
    pub subsets: Vec<String>,
    pub group_by: Vec<GroupBy>,
    pub created_at: DateTime<Utc>,
    /// Who answers for it: whoever saved it last.
    pub owner: String,
}

impl ScheduleRow {
    /// When it runs next; one that does not go on has no such time.
    pub fn due_at(&self) -> Option<DateTime<Utc>> {
        self.next.filter(|_| self.state == ScheduleState::Active).map(|(_, at)| at)
    }
}

/// All of an organization.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScheduleList {
    pub rows: Vec<ScheduleRow>,
    /// When this was looked up.
    pub now: DateTime<Utc>,
}

/// What came of a planned day, or of asking by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "RunOutcome"))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A report was asked for.
    Asked,
    /// It was missed, and a later run stands for it.
    Skipped,
    /// No report could be asked for.
    Refused,
}

impl Outcome {
    pub const ALL: [Self; 3] = [Self::Asked, Self::Skipped, Self::Refused];

    pub fn name(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Skipped => "skipped",
            Self::Refused => "refused",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.name() == name)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ScheduleRun"))]
pub struct RunRow {
    pub id: Uuid,
    /// The day it was planned for; `None` where somebody asked for it.
    pub day: Option<NaiveDate>,
    /// When it was seen to.
    pub at: DateTime<Utc>,
    pub covers: Period,
    pub outcome: Outcome,
    /// Why it was refused or skipped.
    pub why: Option<String>,
    /// What was made; its state is `None` once the report is deleted.
    pub report: Option<ReportId>,
    pub report_state: Option<WorkState>,
}

/// By which way a report goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "DeliveryChannel"))]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    Mail,
    Webhook,
    /// An object store.
    Bucket,
}

impl Channel {
    pub fn name(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Webhook => "webhook",
            Self::Bucket => "bucket",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Mail, Self::Webhook, Self::Bucket].into_iter().find(|channel| channel.name() == name)
    }
}

/// Where a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// It is tried, or tried again.
    Waiting,
    /// The receiver took it; a mail is in the outbox.
    Done,
    /// It was tried often enough.
    Failed,
}

impl DeliveryState {
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Waiting, Self::Done, Self::Failed].into_iter().find(|state| state.name() == name)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeliveryRow {
    pub id: DeliveryId,
    pub channel: Channel,
    /// An e-mail address, a URL, or an object's `s3://bucket/key`.
    pub target: String,
    pub report: ReportId,
    pub report_name: String,
    pub state: DeliveryState,
    pub created_at: DateTime<Utc>,
    /// When it is tried next.
    pub due_at: Option<DateTime<Utc>>,
    /// Newest first.
    pub attempts: Vec<AttemptRow>,
}

/// One try of a webhook, or of putting a file into a bucket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AttemptRow {
    pub at: DateTime<Utc>,
    /// HTTP status of the answer.
    pub status: Option<u16>,
    /// What went wrong.
    pub error: Option<String>,
    pub milliseconds: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScheduleDetail {
    pub row: ScheduleRow,
    pub recipients: Recipients,
    /// Names of the members who are mailed.
    pub mailed: Vec<String>,
    /// Who can be mailed; empty where the installation sends no mail.
    pub members: Vec<(UserId, String)>,
    pub stores: Stores,
    pub zone: Zone,
    /// When this was looked up, and the day that it is in the organization.
    pub now: DateTime<Utc>,
    pub today: NaiveDate,
    /// Newest first, at most a hundred.
    pub runs: Vec<RunRow>,
    /// Newest first, at most a hundred.
    pub deliveries: Vec<DeliveryRow>,
}

/// What the form begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduleDraft {
    /// Of the report that is to be made again, or of the schedule that is edited.
    pub name: String,
    pub zone: Zone,
    /// The first day that can be chosen.
    pub today: NaiveDate,
    /// Who can be mailed; empty where the installation sends no mail.
    pub members: Vec<(UserId, String)>,
    pub stores: Stores,
}

/// What a destination in an object store is set up with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Stores {
    /// What a role has to ask for.
    pub external_id: String,
    /// The installation's own principal, which a role is to trust; `None` where the operator has not said it.
    pub principal: Option<String>,
    /// Places that the organization may write to without a role.
    pub open: Vec<String>,
    /// Endpoints of stores other than AWS's.
    pub endpoints: Vec<String>,
}

/// What becomes of a schedule when something is deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduleImpact {
    pub name: String,
    /// Nothing is left to report on; else its reports go on without what was deleted.
    pub stops: bool,
}
