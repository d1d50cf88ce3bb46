//! Linked accounts: everyone on the bills, in which subset, at what cost.

use muster_domain::view::accounts::AccountList;
use muster_domain::{Month, OrganizationId};

use crate::{Ctx, Error};

/// Every linked account with its costs around a month.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn list(ctx: &Ctx, org: OrganizationId, month: Option<Month>) -> Result<AccountList, Error> {
    let _ = (ctx, org, month);
    Err(Error::NotFound)
}
