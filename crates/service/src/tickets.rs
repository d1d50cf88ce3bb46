//! Tickets of an organization: asking support for something, saying more about it, taking it back. What support does
//! with them is in [`crate::support`].
//!
//! Where the installation's policy is self-service, what support would approve without looking is granted at once,
//! without a ticket.

pub(crate) mod approval;
mod rows;

use muster_domain::enrollment::Tier;
use muster_domain::feature::Feature;
use muster_domain::permission::Permission;
use muster_domain::ticket::text::{self, Names, compose};
use muster_domain::ticket::{Pair, Request, TicketKind, TicketState};
use muster_domain::view::tickets::{TicketDetail, TicketRow};
use muster_domain::workflow::Refusal;
use muster_domain::{OrganizationId, TicketId};
use muster_store::tickets::{self, NewComment, NewTicket, Ticket};
use muster_store::{OrgTx, management_accounts, subsets, workflows};

pub(crate) use rows::{decided, detail, row};

use crate::associations::Approval;
use crate::audit::Deed;
use crate::enrollment::service;
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
    scope.also(permission(request.kind()))?;
    let mut tx = scope.write().await?;
    let request = checked(&scope, &mut tx, request).await?;
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
    let refusal = |wrong: text::WrongLine| Refusal { path: "text".to_owned(), reason: wrong.to_string() };
    text::read_pairs(&text, &names).map_err(|wrong| Error::Invalid(wrong.into_iter().map(refusal).collect()))
}

/// What it takes to ask for it.
fn permission(kind: TicketKind) -> Permission {
    match kind {
        TicketKind::EnableSubsets | TicketKind::StrategyCall | TicketKind::EndCustomer => Permission::ManageOrganization,
        TicketKind::AssociateWorkflows => Permission::AssociateWorkflow,
        TicketKind::CustomWorkflow => Permission::CreateWorkflow,
        TicketKind::Question => Permission::Read,
    }
}

async fn checked(scope: &OrgScope, tx: &mut OrgTx, request: Request) -> Result<Request, Error> {
    match request {
        Request::EnableSubsets => {
            let has = muster_store::organizations::features(tx.installation(), scope.organization()).await?;
            if has.is_some_and(|features| features.has(Feature::Subsets)) {
                return Err(Error::Conflict("Subsets are enabled for this organization already".to_owned()));
            }
            if !tickets::list_waiting(tx, TicketKind::EnableSubsets).await?.is_empty() {
                return Err(Error::Conflict("this was asked for already; support will answer that ticket".to_owned()));
            }
            Ok(Request::EnableSubsets)
        }
        Request::CustomWorkflow { text } => Ok(Request::CustomWorkflow { text: said(&text)? }),
        Request::Question { text } => Ok(Request::Question { text: said(&text)? }),
        Request::StrategyCall { management_account, times, notes } => {
            management_accounts::lookup(tx, management_account).await?.ok_or(Error::NotFound)?;
            let service = service::load(tx, management_account, scope.muster().clock().today()).await?;
            if service.tier != Tier::Analysis {
                return Err(Error::Conflict(format!("this account is past it: {}", service.tier.label().to_lowercase())));
            }
            let (times, notes) = (names::checked_note("times", &times)?, names::checked_text("notes", &notes)?);
            if times.is_empty() {
                return Err(Error::invalid("times", "say when it would suit"));
            }
            Ok(Request::StrategyCall { management_account, times, notes })
        }
        Request::AssociateWorkflows { from, pairs } if !pairs.is_empty() => {
            let names = known_names(tx).await?;
            for pair in &pairs {
                let has_subset = names.subsets.iter().any(|(id, _)| *id == pair.subset);
                let has_workflow = names.workflows.iter().any(|(id, newest, _)| *id == pair.workflow && pair.version <= *newest);
                if !has_subset || !has_workflow {
                    return Err(Error::NotFound);
                }
            }
            Ok(Request::AssociateWorkflows { from, pairs })
        }
        Request::AssociateWorkflows { .. } => Err(Error::invalid("text", "nothing is asked for; choose a workflow for a subset")),
        Request::EndCustomer { .. } => Err(Error::invalid("kind", "this cannot be asked for yet")),
    }
}

fn may_withdraw(scope: &OrgScope, ticket: &Ticket) -> bool {
    let may = ticket.requested_by == scope.user() || scope.also(Permission::ManageOrganization).is_ok();
    may && !ticket.state.is_over()
}
