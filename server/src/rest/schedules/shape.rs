//! What programs send and are sent of a schedule: its plan lies open, and what is not said of it stays.

use chrono::{DateTime, NaiveDate, Utc};
use muster_domain::report::GroupBy;
use muster_domain::schedule::{Plan, Range, Repeat};
use muster_domain::view::members::ShownOnce;
use muster_domain::view::schedules::{NewSchedule, Recipients, RunRow, ScheduleDetail, ScheduleRow, ScheduleState, Stores};
use muster_domain::{ReportId, ScheduleId, WorkflowId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::rest::problem::Problem;
use crate::rest::shape::Day;

/// Which report is made again, when, and to whom it goes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::rest) struct ScheduleRequest {
    /// It is made with this report's workflow, in the version that is newest then, its subsets and its groups.
    pub(super) report: ReportId,
    name: String,
    /// The day of the first run, of the organization's calendar.
    start: Day,
    /// Which days a report covers, seen from the day of its run.
    range: Range,
    repeat: Repeat,
    #[serde(default)]
    recipients: Recipients,
}

/// What is not sent stays as it is.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::rest) struct ScheduleChange {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    start: Option<Day>,
    #[serde(default)]
    range: Option<Range>,
    #[serde(default)]
    repeat: Option<Repeat>,
    /// All of them, as they are to be from then on.
    #[serde(default)]
    recipients: Option<Recipients>,
    /// Sent by itself.
    #[serde(default)]
    state: Option<Turned>,
}

/// What a person can make of a schedule's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "ScheduleTurned")]
pub(in crate::rest) enum Turned {
    Active,
    Paused,
}

/// A schedule.
#[derive(Serialize, JsonSchema)]
pub(in crate::rest) struct Schedule {
    id: ScheduleId,
    name: String,
    /// The day of the first run, of the organization's calendar.
    start: NaiveDate,
    range: Range,
    repeat: Repeat,
    state: ScheduleState,
    /// Why it stopped.
    why: Option<String>,
    /// The day of the next run.
    next_day: Option<NaiveDate>,
    /// When that is due.
    next_at: Option<DateTime<Utc>>,
    last: Option<RunRow>,
    workflow: WorkflowId,
    workflow_name: String,
    /// Names of the chosen subsets; empty means all accounts.
    subsets: Vec<String>,
    group_by: Vec<GroupBy>,
    /// Who answers for it: whoever saved it last.
    owner: String,
    created_at: DateTime<Utc>,
}

/// A schedule, and to whom its reports go.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ScheduleWithRecipients")]
pub(in crate::rest) struct ScheduleFound {
    #[serde(flatten)]
    schedule: Schedule,
    recipients: Recipients,
    /// What an object store is set up with, to be named among the recipients.
    stores: Stores,
    /// Of the organization, as the IANA database names it.
    time_zone: String,
    /// What its webhook is signed with, where that is new: shown this once.
    secret: Option<String>,
}

/// What a webhook is signed with from now on.
#[derive(Serialize, JsonSchema)]
pub(in crate::rest) struct NewSecret {
    /// Shown this once.
    secret: String,
}

impl ScheduleRequest {
    pub(super) fn read(self) -> Result<NewSchedule, Problem> {
        let Self { name, start, range, repeat, recipients, .. } = self;
        Ok(NewSchedule { name, plan: plan(start.0, (range, repeat))?, recipients })
    }
}

impl ScheduleChange {
    /// Where it is to be paused or resumed.
    pub(super) fn turned(&self) -> Result<Option<Turned>, Problem> {
        let Self { name, start, range, repeat, recipients, state } = self;
        let is_more = name.is_some() || start.is_some() || range.is_some() || repeat.is_some() || recipients.is_some();
        match state {
            Some(_) if is_more => Err(Problem::invalid("state", "send it by itself")),
            state => Ok(*state),
        }
    }

    pub(super) fn read(self, before: ScheduleDetail) -> Result<NewSchedule, Problem> {
        let row = before.row;
        let choices = (self.range.unwrap_or(row.plan.range), self.repeat.unwrap_or(row.plan.repeat));
        let start = self.start.map_or(row.plan.start(), |day| day.0);
        let recipients = self.recipients.unwrap_or(before.recipients);
        Ok(NewSchedule { name: self.name.unwrap_or(row.name), plan: plan(start, choices)?, recipients })
    }
}

fn plan(start: NaiveDate, choices: (Range, Repeat)) -> Result<Plan, Problem> {
    Plan::new(start, choices).map_err(|error| Problem::invalid("start", error.to_string()))
}

impl Schedule {
    pub(super) fn key(&self) -> String {
        self.id.to_string()
    }
}

impl From<ScheduleRow> for Schedule {
    fn from(row: ScheduleRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            start: row.plan.start(),
            range: row.plan.range,
            repeat: row.plan.repeat,
            state: row.state,
            why: row.why,
            next_day: row.next.map(|(day, _)| day),
            next_at: row.next.map(|(_, at)| at),
            last: row.last,
            workflow: row.workflow,
            workflow_name: row.workflow_name,
            subsets: row.subsets,
            group_by: row.group_by,
            owner: row.owner,
            created_at: row.created_at,
        }
    }
}

impl ScheduleFound {
    pub(super) fn new(found: ScheduleDetail, secret: Option<NewSecret>) -> Self {
        let (recipients, stores, time_zone) = (found.recipients, found.stores, found.zone.to_string());
        Self { schedule: found.row.into(), recipients, stores, time_zone, secret: secret.map(|secret| secret.secret) }
    }
}

impl NewSecret {
    pub(super) fn of(shown: ShownOnce) -> Result<Self, Problem> {
        match shown {
            ShownOnce::Webhook { secret, .. } => Ok(Self { secret }),
            ShownOnce::Token { .. } | ShownOnce::Invitation { .. } | ShownOnce::RecoveryCodes(_) => {
                Err(Problem::internal("another thing is shown than asked for"))
            }
        }
    }
}
