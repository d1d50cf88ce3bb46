//! The support console.

mod queue;
mod ticket;

pub(crate) use queue::QueuePage;
pub(crate) use ticket::SupportTicketPage;
