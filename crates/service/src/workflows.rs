//! Workflows: ordered billing rules, a new version with each edit.

mod history;
pub(crate) mod preview;

use muster_domain::permission::Permission;
use muster_domain::view::workflows::{WorkflowDetail, WorkflowRow};
use muster_domain::workflow::{self, Workflow};
use muster_domain::{Month, OrganizationId, WorkflowId};
use muster_store::workflows::NewVersion;
use muster_store::{reports, workflows};

pub use history::{WorkflowFile, duplicate, file, restore, version};
pub use preview::preview;

use crate::associations::count_in_force;
use crate::audit::Deed;
use crate::reports::row as report_row;
use crate::{Ctx, Error, OrgScope, names, schedules};

/// A change of a workflow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The workflow file.
    pub json: String,
    /// What the new version is for; may be empty.
    pub note: String,
}

/// All workflows, in order of name.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn list(ctx: &Ctx, org: OrganizationId) -> Result<Vec<WorkflowRow>, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    workflows::list(&mut scope.read().await?).await?.iter().map(row).collect()
}

/// One workflow: its newest version, its history and its reports.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn find(ctx: &Ctx, org: OrganizationId, id: WorkflowId) -> Result<WorkflowDetail, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let mut tx = scope.read().await?;
    let found = workflows::lookup(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let versions = workflows::list_versions(&mut tx, id).await?.iter().map(history::row).collect::<Result<_, _>>()?;
    let reports = reports::list_by_workflow(&mut tx, id).await?.into_iter().map(report_row).collect::<Result<_, _>>()?;
    let schedules = schedules::by_workflow(&mut tx, id).await?;
    Ok(WorkflowDetail { row: row(&found)?, json: found.json, versions, reports, schedules })
}

/// Makes a workflow from a workflow file.
///
/// # Errors
/// `Invalid` at the JSON paths refused.
pub async fn create(ctx: &Ctx, org: OrganizationId, json: String) -> Result<WorkflowId, Error> {
    let scope = ctx.allow(org, Permission::CreateWorkflow).await?;
    let id = WorkflowId(scope.muster().id());
    let new = checked(&scope, id, Edit { json, note: String::new() })?;
    let mut tx = scope.write().await?;
    workflows::add(&mut tx, &new).await?;
    scope.note(&mut tx, Deed { action: "workflows.create", subject: id.to_string(), detail: new.name }).await?;
    tx.commit().await?;
    Ok(id)
}

/// Adds a version; earlier ones stay as they are, and so do reports made with them.
///
/// # Errors
/// `Invalid` at the JSON paths refused, or at `note`.
pub async fn edit(ctx: &Ctx, org: OrganizationId, id: WorkflowId, edit: Edit) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::CreateWorkflow).await?;
    let mut tx = scope.write().await?;
    workflows::lookup(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let new = checked(&scope, id, edit)?;
    let number = workflows::add_version(&mut tx, &new).await?.ok_or(Error::NotFound)?;
    let detail = history::deed(number, &new);
    scope.note(&mut tx, Deed { action: "workflows.edit", subject: id.to_string(), detail }).await?;
    Ok(tx.commit().await?)
}

/// Deletes it; its reports stay readable, and so do past charges. Its schedules stop.
///
/// # Errors
/// `Conflict` while it charges a subset.
pub async fn delete(ctx: &Ctx, org: OrganizationId, id: WorkflowId) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::DeleteWorkflow).await?;
    let mut tx = scope.write().await?;
    let found = workflows::lookup(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let charged = count_in_force(&mut tx, id, Month::of(scope.muster().clock().today())).await?;
    if charged > 0 {
        return Err(Error::Conflict(format!("it charges {charged} of the subsets; associate others with them first")));
    }
    schedules::forget_workflow(&scope, &mut tx, id).await?;
    workflows::remove(&mut tx, id, scope.muster().now()).await?;
    scope.note(&mut tx, Deed { action: "workflows.delete", subject: id.to_string(), detail: found.name }).await?;
    Ok(tx.commit().await?)
}

/// Reads the file as strictly as the engine will, and keeps it in the one form that is sent and exported.
fn checked(scope: &OrgScope, id: WorkflowId, Edit { json, note }: Edit) -> Result<NewVersion, Error> {
    let read = workflow::read(&json).map_err(Error::Invalid)?;
    let name = read.name.trim().to_owned();
    let json = Workflow { name: name.clone(), ..read }.to_json();
    let note = names::checked_note("note", &note)?;
    Ok(NewVersion { id, name, json, note, by: scope.user(), at: scope.muster().now() })
}

fn row(found: &workflows::Workflow) -> Result<WorkflowRow, Error> {
    let read = stored(&found.json)?;
    Ok(WorkflowRow {
        id: found.id,
        name: found.name.clone(),
        description: read.description.unwrap_or_default(),
        version: u32::try_from(found.version).map_err(Error::internal)?,
        rules: u32::try_from(read.rules.len()).map_err(Error::internal)?,
        reports: found.reports,
        updated_at: found.updated_at,
        updated_by: found.updated_by.clone(),
    })
}

/// A workflow file that was accepted once.
pub(crate) fn stored(json: &str) -> Result<Workflow, Error> {
    workflow::read(json).map_err(|refusals| Error::internal(Error::Invalid(refusals)))
}
