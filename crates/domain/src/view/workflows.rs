//! The workflow list, a workflow's page with its history, and the preview beside the editor.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::reports::{ReportRow, ReportScope, ReportSource, RuleEffect};
use super::schedules::ScheduleImpact;
use crate::workflow::Refusal;
use crate::{Money, Month, WorkflowId};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WorkflowRow {
    pub id: WorkflowId,
    pub name: String,
    pub description: String,
    /// From 1, one more with each edit.
    pub version: u32,
    pub rules: u32,
    pub reports: u64,
    pub updated_at: DateTime<Utc>,
    pub updated_by: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkflowDetail {
    pub row: WorkflowRow,
    /// The workflow file's JSON text; [`crate::workflow::read`] reads it.
    pub json: String,
    /// Every version, newest first.
    pub versions: Vec<VersionRow>,
    /// Reports of this workflow, newest first.
    pub reports: Vec<ReportRow>,
    /// Schedules that make reports of it.
    pub schedules: Vec<ScheduleImpact>,
}

/// One version in a workflow's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VersionRow {
    /// From 1.
    pub version: u32,
    /// What the workflow was called then.
    pub name: String,
    pub at: DateTime<Utc>,
    /// Name of who made it.
    pub by: String,
    /// What it is for, as its maker wrote; empty where nothing was written.
    pub note: String,
    pub rules: u32,
    /// Reports made with this version.
    pub reports: u64,
}

/// One version as it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VersionDetail {
    /// The workflow as it is now.
    pub row: WorkflowRow,
    pub version: VersionRow,
    /// The workflow file of that version.
    pub json: String,
}

/// What a preview is asked for: a workflow that nobody saved, on one month of the bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewRequest {
    /// The workflow file's JSON text.
    pub workflow: String,
    pub month: Month,
    pub scope: ReportScope,
    /// Any text that tells this editor from others of the same person: a newer preview of an editor stops the one
    /// before.
    #[serde(default)]
    pub editor: String,
}

/// What the rules would do, without saving them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Preview {
    /// Why the workflow cannot run as it stands; without any, there are figures.
    pub refusals: Vec<Refusal>,
    pub figures: Option<PreviewFigures>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PreviewFigures {
    pub currency: String,
    /// Lines of the bill in the month and subsets; 0 where the bill has none.
    pub lines: u64,
    pub unblended: Money,
    pub charge: Money,
    /// One per rule, in the order listed.
    pub effects: Vec<RuleEffect>,
    /// Lines that a rule would have priced at on-demand but that have no public price.
    pub no_public_price: u64,
    pub source: ReportSource,
    /// How long it took to compute.
    pub milliseconds: u32,
}
