//! `muster verify`: does a bill add up?

use std::path::PathBuf;

use clap::Args;
use muster_engine::import::BadRows;
use muster_engine::verify::{Check, Outcome, verify};

use super::inputs;
use super::progress::Show;
use crate::exit::Failure;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Bill files, a folder or manifest, or a ledger folder
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// No progress
    #[arg(long)]
    quiet: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let bill = inputs::open(&arguments.inputs, BadRows::Stop, Show::unless(arguments.quiet))?;
    let checks = verify(&bill.ledger).map_err(Failure::environment)?;
    print(&checks);
    let failed = checks.iter().filter(|check| check.outcome == Outcome::Fails).count();
    if failed == 0 { Ok(()) } else { Err(Failure::Check(format!("{failed} of {} checks do not hold", checks.len()))) }
}

/// One check a line; what was expected stands beside what was found where they differ.
fn print(checks: &[Check]) {
    for Check { check, subject, expected, found, outcome } in checks {
        match outcome {
            Outcome::Holds => println!("holds    {check}: {subject}: {found}"),
            Outcome::Fails => println!("FAILS    {check}: {subject}: expected {expected}, found {found}"),
            Outcome::Skipped => println!("skipped  {check}: {subject}: {found}"),
        }
    }
}
