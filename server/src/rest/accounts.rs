//! Linked accounts: everyone on the bills, in which subset, at what cost.

use muster_domain::view::accounts::AccountRow;
use muster_domain::{AccountId, Month, OrganizationId};
use muster_service::accounts;
use schemars::JsonSchema;
use serde::Deserialize;

use super::answer::Done;
use super::extract::{Asked, At, Body};
use super::page::{Order, Page, Window};
use super::problem::Problem;
use super::route::Asker;
use super::shape::Named;

#[derive(Deserialize, JsonSchema)]
pub(super) struct Around {
    /// Costs around this month; the newest with lines where none is given.
    pub(super) month: Option<Month>,
}

pub(super) async fn list(
    Asker(ctx): Asker,
    At(org): At<OrganizationId>,
    Asked(around): Asked<Around>,
    window: Window,
) -> Result<Page<AccountRow>, Problem> {
    let list = accounts::list(&ctx, org, around.month).await?;
    Ok(window.cut(list.accounts, Order::Rising, |row| row.account_id.to_string()))
}

pub(super) async fn rename(
    Asker(ctx): Asker,
    At((org, account)): At<(OrganizationId, AccountId)>,
    Body(new): Body<Named>,
) -> Result<Done, Problem> {
    accounts::rename(&ctx, org, account, &new.name).await?;
    Ok(Done)
}
