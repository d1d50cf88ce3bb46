//! The workflow list and a workflow's page.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::reports::ReportRow;
use crate::WorkflowId;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    /// Reports of this workflow, newest first.
    pub reports: Vec<ReportRow>,
}
