//! The support console.

mod board;
mod queue;
mod ticket;

pub(crate) use board::BoardPage;
pub(crate) use queue::QueuePage;
pub(crate) use ticket::SupportTicketPage;
