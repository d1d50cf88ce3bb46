//! Organizations: the boundary that data never crosses.

use muster_domain::OrganizationId;
use muster_domain::permission::Permission;
use muster_domain::view::organizations::OrganizationRow;
use muster_store::organizations;

use crate::audit::{Change, Deed};
use crate::people::{Founding, Step, found, note};
use crate::{Ctx, Error, names};

/// One organization, with what the person may do in it.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn get(ctx: &Ctx, org: OrganizationId) -> Result<OrganizationRow, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let name = organizations::lookup(&mut scope.read().await?).await?.ok_or(Error::NotFound)?;
    Ok(OrganizationRow { id: org, name, membership: scope.membership().clone(), features: scope.features() })
}

/// Gives it another name.
///
/// # Errors
/// `Invalid` at `name`.
pub async fn rename(ctx: &Ctx, org: OrganizationId, name: &str) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::ManageOrganization).await?;
    let name = names::checked("name", name)?;
    let mut tx = scope.write().await?;
    let before = organizations::lookup(&mut tx).await?;
    organizations::set_name(&mut tx, &name).await?;
    let change = Change { before, after: Some(name.clone()) };
    let deed = Deed { action: "organizations.rename", subject: org.to_string(), detail: name };
    scope.note_change(&mut tx, deed, change).await?;
    Ok(tx.commit().await?)
}

/// Makes another organization, with this person as its administrator.
///
/// # Errors
/// `NotSignedIn`; `Invalid` at `name`.
pub async fn add(ctx: &Ctx, name: &str) -> Result<OrganizationId, Error> {
    let user = ctx.user_id()?;
    let name = names::checked("name", name)?;
    let mut tx = ctx.muster().store().write().await?;
    let id = found(ctx.muster(), &mut tx, Founding { organization: &name, by: user }).await?;
    note(ctx, &mut tx, Step { action: "organizations.add", user }).await?;
    tx.commit().await?;
    Ok(id)
}
