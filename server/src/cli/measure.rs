//! `muster measure`: what questions take in a process that is already running, as the console is. It serves
//! `cargo xtask bench`, which measures whole processes too, and is not listed among the commands.
//!
//! What it prints is for that program: a word and its value a line.

mod console;

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Instant;

use chrono::NaiveDate;
use clap::{Args, Subcommand, ValueEnum};
use flate2::read::MultiGzDecoder;
use muster_domain::report::{EcoCommitments, GroupBy};
use muster_domain::workflow;
use muster_engine::ledger::{CurrentImport, Ledger};
use muster_engine::report::{Report, ReportRequest, Source};
use muster_engine::session::{Engine, Session, Settings};

use crate::exit::Failure;

#[derive(Subcommand)]
pub(crate) enum Measurement {
    /// The same report several times
    Report(Question),
    /// The editor's preview several times
    Preview(Question),
    /// Fill an installation that is then asked over HTTP
    Console(Box<console::Arguments>),
    /// Decompress .gz files and drop what is in them: no import can be faster
    Unpack {
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}

#[derive(Args)]
pub(crate) struct Question {
    ledger: PathBuf,
    #[arg(long, value_name = "FILE.json")]
    workflow: PathBuf,
    #[arg(long, value_delimiter = ',', value_name = "GROUPS")]
    group_by: Vec<GroupBy>,
    #[arg(long, value_name = "DATE")]
    eco_since: Option<NaiveDate>,
    /// What may answer: the sums that imports keep where they can, or the lines alone
    #[arg(long, value_enum, default_value = "kept")]
    source: From,
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// Write the report here (CSV)
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum From {
    Kept,
    Lines,
}

pub(crate) fn run(measurement: &Measurement) -> Result<(), Failure> {
    match measurement {
        Measurement::Report(question) => super::wait_for(report(question)),
        Measurement::Preview(question) => super::wait_for(preview(question)),
        Measurement::Console(arguments) => super::wait_for(console::fill(arguments)),
        Measurement::Unpack { files } => unpack(files),
    }
}

async fn report(question: &Question) -> Result<(), Failure> {
    let (asked, mut last) = (Asked::of(question)?, None);
    for _ in 0..question.runs {
        let begun = Instant::now();
        let session = asked.session(question.source)?;
        let report = asked.engine.report(&session, asked.request.clone(), Default::default());
        last = Some(report.await.map_err(Failure::input)?);
        took(begun);
    }
    let Some(report) = last else { return Err(Failure::input("--runs: expected one at least")) };
    tell(&report);
    match &question.output {
        Some(path) => write(&report, path),
        None => Ok(()),
    }
}

async fn preview(question: &Question) -> Result<(), Failure> {
    let asked = Asked::of(question)?;
    for _ in 0..question.runs {
        let begun = Instant::now();
        let session = asked.session(question.source)?;
        let preview = asked.engine.preview(&session, asked.request.clone()).await.map_err(Failure::input)?;
        took(begun);
        println!("source {}\ncharge {}", name(preview.source), preview.charge.exact());
    }
    Ok(())
}

/// A question as the console asks it: one engine for all, the ledger opened anew for each.
struct Asked {
    engine: Engine,
    ledger: Ledger,
    request: ReportRequest,
}

impl Asked {
    fn of(question: &Question) -> Result<Self, Failure> {
        let failed = |path: &Path, e: &dyn std::fmt::Display| Failure::input(format!("{}: {e}", path.display()));
        let text = std::fs::read_to_string(&question.workflow).map_err(|e| failed(&question.workflow, &e))?;
        let workflow = workflow::read(&text).map_err(|refusals| {
            let reasons: Vec<_> = refusals.iter().map(ToString::to_string).collect();
            failed(&question.workflow, &reasons.join("; "))
        })?;
        let eco = question.eco_since.map_or(EcoCommitments::None, EcoCommitments::Since);
        // The engine names files by URL, which has no relative paths.
        let ledger = std::path::absolute(&question.ledger).map_err(Failure::environment)?;
        Ok(Self {
            engine: Engine::new(&Settings::default()).map_err(Failure::environment)?,
            ledger: Ledger::open(&ledger).map_err(Failure::input)?,
            request: ReportRequest { workflow, group_by: question.group_by.clone(), eco, ..ReportRequest::default() },
        })
    }

    fn session(&self, source: From) -> Result<Session, Failure> {
        let periods = self.ledger.periods().map_err(Failure::environment)?;
        let session = match source {
            From::Kept => self.engine.open(&periods),
            From::Lines => self.engine.session(&periods.iter().flat_map(CurrentImport::lines).collect::<Vec<_>>()),
        };
        session.map_err(Failure::environment)
    }
}

fn took(begun: Instant) {
    println!("run {}", begun.elapsed().as_secs_f64());
}

/// What answered, and how many lines each rule touched: a rule that touches none is not measured.
fn tell(report: &Report) {
    println!("source {}", name(report.source));
    let charge = report.measures.iter().position(|measure| measure.header() == "Charge From Report");
    if let Some(charge) = charge.and_then(|place| report.totals.get(place)) {
        println!("charge {}", charge.exact());
    }
    for trail in &report.explain {
        println!("rule {} {}", trail.position, trail.lines);
    }
}

fn name(source: Source) -> &'static str {
    match source {
        Source::Kept => "kept",
        Source::Lines => "lines",
    }
}

fn write(report: &Report, path: &Path) -> Result<(), Failure> {
    let failed = |e: &dyn std::fmt::Display| Failure::environment(format!("{}: {e}", path.display()));
    let mut out = BufWriter::new(File::create(path).map_err(|e| failed(&e))?);
    report.write_csv(&mut out).map_err(|e| failed(&e))?;
    out.flush().map_err(|e| failed(&e))
}

/// As many files at once as there are processors; what takes longest begins first.
fn unpack(files: &[PathBuf]) -> Result<(), Failure> {
    let mut files: Vec<(u64, &PathBuf)> = files
        .iter()
        .map(|path| Ok((std::fs::metadata(path).map_err(|e| Failure::input(format!("{}: {e}", path.display())))?.len(), path)))
        .collect::<Result<_, Failure>>()?;
    files.sort_unstable();
    let packed: u64 = files.iter().map(|(size, _)| size).sum();
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let (begun, waiting) = (Instant::now(), Mutex::new(files));
    let sizes: Vec<io::Result<u64>> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(|| unpack_waiting(&waiting))).collect();
        workers.into_iter().map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    let unpacked = sizes.into_iter().sum::<io::Result<u64>>().map_err(Failure::input)?;
    took(begun);
    println!("packed {packed}\nunpacked {unpacked}");
    Ok(())
}

fn unpack_waiting(waiting: &Mutex<Vec<(u64, &PathBuf)>>) -> io::Result<u64> {
    let next = || waiting.lock().unwrap_or_else(std::sync::PoisonError::into_inner).pop();
    let (mut buffer, mut unpacked) = (vec![0; 1 << 18], 0);
    while let Some((_, path)) = next() {
        let mut content = MultiGzDecoder::new(io::BufReader::with_capacity(1 << 18, File::open(path)?));
        loop {
            match content.read(&mut buffer)? {
                0 => break,
                read => unpacked += read as u64,
            }
        }
    }
    Ok(unpacked)
}
