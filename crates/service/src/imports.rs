//! Imports: bill files on their way into the ledger.

mod staging;
pub(crate) mod work;

use muster_domain::permission::Permission;
use muster_domain::view::imports::{ImportRow, WorkState};
use muster_domain::{ImportId, JobId, ManagementAccountId, OrganizationId};
use muster_store::jobs::{Kind, NewJob};
use muster_store::{imports, jobs, management_accounts};

pub use staging::{StagedFile, Staging};

use crate::audit::Deed;
use crate::{Ctx, Error, Muster};

/// Opens a place for the files of one delivery.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn stage(ctx: &Ctx, org: OrganizationId, ma: ManagementAccountId) -> Result<Staging, Error> {
    let scope = ctx.allow(org, Permission::ManageOrganization).await?;
    management_accounts::lookup(&mut scope.read().await?, ma).await?.ok_or(Error::NotFound)?;
    Staging::open(scope, ma).await
}

/// Imports of a management account, newest first.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn list(ctx: &Ctx, org: OrganizationId, ma: ManagementAccountId) -> Result<Vec<ImportRow>, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let mut tx = scope.read().await?;
    management_accounts::lookup(&mut tx, ma).await?.ok_or(Error::NotFound)?;
    Ok(imports::list(&mut tx, ma).await?)
}

/// Imports of all management accounts, newest first.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn list_all(ctx: &Ctx, org: OrganizationId) -> Result<Vec<ImportRow>, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    Ok(imports::list_all(&mut scope.read().await?).await?)
}

/// One import, for its progress.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn find(ctx: &Ctx, org: OrganizationId, import: ImportId) -> Result<ImportRow, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    imports::lookup(&mut scope.read().await?, import).await?.ok_or(Error::NotFound)
}

/// Runs a failed import again, on the files that were uploaded then.
///
/// # Errors
/// `Conflict` unless it failed.
pub async fn retry(ctx: &Ctx, org: OrganizationId, import: ImportId) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::ManageOrganization).await?;
    let mut tx = scope.write().await?;
    let row = imports::lookup(&mut tx, import).await?.ok_or(Error::NotFound)?;
    if row.state != WorkState::Failed {
        return Err(Error::Conflict("this import did not fail".to_owned()));
    }
    imports::set_open(&mut tx, import, WorkState::Queued).await?;
    jobs::add(&mut tx, &job(scope.muster(), import, row.management_account)).await?;
    scope.note(&mut tx, Deed { action: "imports.retry", subject: import.to_string(), detail: row.files.join(", ") }).await?;
    tx.commit().await?;
    scope.muster().bell().notify_one();
    Ok(())
}

/// Imports of one management account run one after the other: each replaces whole months.
fn job(muster: &Muster, import: ImportId, account: ManagementAccountId) -> NewJob {
    NewJob { id: JobId(muster.id()), kind: Kind::Import, subject: import.0, lane: account.0, at: muster.now() }
}
