//! End customers: which organization sees the charges of which subset.

use muster_domain::ticket::{CustomerLine, Request};
use muster_domain::view::customers::{CustomerRow, NewCustomer};
use muster_domain::view::tickets::TicketDetail;
use muster_domain::{CustomerLinkId, OrganizationId, SubsetId};
use muster_service::customers;
use schemars::JsonSchema;
use serde::Deserialize;

use super::answer::{Accepted, Created, Done, Either};
use super::associations::ask;
use super::extract::{At, Body};
use super::page::{Order, Page, Window};
use super::problem::Problem;
use super::route::Asker;

/// Who shall see what a subset is charged.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CustomerRequest {
    subset: SubsetId,
    /// Of an administrator of that organization.
    email: String,
    /// The end customer's own.
    organization: OrganizationId,
}

pub(super) async fn list(Asker(ctx): Asker, At(org): At<OrganizationId>, window: Window) -> Result<Page<CustomerRow>, Problem> {
    Ok(window.cut(customers::list(&ctx, org).await?.customers, Order::NewestFirst, |row| row.id.to_string()))
}

/// Adds it where the policy is self-service; else asks support for it.
pub(super) async fn create(
    Asker(ctx): Asker,
    At(org): At<OrganizationId>,
    Body(asked): Body<CustomerRequest>,
) -> Result<Either<Created<CustomerRow>, Accepted<TicketDetail>>, Problem> {
    let CustomerRequest { subset, email, organization } = asked;
    if ctx.muster().settings().self_service {
        customers::add(&ctx, org, NewCustomer { subset, email, organization }).await?;
        let mut added = customers::list(&ctx, org).await?.customers.into_iter();
        let added = added.rfind(|row| row.subset == subset && row.organization == organization);
        return Ok(Either::One(Created(added.ok_or_else(Problem::not_found)?)));
    }
    let request = Request::EndCustomer { lines: vec![CustomerLine { subset, email, organization }] };
    Ok(Either::Other(Accepted(ask(&ctx, org, request).await?)))
}

pub(super) async fn remove(Asker(ctx): Asker, At((org, id)): At<(OrganizationId, CustomerLinkId)>) -> Result<Done, Problem> {
    customers::remove(&ctx, org, id).await?;
    Ok(Done)
}
