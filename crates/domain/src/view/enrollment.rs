//! The enrollment page, and the ramp-up board of support.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::enrollment::{RampUp, StepRow, Tier};
use crate::{AccountId, ManagementAccountId, OrganizationId, ReportId, TicketId};

/// One management account on its way; without any, the way of the organization so far.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Enrollment {
    pub account: Option<EnrolledAccount>,
    pub steps: Vec<StepRow>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EnrolledAccount {
    pub id: ManagementAccountId,
    pub account_id: AccountId,
    pub name: String,
    pub service: Service,
}

/// The tier of service of a management account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Service {
    pub tier: Tier,
    pub since: Option<DateTime<Utc>>,
    /// The ticket that asks for the strategy call.
    pub ticket: Option<TicketId>,
    pub call_on: Option<NaiveDate>,
    pub ramp_up: Option<RampUp>,
    /// How much of the ramp-up is over, 0 to 100.
    pub percent: u8,
}

/// The mark that somebody found a version of a workflow right, on a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Validation {
    pub workflow_name: String,
    /// From 1.
    pub version: u32,
    pub report: ReportId,
    pub report_name: String,
    pub by: String,
    pub at: DateTime<Utc>,
}

/// What a report's page says of the version that it was made with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportValidation {
    pub workflow_name: String,
    pub version: u32,
    /// Whether the report is there, so that it can be looked at.
    pub is_ready: bool,
    pub mark: Option<Validation>,
}

/// A management account on the ramp-up board.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BoardRow {
    pub organization: OrganizationId,
    pub organization_name: String,
    pub account: EnrolledAccount,
}
