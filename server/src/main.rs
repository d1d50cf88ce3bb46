//! The `muster` binary: reads what was asked, wires the crates together, and turns every failure into one line
//! and an exit code. Nothing is decided here that another crate could decide.

mod cli;
mod config;
mod connecting;
mod deliveries;
mod docs;
mod downloads;
mod exit;
mod files;
mod health;
#[cfg(test)]
mod leak;
#[cfg(test)]
mod mailing;
mod metrics;
mod middleware;
mod rest;
mod router;
mod secret;
mod serve;
mod sessions;
mod unsubscribe;
mod upload;
#[cfg(test)]
mod walk;

use std::process::ExitCode;

use clap::Parser;
use mimalloc::MiMalloc;

/// See Cargo.toml for what it is worth.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    muster_delivery::open_ledgers();
    match cli::run(cli::Command::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("muster: {failure}");
            failure.code()
        }
    }
}
