//! `muster verify`: does a bill add up, and do the rules keep their promises on it?

mod table;

use std::path::PathBuf;

use clap::Args;
use muster_engine::import::BadRows;
use muster_engine::ledger::CurrentImport;
use muster_engine::session::{Engine, Settings};
use muster_engine::verify::{Check, Outcome, Watch, verify_watched};

use super::inputs::{self, Bill};
use super::progress::{Show, watch_checks};
use super::report::credit_patterns;
use crate::exit::Failure;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Bill files, a folder or manifest, s3://BUCKET/PREFIX with deliveries below it, or a ledger folder
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Patterns that tell kinds of credits apart; without it those that Muster knows
    #[arg(long, value_name = "FILE.json")]
    credit_patterns: Option<PathBuf>,
    /// No progress
    #[arg(long)]
    quiet: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let show = Show::unless(arguments.quiet);
    let patterns = arguments.credit_patterns.as_deref().map(credit_patterns).transpose()?.unwrap_or_default();
    let bill = inputs::open(&arguments.inputs, BadRows::Stop, show)?;
    let engine = Engine::new(&Settings::default()).map_err(Failure::environment)?;
    let checks = check(&bill, &engine, show)?;
    table::print_checks(&checks);
    let periods = bill.ledger.periods().map_err(Failure::environment)?;
    let files: Vec<_> = periods.iter().flat_map(CurrentImport::lines).collect();
    let session = engine.session(&files).map_err(Failure::environment)?;
    table::print_unclassified(&super::wait_for(async {
        engine.unclassified(&session, &patterns).await.map_err(Failure::environment)
    })?);
    let failed = checks.iter().filter(|check| check.outcome == Outcome::Fails).count();
    if failed == 0 { Ok(()) } else { Err(Failure::Check(format!("{failed} of {} checks do not hold", checks.len()))) }
}

fn check(bill: &Bill, engine: &Engine, show: Show) -> Result<Vec<Check>, Failure> {
    let watch = Watch::default();
    watch_checks(&watch, show, || {
        let mut checks = verify_watched(&bill.ledger, &watch).map_err(Failure::environment)?;
        checks.extend(super::wait_for(async { engine.prove(&bill.ledger, &watch).await.map_err(Failure::environment) })?);
        Ok(checks)
    })
}
