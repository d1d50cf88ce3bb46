//! Tickets of an organization: asking support for something, saying more about it, taking it back. What support does
//! with them is in [`crate::support`].
//!
//! Where the installation's policy is self-service, what support would approve without looking is granted at once,
//! without a ticket.

pub(crate) mod approval;
mod check;
mod rows;

use muster_domain::permission::Permission;
use muster_domain::ticket::text::{self, Names, compose};
use muster_domain::ticket::{CustomerLine, Pair, Request, TicketKind, TicketState};
use muster_domain::view::tickets::{TicketDetail, TicketRow};
use muster_domain::workflow::Refusal;
use muster_domain::{OrganizationId, TicketId};
use muster_store::tickets::{self, NewComment, NewTicket, Ticket};
use muster_store::{OrgTx, subsets, workflows};

pub(crate) use rows::{decided, detail, row, title};

use crate::associations::Approval;
use crate::audit::Deed;
use crate::{Ctx, Error, OrgScope, names};

/// All tickets, newest first.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn list(ctx: &Ctx, org: OrganizationId) -> Result<Vec<TicketRow>, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let now = scope.muster().now();
    Ok(tickets::list(&mut scope.read().await?).await?.iter().map(|ticket| row(ticket, now)).collect())
}

/// One ticket with what was said about it.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn find(ctx: &Ctx, org: OrganizationId, id: TicketId) -> Result<TicketDetail, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let mut tx = scope.read().await?;
    let ticket = tickets::lookup(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let said = tickets::list_comments(&mut tx, id).await?;
    let may_withdraw = may_withdraw(&scope, &ticket);
    Ok(TicketDetail { may_withdraw, ..detail(&ticket, said, scope.muster().now()) })
}

/// Through which door somebody reaches a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// A member of the organization whose it is.
    Member(OrganizationId),
    Support,
}

/// How whoever asks reaches a ticket that they know by its id alone.
///
/// # Errors
/// `NotSignedIn`; `NotFound` for whoever reaches it by no door.
pub async fn door(ctx: &Ctx, id: TicketId) -> Result<Door, Error> {
    ctx.asker()?;
    let organization = tickets::find_organization(&mut ctx.muster().store().read().await?, id).await?;
    let organization = organization.ok_or(Error::NotFound)?;
    match ctx.allow(organization, Permission::Read).await {
        Ok(_) => Ok(Door::Member(organization)),
        Err(Error::NotFound) => match ctx.support().await {
            Ok(_) => Ok(Door::Support),
            Err(Error::NotSignedIn) => Err(Error::NotFound),
            Err(other) => Err(other),
        },
        Err(other) => Err(other),
    }
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Support will look at it.
    Ticket(TicketId),
    /// The policy is self-service: it is done.
    Granted,
}

/// Asks support for something.
///
/// # Errors
/// `Invalid` at `text`; `Conflict` when the organization has it already, or asked for it already.
pub async fn ask(ctx: &Ctx, org: OrganizationId, request: Request) -> Result<Asked, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    scope.also(request.kind().permission())?;
    let mut tx = scope.write().await?;
    let request = check::checked(&scope, &mut tx, request).await?;
    let names = known_names(&mut tx).await?;
    let text = compose(&request, &names);
    if scope.muster().settings().self_service && request.kind() == TicketKind::EnableSubsets {
        let approval = Approval { organization: org, by: scope.user(), at: scope.muster().now() };
        approval::apply(&mut tx, &approval, &request).await?;
        scope.note(&mut tx, Deed { action: "tickets.grant", subject: org.to_string(), detail: text }).await?;
        tx.commit().await?;
        return Ok(Asked::Granted);
    }
    let new = NewTicket { id: TicketId(scope.muster().id()), request, text, by: scope.user(), at: scope.muster().now() };
    tickets::add(&mut tx, &new).await?;
    scope.note(&mut tx, Deed { action: "tickets.ask", subject: new.id.to_string(), detail: new.text }).await?;
    tx.commit().await?;
    Ok(Asked::Ticket(new.id))
}

/// Says more about a ticket that is not decided.
///
/// # Errors
/// `Invalid` at `text`; `Conflict` when it is decided.
pub async fn comment(ctx: &Ctx, org: OrganizationId, id: TicketId, text: &str) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let mut tx = scope.write().await?;
    let ticket = tickets::lookup(&mut tx, id).await?.ok_or(Error::NotFound)?;
    if ticket.state.is_over() {
        return Err(Error::Conflict("nothing is added to a ticket that is decided; ask again in a new one".to_owned()));
    }
    let text = said(text)?;
    let (comment, by, at) = (scope.muster().id(), scope.user(), scope.muster().now());
    tickets::add_comment(&mut tx, &NewComment { id: comment, ticket: id, became: None, text, support: false, by, at }).await?;
    scope.note(&mut tx, Deed { action: "tickets.comment", subject: id.to_string(), detail: String::new() }).await?;
    Ok(tx.commit().await?)
}

/// Takes a ticket back: whoever asked may, and whoever manages the organization.
///
/// # Errors
/// `Forbidden` for others; `Conflict` when it is decided.
pub async fn withdraw(ctx: &Ctx, org: OrganizationId, id: TicketId) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let mut tx = scope.write().await?;
    let ticket = tickets::lookup(&mut tx, id).await?.ok_or(Error::NotFound)?;
    if ticket.requested_by != scope.user() {
        scope.also(Permission::ManageOrganization)?;
    }
    become_(&mut tx, &ticket, (TicketState::Withdrawn, scope.muster().now())).await?;
    let (comment, by, at, became) = (scope.muster().id(), scope.user(), scope.muster().now(), Some(TicketState::Withdrawn));
    let said = NewComment { id: comment, ticket: id, became, text: String::new(), support: false, by, at };
    tickets::add_comment(&mut tx, &said).await?;
    scope.note(&mut tx, Deed { action: "tickets.withdraw", subject: id.to_string(), detail: String::new() }).await?;
    Ok(tx.commit().await?)
}

/// Moves a ticket on; of two who do so at once, the second is refused.
pub(crate) async fn become_(
    tx: &mut OrgTx,
    ticket: &Ticket,
    (state, at): (TicketState, chrono::DateTime<chrono::Utc>),
) -> Result<(), Error> {
    let over = |state: TicketState| Error::Conflict(format!("this ticket is {} already", state.label().to_lowercase()));
    if !ticket.state.may_become(state) {
        return Err(over(ticket.state));
    }
    if tickets::set_state(tx, ticket.id, state, at).await? { Ok(()) } else { Err(over(state)) }
}

/// What somebody says.
pub(crate) fn said(text: &str) -> Result<String, Error> {
    let text = names::checked_text("text", text)?;
    if text.is_empty() { Err(Error::invalid("text", "write something")) } else { Ok(text) }
}

/// What the organization's subsets and workflows are called now.
pub(crate) async fn known_names(tx: &mut OrgTx) -> Result<Names, Error> {
    let subsets = subsets::list(tx).await?.into_iter().map(|subset| (subset.id, subset.name)).collect();
    let mut versions = Vec::new();
    for workflow in workflows::list(tx).await? {
        versions.push((workflow.id, u32::try_from(workflow.version).map_err(Error::internal)?, workflow.name));
    }
    Ok(Names { organization: tx.organization(), subsets, workflows: versions })
}

/// Reads a pasted text of associations.
///
/// # Errors
/// `Invalid` at `text`, once for each line that cannot be read.
pub async fn read_pairs(ctx: &Ctx, org: OrganizationId, text: &str) -> Result<Vec<Pair>, Error> {
    let scope = ctx.allow(org, Permission::AssociateWorkflow).await?;
    let names = known_names(&mut scope.read().await?).await?;
    let text = names::checked_text("text", text)?;
    text::read_pairs(&text, &names).map_err(wrong_lines)
}

/// Reads a pasted text of end customers.
///
/// # Errors
/// `Invalid` at `text`, once for each line that cannot be read.
pub async fn read_customers(ctx: &Ctx, org: OrganizationId, text: &str) -> Result<Vec<CustomerLine>, Error> {
    let scope = ctx.allow(org, Permission::ManageOrganization).await?;
    let names = known_names(&mut scope.read().await?).await?;
    let text = names::checked_text("text", text)?;
    text::read_customers(&text, &names).map_err(wrong_lines)
}

fn wrong_lines(wrong: Vec<text::WrongLine>) -> Error {
    let refusal = |wrong: text::WrongLine| Refusal { path: "text".to_owned(), reason: wrong.to_string() };
    Error::Invalid(wrong.into_iter().map(refusal).collect())
}

fn may_withdraw(scope: &OrgScope, ticket: &Ticket) -> bool {
    let may = ticket.requested_by == scope.user() || scope.also(Permission::ManageOrganization).is_ok();
    may && !ticket.state.is_over()
}
