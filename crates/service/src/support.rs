//! The support console: the queue of tickets over all organizations, and what becomes of each. Whatever support looks
//! at or does is written down; what it does in an organization, in that organization's own record.

mod decide;
mod directory;
mod mails;
mod ramp_up;

use muster_domain::TicketId;
use muster_domain::ticket::{Request, TicketState};
use muster_domain::view::charges::Impact;
use muster_domain::view::support::{Queue, QueueFilter, StaffRow, SupportTicket};
use muster_domain::view::tickets::TicketRow;
use muster_domain::{OrganizationId, UserId};
use muster_store::tickets::{self, NewComment, Page, Ticket};
use muster_store::{OrgTx, Tx, users};

pub use decide::{Call, approve, decline, schedule};
pub use directory::{directory, organization, set_feature};
pub use mails::{mails, retry_mail};
pub use ramp_up::{Move, board, coverage, set_tier};

use crate::audit::Deed;
use crate::notifications::events;
use crate::tickets::{become_, detail, row, said};
use crate::{Ctx, Error, SupportScope, associations, customers};

const PER_PAGE: u64 = 50;

/// The tickets that match, a page of them.
///
/// # Errors
/// Those of [`Ctx::support`].
pub async fn queue(ctx: &Ctx, filter: QueueFilter) -> Result<Queue, Error> {
    let support = ctx.support().await?;
    let now = support.muster().now();
    let until = now - chrono::Duration::days(i64::from(filter.days.min(36_500)));
    let mut tx = support.muster().store().write().await?;
    let page = Page { skip: u64::from(filter.page) * PER_PAGE, take: PER_PAGE, until };
    let found = tickets::queue(&mut tx, &filter, page).await?.iter().map(|ticket| row(ticket, now)).collect();
    let total = tickets::count_queue(&mut tx, &filter, until).await?;
    let (staff, organizations) = (staff(&mut tx).await?, tickets::queue_organizations(&mut tx).await?);
    let subject = filter.organization.map(|id| id.to_string()).unwrap_or_default();
    let detail = format!("{total} tickets, {}", filter.state.name());
    support.note_aside(&mut tx, Deed { action: "support.queue", subject, detail }).await?;
    tx.commit().await?;
    let pages = u32::try_from(total.div_ceil(PER_PAGE)).map_err(Error::internal)?;
    Ok(Queue { tickets: found, total, page: filter.page, pages, staff, organizations })
}

/// Which part of the tickets a program asks for.
#[derive(Clone, Copy, Debug)]
pub struct Below {
    pub limit: u32,
    /// The last ticket of the part before.
    pub ticket: Option<TicketId>,
}

/// The tickets that match, newest first.
///
/// # Errors
/// Those of [`Ctx::support`].
pub async fn list(ctx: &Ctx, filter: QueueFilter, below: Below) -> Result<Vec<TicketRow>, Error> {
    let support = ctx.support().await?;
    let now = support.muster().now();
    let until = now - chrono::Duration::days(i64::from(filter.days.min(36_500)));
    let mut tx = support.muster().store().write().await?;
    let page = Page { skip: 0, take: u64::from(below.limit), until };
    let found: Vec<_> =
        tickets::newest(&mut tx, &filter, page, below.ticket).await?.iter().map(|ticket| row(ticket, now)).collect();
    let subject = filter.organization.map(|id| id.to_string()).unwrap_or_default();
    let detail = format!("{} tickets, {}", found.len(), filter.state.name());
    support.note_aside(&mut tx, Deed { action: "support.queue", subject, detail }).await?;
    tx.commit().await?;
    Ok(found)
}

/// One ticket, of whatever organization.
///
/// # Errors
/// `NotFound`; those of [`Ctx::support`].
pub async fn ticket(ctx: &Ctx, id: TicketId) -> Result<SupportTicket, Error> {
    let support = ctx.support().await?;
    let Opened { mut tx, ticket } = open(&support, id).await?;
    let said = tickets::list_comments(&mut tx, id).await?;
    let staff = staff(tx.installation()).await?;
    let checks = match &ticket.request {
        Request::EndCustomer { lines } if !ticket.state.is_over() => customers::checks(&mut tx, lines).await?,
        _ => Vec::new(),
    };
    support.note(&mut tx, Deed { action: "support.ticket", subject: id.to_string(), detail: String::new() }).await?;
    tx.commit().await?;
    let (requester_email, assignee) = (ticket.requester_email.clone(), ticket.assignee);
    Ok(SupportTicket { ticket: detail(&ticket, said, support.muster().now()), requester_email, assignee, staff, checks })
}

/// What the associations that a ticket asks for would change. Nothing is written but the record that support looked.
///
/// # Errors
/// `NotFound`; `Conflict` for a ticket that asks for something else.
pub async fn impact(ctx: &Ctx, id: TicketId) -> Result<Impact, Error> {
    let support = ctx.support().await?;
    let Opened { mut tx, ticket } = open(&support, id).await?;
    let Request::AssociateWorkflows { from, pairs } = &ticket.request else {
        return Err(Error::Conflict("this ticket associates nothing".to_owned()));
    };
    support.note(&mut tx, Deed { action: "support.impact", subject: id.to_string(), detail: String::new() }).await?;
    tx.commit().await?;
    associations::impact(support.muster(), ticket.organization, (*from, pairs)).await
}

/// Gives a ticket to one of the staff, who then works on it; `None` lays it back into the queue.
///
/// # Errors
/// `Invalid` at `assignee`; `Conflict` when it is decided.
pub async fn assign(ctx: &Ctx, id: TicketId, assignee: Option<UserId>) -> Result<(), Error> {
    let support = ctx.support().await?;
    let Opened { mut tx, ticket } = open(&support, id).await?;
    let staff = staff(tx.installation()).await?;
    let name = match assignee {
        None => "nobody".to_owned(),
        Some(user) => match staff.into_iter().find(|row| row.id == user) {
            Some(row) => row.name,
            None => return Err(Error::invalid("assignee", "this is nobody of the support staff")),
        },
    };
    let (state, at) = (if assignee.is_some() { TicketState::InProgress } else { TicketState::Open }, support.muster().now());
    if ticket.state != state {
        become_(&mut tx, &ticket, (state, at)).await?;
    }
    tickets::set_assignee(&mut tx, id, assignee, at).await?;
    support.note(&mut tx, Deed { action: "support.assign", subject: id.to_string(), detail: name }).await?;
    Ok(tx.commit().await?)
}

/// Takes a ticket oneself.
///
/// # Errors
/// As [`assign`].
pub async fn take(ctx: &Ctx, id: TicketId) -> Result<(), Error> {
    let support = ctx.support().await?;
    assign(ctx, id, Some(support.user())).await
}

/// Says something to whoever asked.
///
/// # Errors
/// `Invalid` at `text`; `Conflict` when it is decided.
pub async fn comment(ctx: &Ctx, id: TicketId, text: &str) -> Result<(), Error> {
    let support = ctx.support().await?;
    let Opened { mut tx, ticket } = open(&support, id).await?;
    if ticket.state.is_over() {
        return Err(Error::Conflict("nothing is added to a ticket that is decided".to_owned()));
    }
    let text = said(text)?;
    events::ticket_answered(support.muster(), &mut tx, (&ticket, None, &text)).await?;
    add_comment(&support, &mut tx, (id, None, text)).await?;
    support.note(&mut tx, Deed { action: "support.comment", subject: id.to_string(), detail: String::new() }).await?;
    Ok(tx.commit().await?)
}

/// A ticket in the transaction of its organization, which no one else writes meanwhile.
struct Opened {
    tx: OrgTx,
    ticket: Ticket,
}

async fn open(support: &SupportScope, id: TicketId) -> Result<Opened, Error> {
    let mut tx = support.muster().store().write().await?;
    let organization: OrganizationId = tickets::find_organization(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let mut tx = tx.lock(organization).await?;
    let ticket = tickets::lookup(&mut tx, id).await?.ok_or(Error::NotFound)?;
    Ok(Opened { tx, ticket })
}

async fn staff(tx: &mut Tx) -> Result<Vec<StaffRow>, Error> {
    let row = |user: users::User| StaffRow { id: user.id, name: user.name };
    Ok(users::list_support(tx).await?.into_iter().map(row).collect())
}

/// What support says, with what the ticket becomes with it.
async fn add_comment(
    support: &SupportScope,
    tx: &mut OrgTx,
    (ticket, became, text): (TicketId, Option<TicketState>, String),
) -> Result<(), Error> {
    let (id, by, at) = (support.muster().id(), support.user(), support.muster().now());
    Ok(tickets::add_comment(tx, &NewComment { id, ticket, became, text, support: true, by, at }).await?)
}
