//! One bill, three programs: each imports it, then each reports from the ledger that Muster made.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::measure::{Measured, measure};
use super::tools::Tools;
use crate::progress::{say, step};
use crate::shell::{capture, run};

/// Reports are short enough to be disturbed: the best of so many runs counts.
const REPORT_RUNS: usize = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Program {
    Muster,
    DuckDb,
    Polars,
}

impl Program {
    const ALL: [Self; 3] = [Self::Muster, Self::DuckDb, Self::Polars];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Muster => "Muster",
            Self::DuckDb => "DuckDB",
            Self::Polars => "Polars",
        }
    }

    /// In names of files and scripts.
    fn stem(self) -> String {
        self.name().to_lowercase()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Work {
    Import,
    Report,
    ReportWithRules,
}

/// What each program took for one piece of work.
pub(super) struct Outcome {
    pub(super) work: Work,
    pub(super) lines: u64,
    /// Muster's first.
    pub(super) runs: Vec<(Program, Measured)>,
    /// The answer on which all agree.
    pub(super) answer: String,
}

pub(super) struct Contest<'a> {
    tools: &'a Tools,
    lines: u64,
    bill: PathBuf,
}

impl<'a> Contest<'a> {
    pub(super) fn new(tools: &'a Tools, lines: u64) -> Result<Self> {
        let bill = tools.folder.join(format!("bills-{lines}"));
        if !bill.is_dir() {
            step(&format!("generating a bill of {lines} lines"), || generate(tools, lines, &bill))?;
        }
        Ok(Self { tools, lines, bill })
    }

    pub(super) fn results(&self) -> Result<Vec<Outcome>> {
        // Reports read what the import wrote, so it comes first.
        Ok(vec![self.import()?, self.report(Work::Report)?, self.report(Work::ReportWithRules)?])
    }

    fn import(&self) -> Result<Outcome> {
        let mut runs = Vec::new();
        for program in Program::ALL {
            let folder = self.imported(program);
            if folder.exists() {
                fs::remove_dir_all(&folder).with_context(|| format!("emptying {}", folder.display()))?;
            }
            runs.push((program, self.measured(program, "imports", &self.import_by(program, &folder))?));
        }
        self.outcome(Work::Import, runs, self.tools.script("same_lines.py").args(self.lines_to_compare()))
    }

    /// Round by round, so that whatever disturbs the machine disturbs all three.
    fn report(&self, work: Work) -> Result<Outcome> {
        let mut runs: Vec<(Program, Measured)> = Vec::new();
        for _ in 0..REPORT_RUNS {
            for program in Program::ALL {
                let measured = self.measured(program, work.verb(), &self.report_by(program, work))?;
                match runs.iter_mut().find(|(known, _)| *known == program) {
                    Some((_, best)) => *best = best.better(measured),
                    None => runs.push((program, measured)),
                }
            }
        }
        let reports = Program::ALL.map(|program| self.reported(program, work));
        self.outcome(work, runs, self.tools.script("same_report.py").args(reports))
    }

    fn measured(&self, program: Program, verb: &str, command: &Command) -> Result<Measured> {
        let measured = measure(self.tools, command).with_context(|| format!("{} {verb}: failed", program.name()))?;
        say(&format!("{} {verb} {} lines: {:.2} s", program.name(), self.lines, measured.seconds));
        Ok(measured)
    }

    fn outcome(&self, work: Work, runs: Vec<(Program, Measured)>, compare: &mut Command) -> Result<Outcome> {
        let answer = capture(compare).context("the programs do not agree")?.trim().to_owned();
        ensure!(!answer.is_empty(), "nothing was compared");
        say(&format!("all three agree: {answer}"));
        Ok(Outcome { work, lines: self.lines, runs, answer })
    }

    fn import_by(&self, program: Program, folder: &Path) -> Command {
        let mut command = match program {
            Program::Muster => Command::new(&self.tools.muster),
            Program::DuckDb | Program::Polars => self.tools.script(&format!("{}_import.py", program.stem())),
        };
        match program {
            Program::Muster => command.args(["import", "--quiet"]).arg(&self.bill).arg("--ledger").arg(folder),
            Program::DuckDb | Program::Polars => command.arg(&self.bill).arg(folder),
        };
        command
    }

    fn report_by(&self, program: Program, work: Work) -> Command {
        let (ledger, output) = (self.imported(Program::Muster), self.reported(program, work));
        if program != Program::Muster {
            let mut command = self.tools.script(&format!("{}_report.py", program.stem()));
            command.arg(ledger).arg(output).arg(work.stem());
            return command;
        }
        let mut command = Command::new(&self.tools.muster);
        command.args(["report", "--quiet", "--group-by", "account,service,region"]).arg(ledger).arg("--output").arg(output);
        if work == Work::ReportWithRules {
            command.arg("--workflow").arg(self.tools.script_file("workflow.json"));
        }
        command
    }

    /// Pairs of files and the column with their cost.
    fn lines_to_compare(&self) -> Vec<String> {
        let pairs = Program::ALL.map(|program| match program {
            Program::Muster => ("*/*/*/lines-*.parquet", "unblended_cost"),
            Program::DuckDb | Program::Polars => ("*.parquet", "lineItem/UnblendedCost"),
        });
        let files = |program, pattern| self.imported(program).join(pattern).display().to_string();
        let pairs = Program::ALL.into_iter().zip(pairs);
        pairs.flat_map(|(program, (pattern, column))| [files(program, pattern), column.to_owned()]).collect()
    }

    fn imported(&self, program: Program) -> PathBuf {
        self.tools.folder.join(format!("{}-{}", program.stem(), self.lines))
    }

    fn reported(&self, program: Program, work: Work) -> PathBuf {
        self.tools.folder.join(format!("{}-{}-{}.csv", program.stem(), self.lines, work.stem()))
    }
}

impl Work {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Report => "report without rules",
            Self::ReportWithRules => "report with four rules",
        }
    }

    fn verb(self) -> &'static str {
        match self {
            Self::Import => "imports",
            Self::Report => "reports",
            Self::ReportWithRules => "reports with rules",
        }
    }

    /// In names of files, and what the scripts call it.
    fn stem(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Report => "plain",
            Self::ReportWithRules => "rules",
        }
    }
}

/// The bill appears only when it is complete.
fn generate(tools: &Tools, lines: u64, bill: &Path) -> Result<()> {
    let unfinished = bill.with_extension("unfinished");
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished)?;
    }
    let mut command = Command::new(&tools.generate_bill);
    command.args(["--preset", "bench", "--form", "legacy-csv", "--lines", &lines.to_string(), "--output"]).arg(&unfinished);
    run(&mut command)?;
    fs::rename(&unfinished, bill).with_context(|| format!("naming the bill {}", bill.display()))
}
