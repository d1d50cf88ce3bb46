//! What a person can do with Muster, one function per use case: permission first, then store and engine, then the
//! audit record, in one transaction. Pages, the HTTP API and downloads call these functions and decide nothing.
//!
//! A use case takes a [`Ctx`] (who asks) and begins with the permission it needs; [`Ctx::allow`] answers with an
//! [`OrgScope`], the only key to an organization's tables, files and engine sessions. Somebody else's thing is
//! [`Error::NotFound`], as if it were not there.

mod bill;
mod charges;
mod clock;
mod context;
mod costs;
mod coverage;
mod error;
mod files;
mod folders;
mod ledgers;
mod limits;
mod mail;
mod muster;
mod names;
mod passwords;
mod secret;
mod webhooks;

pub mod account;
pub mod accounts;
pub mod analysis;
pub mod api_sessions;
pub mod associations;
pub mod audit;
pub mod billing;
pub mod charged;
pub mod connections;
pub mod customers;
pub mod deliveries;
pub mod enrollment;
pub mod figures;
pub mod idempotency;
pub mod imports;
pub mod invitations;
pub mod jobs;
pub mod management_accounts;
pub mod members;
pub mod months;
pub mod notifications;
pub mod organizations;
pub mod people;
pub mod reports;
pub mod resets;
pub mod saved_views;
pub mod schedules;
pub mod sessions;
pub mod shown_once;
pub mod statements;
pub mod subsets;
pub mod support;
mod tags;
pub mod tickets;
pub mod tokens;
pub mod two_factor;
pub mod workflows;

pub use clock::Clock;
pub use context::{Ctx, OrgScope, SupportScope};
pub use deliveries::{Connecting, OpenLocation};
pub use error::Error;
pub use mail::{MailSettings, Mailer};
pub use muster::{Muster, Settings};
pub use passwords::PasswordCost;
pub use secret::Secret;
pub use webhooks::Webhooks;
