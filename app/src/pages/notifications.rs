//! What one is told: the inbox, which kinds are mailed, and the way out that every mail names.

mod inbox;
mod mail;

pub(crate) use inbox::InboxPage;
pub(crate) use mail::{MailSettingsPage, UnsubscribePage, UnsubscribedPage};
