//! Use cases on a real database, a real data folder and the real engine.

#![allow(clippy::unwrap_used, reason = "a database that cannot be set up should stop its test")]

mod bill;
mod console;
mod imports;
mod jobs;
mod killed;
mod people;
mod reports;
mod subsets;
mod tenancy;
mod workflows;
