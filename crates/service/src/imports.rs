//! Imports: bill files on their way into the ledger.

mod staging;

use muster_domain::view::imports::ImportRow;
use muster_domain::{ImportId, ManagementAccountId, OrganizationId};

pub use staging::{StagedFile, Staging};

use crate::{Ctx, Error};

/// Opens a place for the files of one delivery.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn stage(ctx: &Ctx, org: OrganizationId, ma: ManagementAccountId) -> Result<Staging, Error> {
    let _ = (ctx, org, ma);
    Err(Error::NotFound)
}

/// Imports of a management account, newest first.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn list(ctx: &Ctx, org: OrganizationId, ma: ManagementAccountId) -> Result<Vec<ImportRow>, Error> {
    let _ = (ctx, org, ma);
    Err(Error::NotFound)
}

/// One import, for its progress.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn find(ctx: &Ctx, org: OrganizationId, import: ImportId) -> Result<ImportRow, Error> {
    let _ = (ctx, org, import);
    Err(Error::NotFound)
}

/// Runs a failed import again.
///
/// # Errors
/// `Conflict` unless it failed`.
pub async fn retry(ctx: &Ctx, org: OrganizationId, import: ImportId) -> Result<(), Error> {
    let _ = (ctx, org, import);
    Err(Error::NotFound)
}
