//! Tickets: what an organization asks of support. A ticket is reached by its id alone, through the door of whoever asks.

use muster_domain::ticket::Request;
use muster_domain::view::tickets::{TicketDetail, TicketRow};
use muster_domain::{OrganizationId, TicketId, UserId};
use muster_service::tickets::{self, Door};
use muster_service::{Ctx, Error, support};
use schemars::JsonSchema;
use serde::Deserialize;

use super::answer::{Created, Done, Either, Found};
use super::extract::{At, Body};
use super::page::{Order, Page, Window};
use super::problem::Problem;
use super::route::Asker;
use super::shape::Said;

/// What becomes of a ticket: the organization takes it back, support gives it to somebody.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum TicketChange {
    State(Withdrawn),
    /// One of the support staff; `null` lays it back into the queue.
    Assignee(Option<UserId>),
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Withdrawn {
    Withdrawn,
}

pub(super) async fn list(Asker(ctx): Asker, At(org): At<OrganizationId>, window: Window) -> Result<Page<TicketRow>, Problem> {
    Ok(window.cut(tickets::list(&ctx, org).await?, Order::NewestFirst, |row| row.id.to_string()))
}

/// A ticket; or nothing more to say, where the policy grants it at once.
pub(super) async fn create(
    Asker(ctx): Asker,
    At(org): At<OrganizationId>,
    Body(request): Body<Request>,
) -> Result<Either<Created<TicketDetail>, Done>, Problem> {
    match tickets::ask(&ctx, org, request).await? {
        tickets::Asked::Ticket(id) => Ok(Either::One(Created(tickets::find(&ctx, org, id).await?))),
        tickets::Asked::Granted => Ok(Either::Other(Done)),
    }
}

pub(super) async fn find(Asker(ctx): Asker, At(id): At<TicketId>) -> Result<Found<TicketDetail>, Problem> {
    Ok(Found(read(&ctx, id).await?))
}

pub(super) async fn change(
    Asker(ctx): Asker,
    At(id): At<TicketId>,
    Body(change): Body<TicketChange>,
) -> Result<Found<TicketDetail>, Problem> {
    match (tickets::door(&ctx, id).await?, change) {
        (Door::Member(org), TicketChange::State(Withdrawn::Withdrawn)) => tickets::withdraw(&ctx, org, id).await?,
        (Door::Support, TicketChange::Assignee(to)) => support::assign(&ctx, id, to).await?,
        (Door::Member(_), TicketChange::Assignee(_)) => return Err(Problem::invalid("assignee", "support says who works on it")),
        (Door::Support, TicketChange::State(_)) => return Err(Problem::invalid("state", "whoever asked takes it back")),
    }
    Ok(Found(read(&ctx, id).await?))
}

pub(super) async fn comment(
    Asker(ctx): Asker,
    At(id): At<TicketId>,
    Body(said): Body<Said>,
) -> Result<Created<TicketDetail>, Problem> {
    match tickets::door(&ctx, id).await? {
        Door::Member(org) => tickets::comment(&ctx, org, id, &said.text).await?,
        Door::Support => support::comment(&ctx, id, &said.text).await?,
    }
    Ok(Created(read(&ctx, id).await?))
}

pub(super) async fn read(ctx: &Ctx, id: TicketId) -> Result<TicketDetail, Error> {
    match tickets::door(ctx, id).await? {
        Door::Member(org) => tickets::find(ctx, org, id).await,
        Door::Support => Ok(support::ticket(ctx, id).await?.ticket),
    }
}
