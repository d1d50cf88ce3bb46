//! Subsets: named groups of linked accounts.

use muster_domain::view::subsets::{DeletionImpact, SubsetDetail, SubsetList};
use muster_domain::{AccountId, Month, OrganizationId, SubsetId};

use crate::{Ctx, Error};

/// All subsets with their costs around a month.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn list(ctx: &Ctx, org: OrganizationId, month: Option<Month>) -> Result<SubsetList, Error> {
    let _ = (ctx, org, month);
    Err(Error::NotFound)
}

/// One subset: its accounts, its history, and which accounts could join it.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn find(ctx: &Ctx, org: OrganizationId, id: SubsetId, month: Option<Month>) -> Result<SubsetDetail, Error> {
    let _ = (ctx, org, id, month);
    Err(Error::NotFound)
}

/// Makes a subset of these accounts.
///
/// # Errors
/// `Invalid` at `name` or `accounts`.
pub async fn create(ctx: &Ctx, org: OrganizationId, name: &str, accounts: Vec<AccountId>) -> Result<SubsetId, Error> {
    let _ = (ctx, org, name, accounts);
    Err(Error::NotFound)
}

/// Gives it another name.
///
/// # Errors
/// `Invalid` at `name`.
pub async fn rename(ctx: &Ctx, org: OrganizationId, id: SubsetId, name: &str) -> Result<(), Error> {
    let _ = (ctx, org, id, name);
    Err(Error::NotFound)
}

/// Puts accounts into it, out of the subsets they are in.
///
/// # Errors
/// `Invalid` at `accounts`.
pub async fn assign(ctx: &Ctx, org: OrganizationId, id: SubsetId, accounts: Vec<AccountId>) -> Result<(), Error> {
    let _ = (ctx, org, id, accounts);
    Err(Error::NotFound)
}

/// Takes accounts out of it, from today on.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn unassign(ctx: &Ctx, org: OrganizationId, id: SubsetId, accounts: Vec<AccountId>) -> Result<(), Error> {
    let _ = (ctx, org, id, accounts);
    Err(Error::NotFound)
}

/// What deleting these would take away.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn impact(ctx: &Ctx, org: OrganizationId, ids: Vec<SubsetId>) -> Result<DeletionImpact, Error> {
    let _ = (ctx, org, ids);
    Err(Error::NotFound)
}

/// Deletes them with their memberships.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn delete(ctx: &Ctx, org: OrganizationId, ids: Vec<SubsetId>) -> Result<(), Error> {
    let _ = (ctx, org, ids);
    Err(Error::NotFound)
}
