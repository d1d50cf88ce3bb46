//! Management accounts: where an organization's bills come from.

use muster_domain::view::accounts::ManagementAccountRow;
use muster_domain::{ManagementAccountId, OrganizationId};
use muster_service::management_accounts;
use schemars::JsonSchema;
use serde::Deserialize;

use super::answer::{Created, Done, Found};
use super::extract::{At, Body};
use super::page::{Order, Page, Window};
use super::problem::Problem;
use super::route::Asker;
use super::shape::Named;

type AtOne = At<(OrganizationId, ManagementAccountId)>;

/// A management account to be connected.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewManagementAccount {
    /// Twelve digits.
    #[schemars(with = "muster_domain::AccountId")]
    account_id: String,
    name: String,
}

pub(super) async fn list(
    Asker(ctx): Asker,
    At(org): At<OrganizationId>,
    window: Window,
) -> Result<Page<ManagementAccountRow>, Problem> {
    let rows = management_accounts::list(&ctx, org).await?;
    Ok(window.cut(rows, Order::NewestFirst, |row| row.id.to_string()))
}

pub(super) async fn create(
    Asker(ctx): Asker,
    At(org): At<OrganizationId>,
    Body(new): Body<NewManagementAccount>,
) -> Result<Created<ManagementAccountRow>, Problem> {
    let id = management_accounts::add(&ctx, org, new.account_id, new.name).await?;
    Ok(Created(management_accounts::find(&ctx, org, id).await?))
}

pub(super) async fn find(Asker(ctx): Asker, At((org, id)): AtOne) -> Result<Found<ManagementAccountRow>, Problem> {
    Ok(Found(management_accounts::find(&ctx, org, id).await?))
}

pub(super) async fn rename(
    Asker(ctx): Asker,
    At((org, id)): AtOne,
    Body(new): Body<Named>,
) -> Result<Found<ManagementAccountRow>, Problem> {
    management_accounts::rename(&ctx, org, id, &new.name).await?;
    Ok(Found(management_accounts::find(&ctx, org, id).await?))
}

pub(super) async fn remove(Asker(ctx): Asker, At((org, id)): AtOne) -> Result<Done, Problem> {
    management_accounts::remove(&ctx, org, id).await?;
    Ok(Done)
}
