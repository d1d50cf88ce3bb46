//! One bill, three programs: each imports it, then each reports from the ledger that Muster made. Muster is also asked
//! in a process that is running already.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::measure::{Measured, measure};
use super::program::{Folders, Program, Work};
use super::running::{self, Running, Unpacked};
use super::tools::Tools;
use crate::progress::{say, step};
use crate::shell::{capture, run};

/// Reports are short enough to be disturbed: the best of so many runs counts.
const REPORT_RUNS: usize = 3;

/// What each program took for one piece of work.
pub(super) struct Outcome {
    pub(super) work: Work,
    /// Muster's first.
    pub(super) runs: Vec<(Program, Measured)>,
    /// The answer on which all agree; empty where only Muster was asked.
    pub(super) answer: String,
}

/// All that was measured on one bill.
pub(super) struct Results {
    pub(super) lines: u64,
    pub(super) outcomes: Vec<Outcome>,
    pub(super) running: Vec<Running>,
    pub(super) unpacked: Unpacked,
}

impl Results {
    pub(super) fn of(&self, work: Work, program: Program) -> Option<Measured> {
        let outcome = self.outcomes.iter().find(|outcome| outcome.work == work)?;
        outcome.runs.iter().find(|(known, _)| *known == program).map(|(_, run)| *run)
    }
}

/// `programs` begins with Muster.
pub(super) fn results(tools: &Tools, lines: u64, programs: &[Program]) -> Result<Results> {
    let bill = tools.folder.join(format!("bills-{lines}"));
    if !bill.is_dir() {
        step(&format!("generating a bill of {lines} lines"), || generate(tools, lines, &bill))?;
    }
    let contest = Contest { folders: Folders { tools, lines, bill }, programs };
    let unpacked = running::unpack(&contest.folders)?;
    // Reports read what the import wrote, so it comes first.
    let import = contest.import()?;
    let reports = [contest.report(Work::ReportOnLines)?, contest.report(Work::ReportOnSums)?];
    let outcomes = [import].into_iter().chain(reports).chain([contest.rerate()?]).collect();
    let running = running::all(&contest.folders)?;
    Ok(Results { lines, outcomes, running, unpacked })
}

struct Contest<'a> {
    folders: Folders<'a>,
    programs: &'a [Program],
}

impl Contest<'_> {
    fn import(&self) -> Result<Outcome> {
        let mut runs = Vec::new();
        for program in self.programs.iter().copied() {
            let folder = self.folders.imported(program);
            remove(&folder)?;
            runs.push((program, self.measured(program, Work::Import, &self.folders.import_by(program, &folder))?));
        }
        let outcome = self.outcome(Work::Import, runs, self.script("same_lines.py").args(self.folders.lines_to_compare()))?;
        // Nobody asks those again, and they are as large as the bill.
        for program in [Program::DuckDb, Program::Polars] {
            remove(&self.folders.imported(program))?;
        }
        Ok(outcome)
    }

    /// Round by round, so that whatever disturbs the machine disturbs all three.
    fn report(&self, work: Work) -> Result<Outcome> {
        let mut runs: Vec<(Program, Measured)> = Vec::new();
        for _ in 0..REPORT_RUNS {
            for program in self.programs.iter().copied() {
                let measured = self.measured(program, work, &self.folders.report_by(program, work))?;
                match runs.iter_mut().find(|(known, _)| *known == program) {
                    Some((_, best)) => *best = best.better(measured),
                    None => runs.push((program, measured)),
                }
            }
        }
        let reports = Program::ALL.map(|program| self.folders.reported(program, work));
        self.outcome(work, runs, self.script("same_report.py").args(reports))
    }

    /// A file as large as the bill.
    fn rerate(&self) -> Result<Outcome> {
        let run = self.measured(Program::Muster, Work::Rerate, &self.folders.report_by(Program::Muster, Work::Rerate))?;
        let rerated = self.folders.reported(Program::Muster, Work::Rerate);
        fs::remove_file(&rerated).with_context(|| format!("removing {}", rerated.display()))?;
        Ok(Outcome { work: Work::Rerate, runs: vec![(Program::Muster, run)], answer: String::new() })
    }

    fn measured(&self, program: Program, work: Work, command: &Command) -> Result<Measured> {
        let (name, verb) = (program.name(), work.verb());
        let measured = measure(self.folders.tools, command).with_context(|| format!("{name} {verb}: failed"))?;
        say(&format!("{name} {verb} {} lines: {:.2} s", self.folders.lines, measured.seconds));
        Ok(measured)
    }

    fn outcome(&self, work: Work, runs: Vec<(Program, Measured)>, compare: &mut Command) -> Result<Outcome> {
        if self.programs.len() < Program::ALL.len() {
            return Ok(Outcome { work, runs, answer: String::new() });
        }
        let answer = capture(compare).context("the programs do not agree")?.trim().to_owned();
        ensure!(!answer.is_empty(), "nothing was compared");
        say(&format!("all three agree: {answer}"));
        Ok(Outcome { work, runs, answer })
    }

    fn script(&self, name: &str) -> Command {
        self.folders.tools.script(name)
    }
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("removing {}", folder.display()))?;
    }
    Ok(())
}

/// The bill appears only when it is complete.
fn generate(tools: &Tools, lines: u64, bill: &Path) -> Result<()> {
    let unfinished = bill.with_extension("unfinished");
    remove(&unfinished)?;
    let mut command = Command::new(&tools.generate_bill);
    command.args(["--preset", "bench", "--form", "legacy-csv", "--lines", &lines.to_string(), "--output"]).arg(&unfinished);
    run(&mut command)?;
    fs::rename(&unfinished, bill).with_context(|| format!("naming the bill {}", bill.display()))
}
