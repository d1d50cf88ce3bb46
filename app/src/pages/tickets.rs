//! Tickets: what an organization asks of support.

mod associate;
mod conversation;
mod end_customer;
mod list;
mod new;
mod strategy_call;
mod ticket;

pub(crate) use associate::AssociateTicketPage;
pub(crate) use conversation::{CommentForm, Conversation};
pub(crate) use end_customer::EndCustomerPage;
pub(crate) use list::TicketsPage;
pub(crate) use new::NewTicketPage;
pub(crate) use strategy_call::StrategyCallPage;
pub(crate) use ticket::{TicketPage, TicketText};

use leptos::prelude::*;
use muster_domain::OrganizationId;
use muster_domain::TicketId;
use muster_domain::ticket::TicketState;

use crate::components::{Badge, Crumb, Tone};
use crate::layouts::use_parameter;
use crate::routes::Section;

/// The ticket in the address; `None` where its text is no id.
pub(crate) fn use_ticket_id() -> Memo<Option<TicketId>> {
    use_parameter("ticket")
}

fn above(org: OrganizationId) -> Crumb {
    Crumb::new(Section::Tickets.title(), Section::Tickets.of(org))
}

/// Where a ticket stands.
#[component]
pub(crate) fn StateBadge(state: TicketState) -> impl IntoView {
    let tone = match state {
        TicketState::Open => Tone::Warning,
        TicketState::InProgress => Tone::Active,
        TicketState::Approved => Tone::Good,
        TicketState::Declined => Tone::Bad,
        TicketState::Withdrawn => Tone::Neutral,
    };
    view! { <Badge tone text=state.label()/> }
}
