//! The support console.

mod board;
mod checks;
mod decision;
mod directory;
mod impact;
mod mails;
mod organization;
mod queue;
mod ticket;

pub(crate) use board::BoardPage;
pub(crate) use directory::DirectoryPage;
pub(crate) use mails::MailsPage;
pub(crate) use organization::OrganizationPage;
pub(crate) use queue::QueuePage;
pub(crate) use ticket::SupportTicketPage;
