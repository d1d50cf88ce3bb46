//! `muster verify`: does a bill add up?

use std::path::PathBuf;

use clap::Args;
use muster_engine::import::BadRows;
use muster_engine::verify::{Check, verify};

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
    for check in &checks {
        println!("{check}");
    }
    let broken = checks.iter().filter(|check| !check.holds()).count();
    if broken == 0 { Ok(()) } else { Err(Failure::Check(format!("{broken} of {} checks do not hold", checks.len()))) }
}
