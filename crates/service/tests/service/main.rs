//! Use cases on a real database (SQLite, and PostgreSQL where there is one: see `databases`), a real data folder and
//! the real engine.

#![allow(clippy::unwrap_used, reason = "a database that cannot be set up should stop its test")]

mod account;
mod analysis;
mod at_once;
mod audit;
mod behind;
mod bill;
mod billing;
mod bucket;
mod charges;
mod connections;
mod console;
mod databases;
mod desk;
mod destinations;
mod idempotency;
mod imports;
mod jobs;
mod killed;
mod mails;
mod members;
mod newer_versions;
mod notifications;
mod people;
mod preview;
mod receiver;
mod records;
mod reports;
mod resets;
mod schedules;
mod shelf;
mod sign_in;
mod statements;
mod subsets;
mod tenancy;
mod tickets;
mod tokens;
mod told;
mod two_factor;
mod webhooks;
mod workflows;
