//! What became of a workflow: its versions, made again or carried away as a file, and copies of it.

use muster_domain::permission::Permission;
use muster_domain::view::workflows::{VersionDetail, VersionRow};
use muster_domain::workflow::Workflow;
use muster_domain::{OrganizationId, WorkflowId};
use muster_store::OrgTx;
use muster_store::workflows::{self, NewVersion, Version};

use super::{Edit, checked, stored};
use crate::audit::Deed;
use crate::{Ctx, Error, names};

/// A workflow file, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkflowFile {
    /// `<name>.workflow.json`.
    pub filename: String,
    pub json: String,
}

/// One version as it was.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn version(ctx: &Ctx, org: OrganizationId, id: WorkflowId, version: u32) -> Result<VersionDetail, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let mut tx = scope.read().await?;
    let found = workflows::lookup(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let version = find(&mut tx, id, version).await?;
    Ok(VersionDetail { row: super::row(&found)?, version: row(&version)?, json: version.json })
}

/// Makes an old version the newest again; those in between stay in the history. Answers the new version's number.
///
/// # Errors
/// `Conflict` when nothing would change; `Invalid` at `name` when another workflow has taken the name it had then.
pub async fn restore(ctx: &Ctx, org: OrganizationId, id: WorkflowId, version: u32) -> Result<u32, Error> {
    let scope = ctx.allow(org, Permission::CreateWorkflow).await?;
    let mut tx = scope.write().await?;
    let newest = workflows::lookup(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let old = find(&mut tx, id, version).await?;
    if old.json == newest.json {
        return Err(Error::Conflict(format!("version {version} is what the workflow says already")));
    }
    let new = checked(&scope, id, Edit { json: old.json, note: format!("Restored from version {version}") })?;
    let number = workflows::add_version(&mut tx, &new).await?.ok_or(Error::NotFound)?;
    scope.note(&mut tx, Deed { action: "workflows.restore", subject: id.to_string(), detail: deed(number, &new) }).await?;
    tx.commit().await?;
    u32::try_from(number).map_err(Error::internal)
}

/// Makes a workflow of the same rules, called “Copy of …”.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn duplicate(ctx: &Ctx, org: OrganizationId, id: WorkflowId) -> Result<WorkflowId, Error> {
    let scope = ctx.allow(org, Permission::CreateWorkflow).await?;
    let mut tx = scope.write().await?;
    let found = workflows::lookup(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let taken: Vec<_> = workflows::list(&mut tx).await?.into_iter().map(|workflow| workflow.name).collect();
    let copy = Workflow { name: names::copy_of(&found.name, &taken), ..stored(&found.json)? };
    let note = format!("Copied from version {} of {}", found.version, found.name);
    let copied = WorkflowId(scope.muster().id());
    let new = checked(&scope, copied, Edit { json: copy.to_json(), note })?;
    workflows::add(&mut tx, &new).await?;
    let detail = format!("{}: {}", new.name, new.note);
    scope.note(&mut tx, Deed { action: "workflows.duplicate", subject: copied.to_string(), detail }).await?;
    tx.commit().await?;
    Ok(copied)
}

/// The workflow file of a version, of the newest without one.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn file(ctx: &Ctx, org: OrganizationId, id: WorkflowId, version: Option<u32>) -> Result<WorkflowFile, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let mut tx = scope.write().await?;
    let newest = workflows::lookup(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let json = match version {
        Some(version) => find(&mut tx, id, version).await?.json,
        None => newest.json,
    };
    let filename = format!("{}.workflow.json", stored(&json)?.name);
    scope.note(&mut tx, Deed { action: "workflows.download", subject: id.to_string(), detail: filename.clone() }).await?;
    tx.commit().await?;
    Ok(WorkflowFile { filename, json })
}

async fn find(tx: &mut OrgTx, id: WorkflowId, version: u32) -> Result<Version, Error> {
    workflows::lookup_version(tx, id, u64::from(version)).await?.ok_or(Error::NotFound)
}

/// What the audit record says of a new version.
pub(super) fn deed(number: u64, new: &NewVersion) -> String {
    match new.note.as_str() {
        "" => format!("{} (version {number})", new.name),
        note => format!("{} (version {number}): {note}", new.name),
    }
}

/// What the page is sent.
pub(super) fn row(version: &Version) -> Result<VersionRow, Error> {
    let read = stored(&version.json)?;
    Ok(VersionRow {
        version: u32::try_from(version.version).map_err(Error::internal)?,
        name: read.name,
        at: version.at,
        by: version.by.clone(),
        note: version.note.clone(),
        rules: u32::try_from(read.rules.len()).map_err(Error::internal)?,
        reports: version.reports,
    })
}
