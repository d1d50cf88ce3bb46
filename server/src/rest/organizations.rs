//! Organizations that whoever asks belongs to.

use muster_domain::OrganizationId;
use muster_domain::view::organizations::OrganizationRow;
use muster_service::{organizations, people};

use super::answer::{Created, Found};
use super::extract::{At, Body};
use super::page::{Order, Page, Window};
use super::problem::Problem;
use super::route::Asker;
use super::shape::Named;

pub(super) async fn list(Asker(ctx): Asker, window: Window) -> Result<Page<OrganizationRow>, Problem> {
    let me = people::me(&ctx).await?;
    Ok(window.cut(me.organizations, Order::NewestFirst, |row| row.id.to_string()))
}

pub(super) async fn create(Asker(ctx): Asker, Body(new): Body<Named>) -> Result<Created<OrganizationRow>, Problem> {
    let id = organizations::add(&ctx, &new.name).await?;
    Ok(Created(organizations::get(&ctx, id).await?))
}

pub(super) async fn find(Asker(ctx): Asker, At(org): At<OrganizationId>) -> Result<Found<OrganizationRow>, Problem> {
    Ok(Found(organizations::get(&ctx, org).await?))
}

pub(super) async fn rename(
    Asker(ctx): Asker,
    At(org): At<OrganizationId>,
    Body(new): Body<Named>,
) -> Result<Found<OrganizationRow>, Problem> {
    organizations::rename(&ctx, org, &new.name).await?;
    Ok(Found(organizations::get(&ctx, org).await?))
}
