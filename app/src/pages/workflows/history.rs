//! A workflow's history: its versions, one of them as it was, what changed between two, and the way back.

mod changes;
mod compare;
mod restore;
mod version;
mod versions;

pub(crate) use compare::ComparePage;
pub(crate) use restore::RestorePage;
pub(crate) use version::VersionPage;
pub(super) use versions::Versions;

use muster_domain::OrganizationId;
use muster_domain::view::workflows::WorkflowRow;
use muster_domain::workflow::{Workflow, read};

use crate::components::Crumb;
use crate::error::ApiError;
use crate::routes::{self, Section};

/// The way up from a version.
fn above(org: OrganizationId, row: &WorkflowRow) -> Vec<Crumb> {
    vec![
        Crumb::new(Section::Workflows.title(), Section::Workflows.of(org)),
        Crumb::new(row.name.clone(), routes::workflow(org, row.id)),
    ]
}

/// A version that an older Muster wrote may hold what this one refuses.
fn readable(json: &str) -> Result<Workflow, ApiError> {
    read(json).map_err(|_| ApiError::Conflict("This version of Muster does not understand all of its rules.".to_owned()))
}
