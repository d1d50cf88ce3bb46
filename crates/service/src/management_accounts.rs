//! Management accounts: where an organization's bills come from.

use muster_domain::view::accounts::ManagementAccountRow;
use muster_domain::{ManagementAccountId, OrganizationId};

use crate::{Ctx, Error};

/// All of them, in order of name.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn list(ctx: &Ctx, org: OrganizationId) -> Result<Vec<ManagementAccountRow>, Error> {
    let _ = (ctx, org);
    Err(Error::NotFound)
}

/// One of them.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn find(ctx: &Ctx, org: OrganizationId, id: ManagementAccountId) -> Result<ManagementAccountRow, Error> {
    let _ = (ctx, org, id);
    Err(Error::NotFound)
}

/// Connects an account of twelve digits.
///
/// # Errors
/// `Invalid` at `account_id` or `name`.
pub async fn add(ctx: &Ctx, org: OrganizationId, account_id: String, name: String) -> Result<ManagementAccountId, Error> {
    let _ = (ctx, org, account_id, name);
    Err(Error::NotFound)
}

/// Gives it another name.
///
/// # Errors
/// `Invalid` at `name`.
pub async fn rename(ctx: &Ctx, org: OrganizationId, id: ManagementAccountId, name: &str) -> Result<(), Error> {
    let _ = (ctx, org, id, name);
    Err(Error::NotFound)
}

/// Removes it with its ledger and imports.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn remove(ctx: &Ctx, org: OrganizationId, id: ManagementAccountId) -> Result<(), Error> {
    let _ = (ctx, org, id);
    Err(Error::NotFound)
}
