//! The support console: tickets of all organizations, and what becomes of each.

use muster_domain::enrollment::Tier;
use muster_domain::ticket::TicketKind;
use muster_domain::view::directory::{DirectoryFilter, DirectoryOrganization, DirectoryRow};
use muster_domain::view::enrollment::BoardRow;
use muster_domain::view::support::QueueFilter;
use muster_domain::view::tickets::{TicketDetail, TicketRow};
use muster_domain::{ManagementAccountId, OrganizationId, TicketId};
use muster_service::support::{self, Below, Move};
use schemars::JsonSchema;
use serde::Deserialize;

use super::answer::{Done, Found};
use super::extract::{Asked, At, Body};
use super::page::{Order, Page, Window, wrong_cursor};
use super::problem::Problem;
use super::route::Asker;
use super::shape::Day;

#[derive(Default, Deserialize, JsonSchema)]
#[serde(default)]
pub(super) struct Filter {
    kind: Option<TicketKind>,
    /// `waiting` (the default), `all`, or a ticket's state.
    state: Option<String>,
    /// `nobody`, or the id of one of the support staff.
    assignee: Option<String>,
    organization: Option<OrganizationId>,
    /// Open for at least so many days.
    days: Option<u32>,
}

impl Filter {
    fn read(self) -> Result<QueueFilter, Problem> {
        let state = self.state.unwrap_or_default().parse().map_err(|reason: String| Problem::invalid("state", reason))?;
        let assignee =
            self.assignee.unwrap_or_default().parse().map_err(|reason: String| Problem::invalid("assignee", reason))?;
        let (kind, organization, days) = (self.kind, self.organization, self.days.unwrap_or_default());
        Ok(QueueFilter { kind, state, assignee, organization, days, page: 0 })
    }
}

pub(super) async fn tickets(Asker(ctx): Asker, Asked(filter): Asked<Filter>, window: Window) -> Result<Page<TicketRow>, Problem> {
    let ticket = window.after.as_deref().map(str::parse).transpose().map_err(|_| wrong_cursor())?;
    let below = Below { limit: window.limit as u32 + 1, ticket };
    let found = support::list(&ctx, filter.read()?, below).await?;
    Ok(window.page(found.into_iter().map(|row| (row.id.to_string(), row)).collect()))
}

/// What is said with a decision.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Decision {
    /// To whoever asked; a refusal says why.
    #[serde(default)]
    text: String,
}

pub(super) async fn approve(
    Asker(ctx): Asker,
    At(id): At<TicketId>,
    Body(decision): Body<Decision>,
) -> Result<Found<TicketDetail>, Problem> {
    support::approve(&ctx, id, &decision.text).await?;
    Ok(Found(support::ticket(&ctx, id).await?.ticket))
}

pub(super) async fn decline(
    Asker(ctx): Asker,
    At(id): At<TicketId>,
    Body(decision): Body<Decision>,
) -> Result<Found<TicketDetail>, Problem> {
    support::decline(&ctx, id, &decision.text).await?;
    Ok(Found(support::ticket(&ctx, id).await?.ticket))
}

pub(super) async fn board(Asker(ctx): Asker, window: Window) -> Result<Page<BoardRow>, Problem> {
    Ok(window.cut(support::board(&ctx).await?, Order::NewestFirst, |row| row.account.id.to_string()))
}

#[derive(Default, Deserialize, JsonSchema)]
#[serde(default)]
pub(super) struct Looked {
    /// Part of a name or of a member's e-mail, or an id.
    text: Option<String>,
}

pub(super) async fn organizations(
    Asker(ctx): Asker,
    Asked(looked): Asked<Looked>,
    window: Window,
) -> Result<Page<DirectoryRow>, Problem> {
    let mut filter = DirectoryFilter { text: looked.text.unwrap_or_default(), ..DirectoryFilter::default() };
    let mut found = Vec::new();
    loop {
        let page = support::directory(&ctx, filter.clone()).await?;
        found.extend(page.organizations);
        filter.page += 1;
        if filter.page >= page.pages {
            return Ok(window.cut(found, Order::NewestFirst, |row| row.id.to_string()));
        }
    }
}

pub(super) async fn organization(Asker(ctx): Asker, At(id): At<OrganizationId>) -> Result<Found<DirectoryOrganization>, Problem> {
    Ok(Found(support::organization(&ctx, id).await?))
}

/// Where a management account is moved to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TierChange {
    tier: Tier,
    /// Of a call that is scheduled.
    #[serde(default)]
    call_on: Option<Day>,
    /// First day of a ramp-up.
    #[serde(default)]
    from: Option<Day>,
    /// Of a ramp-up: 4 to 6.
    #[serde(default)]
    weeks: u32,
}

pub(super) async fn set_tier(
    Asker(ctx): Asker,
    At(id): At<ManagementAccountId>,
    Body(change): Body<TierChange>,
) -> Result<Done, Problem> {
    let TierChange { tier, call_on, from, weeks } = change;
    let to = Move { tier, call_on: call_on.map(|day| day.0), from: from.map(|day| day.0), weeks };
    support::set_tier(&ctx, id, to).await?;
    Ok(Done)
}
