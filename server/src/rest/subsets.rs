//! Subsets: named groups of linked accounts.

use std::collections::HashMap;

use muster_domain::view::accounts::{Charges, Costs};
use muster_domain::{AccountId, Month, OrganizationId, SubsetId};
use muster_service::{Ctx, accounts, subsets};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::accounts::Around;
use super::answer::{Created, Done, Found};
use super::extract::{Asked, At, Body};
use super::page::{Order, Page, Window};
use super::problem::Problem;
use super::route::Asker;
use super::shape::Day;

type AtOne = At<(OrganizationId, SubsetId)>;

/// A subset with what it costs, and what is charged for it once a workflow is associated.
#[derive(Serialize, JsonSchema)]
pub(super) struct Subset {
    id: SubsetId,
    name: String,
    /// Those that are in it today.
    accounts: Vec<AccountId>,
    costs: Costs,
    charges: Option<Charges>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewSubset {
    name: String,
    /// Linked accounts of the organization's bills; out of the subsets they are in.
    #[serde(default)]
    accounts: Vec<AccountId>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SubsetChange {
    #[serde(default)]
    name: Option<String>,
    /// Exactly those that are in it from then on.
    #[serde(default)]
    accounts: Option<Vec<AccountId>>,
    /// The first day of it; today where none is given.
    #[serde(default)]
    from: Option<Day>,
}

pub(super) async fn list(
    Asker(ctx): Asker,
    At(org): At<OrganizationId>,
    Asked(around): Asked<Around>,
    window: Window,
) -> Result<Page<Subset>, Problem> {
    let list = subsets::list(&ctx, org, around.month).await?;
    let mut members = members(&ctx, org).await?;
    let subset = |row: muster_domain::view::subsets::SubsetRow| {
        let accounts = members.remove(&row.id).unwrap_or_default();
        Subset { id: row.id, name: row.name, accounts, costs: row.tally.costs, charges: row.tally.charges }
    };
    let rows: Vec<_> = list.subsets.into_iter().map(subset).collect();
    Ok(window.cut(rows, Order::NewestFirst, |row| row.id.to_string()))
}

pub(super) async fn create(
    Asker(ctx): Asker,
    At(org): At<OrganizationId>,
    Body(new): Body<NewSubset>,
) -> Result<Created<Subset>, Problem> {
    let id = subsets::create(&ctx, org, &new.name, new.accounts).await?;
    Ok(Created(read(&ctx, org, id).await?))
}

pub(super) async fn find(Asker(ctx): Asker, At((org, id)): AtOne) -> Result<Found<Subset>, Problem> {
    Ok(Found(read(&ctx, org, id).await?))
}

pub(super) async fn change(
    Asker(ctx): Asker,
    At((org, id)): AtOne,
    Body(change): Body<SubsetChange>,
) -> Result<Found<Subset>, Problem> {
    let SubsetChange { name, accounts, from } = change;
    let change = subsets::Change { name, accounts, from: from.map(|day| day.0) };
    subsets::change(&ctx, org, id, change).await?;
    Ok(Found(read(&ctx, org, id).await?))
}

pub(super) async fn delete(Asker(ctx): Asker, At((org, id)): AtOne) -> Result<Done, Problem> {
    subsets::delete(&ctx, org, vec![id]).await?;
    Ok(Done)
}

async fn read(ctx: &Ctx, org: OrganizationId, id: SubsetId) -> Result<Subset, Problem> {
    let found = subsets::find(ctx, org, id, None).await?;
    let accounts = members(ctx, org).await?.remove(&id).unwrap_or_default();
    let (costs, charges) = (found.tally.costs, found.tally.charges);
    Ok(Subset { id, name: found.name, accounts, costs, charges })
}

/// The accounts that are in each subset today.
async fn members(ctx: &Ctx, org: OrganizationId) -> Result<HashMap<SubsetId, Vec<AccountId>>, Problem> {
    let month = Month::of(ctx.muster().clock().today());
    let mut members: HashMap<_, Vec<_>> = HashMap::new();
    for row in accounts::list(ctx, org, Some(month)).await?.accounts {
        if let Some(subset) = row.subset {
            members.entry(subset.id).or_default().push(row.account_id);
        }
    }
    Ok(members)
}
