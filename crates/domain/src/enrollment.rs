//! The way of a management account from signing up to end customers: eight steps, worked out from what is there, and
//! the tier of service beside them.

mod coverage;
mod steps;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::connection::{ConnectionState, Finding};
use crate::{ManagementAccountId, ReportId, TicketId, WorkflowId};

pub use coverage::{CoverageWeek, week_of};
pub use steps::steps;

/// The eight steps, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Step {
    SignUp,
    Connect,
    EnableSubsets,
    Subsets,
    Workflows,
    Validate,
    Associate,
    Customers,
}

impl Step {
    pub const ALL: [Self; 8] = [
        Self::SignUp,
        Self::Connect,
        Self::EnableSubsets,
        Self::Subsets,
        Self::Workflows,
        Self::Validate,
        Self::Associate,
        Self::Customers,
    ];

    pub fn title(self) -> &'static str {
        match self {
            Self::SignUp => "Sign up",
            Self::Connect => "Connect the management account",
            Self::EnableSubsets => "Enable Subsets",
            Self::Subsets => "Group accounts into subsets",
            Self::Workflows => "Write billing workflows",
            Self::Validate => "Validate on a report",
            Self::Associate => "Associate workflows with subsets",
            Self::Customers => "Associate end customers",
        }
    }

    /// Who has what they want may leave it out.
    pub fn is_optional(self) -> bool {
        matches!(self, Self::Associate | Self::Customers)
    }
}

/// Where a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    Done,
    /// Somebody can do it now.
    Next,
    /// Something or somebody is at work on it.
    UnderWay,
    /// It went wrong and needs somebody.
    Failing,
    /// An earlier step comes first.
    Later,
}

/// Who must act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    Organization,
    Support,
    /// The installation works by itself.
    Muster,
}

impl Actor {
    pub fn label(self) -> &'static str {
        match self {
            Self::Organization => "Your organization",
            Self::Support => "Support",
            Self::Muster => "Muster",
        }
    }
}

/// What can be done next, as a page links to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum NextAction {
    Connect,
    /// Upload a bill, or see what became of the last one.
    OpenAccount(ManagementAccountId),
    RequestSubsets,
    OpenTicket(TicketId),
    OpenSubsets,
    OpenWorkflows,
    GenerateReport(WorkflowId),
    OpenReport(ReportId),
    Associate,
    AddCustomers,
}

/// One of the eight, with what is to be said of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StepRow {
    pub step: Step,
    pub state: StepState,
    /// One sentence.
    pub says: String,
    pub since: Option<DateTime<Utc>>,
    /// Nobody where it is done, and where AWS is waited for.
    pub actor: Option<Actor>,
    pub action: Option<NextAction>,
}

/// Something there is one or more of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Many {
    pub count: u64,
    /// Since there is the first.
    pub since: Option<DateTime<Utc>>,
}

/// A ticket that waits for support.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub ticket: TicketId,
    pub since: DateTime<Utc>,
}

/// What the steps are worked out from.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    pub signed_up: DateTime<Utc>,
    /// `None` while no management account is added.
    pub account: Option<AccountFacts>,
    /// The installation's policy: nobody has to approve.
    pub self_service: bool,
    pub has_subsets_feature: bool,
    pub enabled_since: Option<DateTime<Utc>>,
    pub enable_ticket: Option<Waiting>,
    pub subsets: Many,
    pub workflows: Many,
    /// The workflow to prove next: the one changed last.
    pub workflow: Option<WorkflowId>,
    /// The newest report that is there.
    pub report: Option<(ReportId, DateTime<Utc>)>,
    pub validations: Many,
    pub associations: Many,
    pub associate_ticket: Option<Waiting>,
    pub customers: Many,
    pub customer_ticket: Option<Waiting>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct AccountFacts {
    pub id: ManagementAccountId,
    pub state: ConnectionState,
    /// Since when it is in this state, where that is known.
    pub since: Option<DateTime<Utc>>,
    /// What its connection's last check found.
    pub finding: Option<Finding>,
    pub added: DateTime<Utc>,
    /// When its last import was asked for, and when it ended.
    pub import: Option<(DateTime<Utc>, Option<DateTime<Utc>>)>,
    /// Why the last import failed.
    pub error: Option<String>,
    /// Months in its ledger.
    pub months: u64,
    /// Since when the first of them is there.
    pub ready: Option<DateTime<Utc>>,
}

/// How far a management account is on its way to full service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    #[default]
    Analysis,
    /// A ticket asks for the strategy call.
    CallRequested,
    Scheduled,
    RampUp,
    Full,
}

impl Tier {
    pub const ALL: [Self; 5] = [Self::Analysis, Self::CallRequested, Self::Scheduled, Self::RampUp, Self::Full];

    pub fn name(self) -> &'static str {
        match self {
            Self::Analysis => "analysis",
            Self::CallRequested => "call_requested",
            Self::Scheduled => "scheduled",
            Self::RampUp => "ramp_up",
            Self::Full => "full",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tier| tier.name() == name)
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Analysis => "Analysis",
            Self::CallRequested => "Strategy call requested",
            Self::Scheduled => "Strategy call scheduled",
            Self::RampUp => "Ramp-up",
            Self::Full => "Full service",
        }
    }
}

/// The weeks of a ramp-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RampUp {
    pub from: NaiveDate,
    /// 4 to 6.
    pub weeks: u32,
}

impl RampUp {
    pub const WEEKS: std::ops::RangeInclusive<u32> = 4..=6;

    /// How much of it is over, 0 to 100.
    pub fn percent(self, today: NaiveDate) -> u8 {
        let (gone, whole) = ((today - self.from).num_days().max(0), i64::from(self.weeks.max(1)) * 7);
        u8::try_from((gone * 100 / whole).min(100)).unwrap_or(100)
    }

    /// The first day after it.
    pub fn until(self) -> NaiveDate {
        self.from + chrono::Days::new(u64::from(self.weeks) * 7)
    }
}

#[cfg(test)]
mod tests;
