//! `muster report`: a report straight from bill files.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use muster_domain::report::{EcoCommitments, GroupBy};
use muster_domain::subset::{self, Subset};
use muster_domain::workflow::{self, Workflow};
use muster_domain::{Month, Period};
use muster_engine::forms;
use muster_engine::import::BadRows;
use muster_engine::ledger::Ledger;
use muster_engine::report::{Report, ReportError, ReportRequest, Scope};
use muster_engine::session::{Engine, Settings};

use super::inputs;
use super::progress::Show;
use crate::exit::Failure;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Bill files (.csv .csv.gz .csv.zip .parquet), a folder or manifest, or a ledger folder
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Workflow file; without it no billing rules apply
    #[arg(long, value_name = "FILE.json")]
    workflow: Option<PathBuf>,
    /// NAME=ACCOUNT[,ACCOUNT...]; repeatable; without any, all accounts
    #[arg(long = "subset", value_name = "NAME=ACCOUNTS")]
    subsets: Vec<Subset>,
    /// Subsets with dated memberships
    #[arg(long = "subsets", value_name = "FILE.json")]
    subsets_file: Option<PathBuf>,
    /// subset, account, service, region, charge_type, lifecycle, month, day, usage_type, tag:KEY; in the order of the columns
    #[arg(long, value_delimiter = ',', value_name = "GROUPS")]
    group_by: Vec<GroupBy>,
    /// First day
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: Option<NaiveDate>,
    /// First day after the period
    #[arg(long, value_name = "YYYY-MM-DD")]
    to: Option<NaiveDate>,
    /// Commitments that count as Eco, one ARN a line
    #[arg(long, value_name = "FILE", conflicts_with = "eco_since")]
    eco_commitments: Option<PathBuf>,
    /// Commitments that started on or after this day count as Eco
    #[arg(long, value_name = "DATE")]
    eco_since: Option<NaiveDate>,
    #[arg(long, value_enum, default_value = "csv")]
    format: FileFormat,
    /// Where to write; standard output by default
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Also write what each rule did to each account (CSV)
    #[arg(long, value_name = "FILE")]
    explain: Option<PathBuf>,
    /// Leave out rows that cannot be read, and list them
    #[arg(long)]
    skip_bad_rows: bool,
    /// No progress
    #[arg(long)]
    quiet: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FileFormat {
    Csv,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mut request = request(arguments)?;
    let bad_rows = if arguments.skip_bad_rows { BadRows::Skip } else { BadRows::Stop };
    let bill = inputs::open(&arguments.inputs, bad_rows, Show::unless(arguments.quiet))?;
    request.period = period(arguments, &bill.ledger)?;
    let report = compute(&bill.ledger, request)?;
    match arguments.format {
        FileFormat::Csv => write(arguments.output.as_deref(), |out| report.write_csv(out).map_err(io::Error::from))?,
    }
    match &arguments.explain {
        Some(path) => write(Some(path), |out| report.write_explain(out).map_err(io::Error::from)),
        None => Ok(()),
    }
}

fn request(arguments: &Arguments) -> Result<ReportRequest, Failure> {
    let workflow = match &arguments.workflow {
        Some(path) => read_workflow(path)?,
        None => Workflow::none(),
    };
    let subsets = read_subsets(arguments)?;
    let scope = match subsets.as_slice() {
        [] => Scope::All,
        chosen => Scope::Subsets(chosen.iter().map(|subset| subset.name.clone()).collect()),
    };
    let group_by = arguments.group_by.clone();
    Ok(ReportRequest { workflow, subsets, scope, group_by, eco: eco(arguments)?, ..ReportRequest::default() })
}

fn read_workflow(path: &Path) -> Result<Workflow, Failure> {
    workflow::read(&read_text(path)?).map_err(|refusals| {
        let reasons: Vec<_> = refusals.iter().map(ToString::to_string).collect();
        Failure::input(format!("{}: {}", path.display(), reasons.join("; ")))
    })
}

fn read_subsets(arguments: &Arguments) -> Result<Vec<Subset>, Failure> {
    let mut subsets = arguments.subsets.clone();
    if let Some(path) = &arguments.subsets_file {
        let listed: Vec<Subset> =
            serde_json::from_str(&read_text(path)?).map_err(|e| Failure::input(format!("{}: {e}", path.display())))?;
        subsets.extend(listed);
    }
    subset::check(&subsets).map_err(Failure::input)?;
    Ok(subsets)
}

fn eco(arguments: &Arguments) -> Result<EcoCommitments, Failure> {
    Ok(match (&arguments.eco_commitments, arguments.eco_since) {
        (Some(path), _) => {
            let text = read_text(path)?;
            EcoCommitments::Listed(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect())
        }
        (None, Some(day)) => EcoCommitments::Since(day),
        (None, None) => EcoCommitments::None,
    })
}

/// The period asked for. One end alone is completed by the bill's own first or last month.
fn period(arguments: &Arguments, ledger: &Ledger) -> Result<Option<Period>, Failure> {
    if arguments.from.is_none() && arguments.to.is_none() {
        return Ok(None);
    }
    let months: Vec<Month> = ledger.periods().map_err(Failure::environment)?.iter().map(|period| period.record.month).collect();
    let (Some(first), Some(last)) = (months.iter().min(), months.iter().max()) else { return Ok(None) };
    let from = arguments.from.unwrap_or(first.first_day());
    let to = arguments.to.unwrap_or(last.next().first_day());
    Period::new(from, to).map(Some).map_err(|e| Failure::input(format!("--from, --to: {e}")))
}

fn compute(ledger: &Ledger, request: ReportRequest) -> Result<Report, Failure> {
    let periods = ledger.periods().map_err(Failure::environment)?;
    forms::refuse(&request, periods.iter().map(|period| &period.record)).map_err(Failure::input)?;
    let files = periods.iter().flat_map(muster_engine::ledger::CurrentImport::lines).collect::<Vec<_>>();
    let engine = Engine::new(&Settings::default()).map_err(Failure::environment)?;
    let session = engine.session(&files).map_err(Failure::environment)?;
    super::wait_for(async { engine.report(&session, request, Default::default()).await.map_err(failure) })
}

fn failure(error: ReportError) -> Failure {
    match error {
        ReportError::Stopped(_) | ReportError::Plan(_) => Failure::environment(error),
        _ => Failure::input(error),
    }
}

/// Writes a file so that it is whole or absent; or to standard output.
fn write(path: Option<&Path>, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let Some(path) = path else {
        let mut out = io::BufWriter::new(io::stdout().lock());
        return content(&mut out).and_then(|()| out.flush()).map_err(Failure::environment);
    };
    let failed = |e: io::Error| Failure::environment(format!("{}: {e}", path.display()));
    let mut out = io::BufWriter::new(File::create(path).map_err(failed)?);
    content(&mut out).and_then(|()| out.flush()).map_err(failed)
}

fn read_text(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|e| Failure::input(format!("{}: {e}", path.display())))
}
