//! The console's own data: who may sign in, what belongs to which organization, what is being worked on. SQL lives
//! here and nowhere else; bills do not (they are the engine's ledger).
//!
//! One SQL text serves SQLite and PostgreSQL; where they must differ there is a named pair in `dialect`. So that
//! it can: ids are text (hyphenated UUIDs), days are text (`YYYY-MM-DD`, which sorts), truth is 0 or 1, and times are
//! BIGINT microseconds since 1970, UTC: one integer compares, sorts and adds the same on both, where a text form
//! would need the same number of decimals everywhere and each engine's own type is the other's unknown.
//!
//! One file per family of tables, with fixed verbs: `lookup` (by id), `find_by_x`, `list`, `count`, `add`, `set_x`,
//! `remove`. Tables of an organization are reached through an [`OrgTx`] only, which carries the organization's id,
//! so no query can forget it. Everything happens in a transaction; clock and ids are the caller's.

mod connect;
mod dialect;
mod error;
mod migrations;
mod row;
mod transaction;

pub mod analysis_views;
pub mod api_sessions;
pub mod associations;
pub mod attempts;
pub mod audit;
pub mod billing_settings;
pub mod charge_months;
pub mod charges;
pub mod connections;
pub mod customer_links;
pub mod delivered_months;
pub mod deliveries;
pub mod directory;
pub mod idempotency_keys;
pub mod imports;
pub mod invitations;
pub mod jobs;
pub mod linked_accounts;
pub mod links;
pub mod management_accounts;
pub mod memberships;
pub mod notifications;
pub mod organizations;
pub mod outbox;
pub mod reports;
pub mod rerated_bills;
pub mod schedule_runs;
pub mod schedules;
pub mod second_factors;
pub mod service_tiers;
pub mod sessions;
pub mod sign_ups;
pub mod subset_members;
pub mod subsets;
#[doc(hidden)]
pub mod throwaway;
pub mod tickets;
pub mod tokens;
pub mod users;
pub mod validations;
pub mod workflows;

pub use connect::{OpenError, Store};
pub use error::{Error, Unique};
pub use transaction::{OrgTx, Tx};
