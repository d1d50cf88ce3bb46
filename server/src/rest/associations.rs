//! Associations: which workflow charges a subset from a month on.

use muster_domain::ticket::{Pair, Request};
use muster_domain::view::charges::{AssociationRow, NewAssociation};
use muster_domain::view::tickets::TicketDetail;
use muster_domain::{Month, OrganizationId, SubsetId, WorkflowId};
use muster_service::tickets::Asked as Became;
use muster_service::{Ctx, associations, tickets, workflows};
use schemars::JsonSchema;
use serde::Deserialize;

use super::answer::{Accepted, Created, Either};
use super::extract::{At, Body};
use super::page::{Order, Page, Window};
use super::problem::Problem;
use super::route::Asker;

/// What shall charge a subset.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AssociationRequest {
    subset: SubsetId,
    workflow: WorkflowId,
    /// The newest where none is given.
    #[serde(default)]
    version: Option<u32>,
    /// The first billing month.
    from: Month,
}

pub(super) async fn list(
    Asker(ctx): Asker,
    At(org): At<OrganizationId>,
    window: Window,
) -> Result<Page<AssociationRow>, Problem> {
    let list = associations::list(&ctx, org).await?;
    Ok(window.cut(list.associations, Order::NewestFirst, key))
}

/// Made at the same moment are those of one ticket, each of another subset.
fn key(row: &AssociationRow) -> String {
    format!("{:020} {}", row.at.timestamp_micros(), row.subset)
}

/// Makes it where the policy is self-service; else asks support for it.
pub(super) async fn create(
    Asker(ctx): Asker,
    At(org): At<OrganizationId>,
    Body(asked): Body<AssociationRequest>,
) -> Result<Either<Created<AssociationRow>, Accepted<TicketDetail>>, Problem> {
    let AssociationRequest { subset, workflow, version, from } = asked;
    if ctx.muster().settings().self_service {
        associations::associate(&ctx, org, NewAssociation { subset, workflow, version, from }).await?;
        let made = associations::list(&ctx, org).await?.associations.into_iter().find(|row| row.subset == subset);
        return Ok(Either::One(Created(made.ok_or_else(Problem::not_found)?)));
    }
    let version = match version {
        Some(version) => version,
        None => newest(&ctx, org, workflow).await?,
    };
    let request = Request::AssociateWorkflows { from, pairs: vec![Pair { subset, workflow, version }] };
    Ok(Either::Other(Accepted(ask(&ctx, org, request).await?)))
}

async fn newest(ctx: &Ctx, org: OrganizationId, workflow: WorkflowId) -> Result<u32, Problem> {
    Ok(workflows::find(ctx, org, workflow).await?.row.version)
}

/// The ticket that asks for it.
pub(super) async fn ask(ctx: &Ctx, org: OrganizationId, request: Request) -> Result<TicketDetail, Problem> {
    match tickets::ask(ctx, org, request).await? {
        Became::Ticket(id) => Ok(tickets::find(ctx, org, id).await?),
        Became::Granted => Err(Problem::internal("granted what is asked for by a ticket")),
    }
}
