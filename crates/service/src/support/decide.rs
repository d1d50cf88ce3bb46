//! Approving and declining. The decision, what it does, what is said to it, who is told and the record of it are one
//! transaction, so that an approval happens whole, and once.

use chrono::NaiveDate;
use muster_domain::TicketId;
use muster_domain::ticket::{Request, TicketState};
use muster_store::{OrgTx, service_tiers};

use super::{Opened, add_comment, open};
use crate::associations::Approval;
use crate::audit::Deed;
use crate::notifications::events;
use crate::tickets::approval::apply;
use crate::tickets::{become_, decided};
use crate::{Ctx, Error, names};

/// What support says, and when a strategy call is.
struct Decision {
    state: TicketState,
    text: String,
    call_on: Option<NaiveDate>,
}

/// Grants what is asked for, at once.
///
/// # Errors
/// `Invalid` at `text`; `Conflict` when it is decided already, or cannot be done (any more).
pub async fn approve(ctx: &Ctx, id: TicketId, text: &str) -> Result<(), Error> {
    let text = names::checked_text("text", text)?;
    decide(ctx, id, Decision { state: TicketState::Approved, text, call_on: None }).await
}

/// When a strategy call is, and what is said to it.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    pub on: NaiveDate,
    pub text: &'a str,
}

/// Approves a strategy call for a day.
///
/// # Errors
/// `Invalid` at `call_on` for a ticket that asks for none; those of [`approve`].
pub async fn schedule(ctx: &Ctx, id: TicketId, call: Call<'_>) -> Result<(), Error> {
    let text = names::checked_text("text", call.text)?;
    decide(ctx, id, Decision { state: TicketState::Approved, text, call_on: Some(call.on) }).await
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
    decide(ctx, id, Decision { state: TicketState::Declined, text, call_on: None }).await
}

async fn decide(ctx: &Ctx, id: TicketId, Decision { state, text, call_on }: Decision) -> Result<(), Error> {
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
    if let Some(day) = call_on {
        set_call(&mut tx, &ticket.request, day).await?;
    }
    let detail = decided(state, &text);
    events::ticket_answered(support.muster(), &mut tx, (&ticket, Some(state), &text)).await?;
    add_comment(&support, &mut tx, (id, Some(state), text)).await?;
    support.note(&mut tx, Deed { action, subject: id.to_string(), detail }).await?;
    tx.commit().await?;
    support.muster().bell().notify_one();
    Ok(())
}

async fn set_call(tx: &mut OrgTx, request: &Request, day: NaiveDate) -> Result<(), Error> {
    let Request::StrategyCall { management_account, .. } = request else {
        return Err(Error::invalid("call_on", "only a strategy call has a day"));
    };
    let tier = service_tiers::lookup(tx, *management_account).await?.ok_or(Error::NotFound)?;
    Ok(service_tiers::set(tx, *management_account, &service_tiers::ServiceTier { call_on: Some(day), ..tier }).await?)
}
