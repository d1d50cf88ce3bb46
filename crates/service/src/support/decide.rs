//! Approving and declining. The decision, what it does, what is said to it and the record of it are one transaction,
//! so that an approval happens whole, and once.

use muster_domain::TicketId;
use muster_domain::ticket::TicketState;

use super::{Opened, add_comment, open};
use crate::associations::Approval;
use crate::audit::Deed;
use crate::tickets::approval::apply;
use crate::tickets::{become_, decided};
use crate::{Ctx, Error, names};

/// Grants what is asked for, at once.
///
/// # Errors
/// `Invalid` at `text`; `Conflict` when it is decided already, or cannot be done (any more).
pub async fn approve(ctx: &Ctx, id: TicketId, text: &str) -> Result<(), Error> {
    decide(ctx, id, (TicketState::Approved, names::checked_text("text", text)?)).await
}

/// Refuses what is asked for, and says why.
///
/// # Errors
/// `Invalid` at `text`; `Conflict` when it is decided already.
pub async fn decline(ctx: &Ctx, id: TicketId, text: &str) -> Result<(), Error> {
    let support = ctx.support().await?;
    let text = names::checked_text("text", text)?;
    if text.is_empty() {
        drop(open(&support, id).await?);
        return Err(Error::invalid("text", "say why it is declined"));
    }
    decide(ctx, id, (TicketState::Declined, text)).await
}

async fn decide(ctx: &Ctx, id: TicketId, (state, text): (TicketState, String)) -> Result<(), Error> {
    let support = ctx.support().await?;
    let Opened { mut tx, ticket } = open(&support, id).await?;
    let at = support.muster().now();
    become_(&mut tx, &ticket, (state, at)).await?;
    if ticket.assignee.is_none() {
        muster_store::tickets::set_assignee(&mut tx, id, Some(support.user()), at).await?;
    }
    let action = if state == TicketState::Approved { "support.approve" } else { "support.decline" };
    if state == TicketState::Approved {
        let approval = Approval { organization: ticket.organization, by: support.user(), at };
        apply(&mut tx, &approval, &ticket.request).await?;
    }
    let detail = decided(state, &text);
    add_comment(&support, &mut tx, (id, Some(state), text)).await?;
    support.note(&mut tx, Deed { action, subject: id.to_string(), detail }).await?;
    tx.commit().await?;
    support.muster().bell().notify_one();
    Ok(())
}
