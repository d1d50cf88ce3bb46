//! Organizations: the boundary that data never crosses.

use muster_domain::OrganizationId;
use muster_domain::view::organizations::OrganizationRow;

use crate::{Ctx, Error};

/// One organization, with what the person may do in it.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn get(ctx: &Ctx, org: OrganizationId) -> Result<OrganizationRow, Error> {
    let _ = (ctx, org);
    Err(Error::NotFound)
}

/// Gives it another name.
///
/// # Errors
/// `Invalid` at `name`.
pub async fn rename(ctx: &Ctx, org: OrganizationId, name: &str) -> Result<(), Error> {
    let _ = (ctx, org, name);
    Err(Error::NotFound)
}

/// Makes another organization, with this person as its administrator.
///
/// # Errors
/// `Invalid` at `name`.
pub async fn add(ctx: &Ctx, name: &str) -> Result<OrganizationId, Error> {
    let _ = (ctx, name);
    Err(Error::NotFound)
}
