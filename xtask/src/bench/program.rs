//! Who is measured at what, and how each is called.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::tools::Tools;

/// rules.py has the same.
const ECO_SINCE: &str = "2018-10-01";
const GROUPS: &str = "account,service,region";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Program {
    Muster,
    DuckDb,
    Polars,
}

impl Program {
    /// Muster first.
    pub(super) const ALL: [Self; 3] = [Self::Muster, Self::DuckDb, Self::Polars];

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
    /// Rules of every phase, one of them about single lines.
    ReportOnLines,
    /// The same rules, but none is about single lines: what an import keeps can answer.
    ReportOnSums,
    /// Every line charged by the first of those, in order, as a bill: only Muster does that.
    Rerate,
}

impl Work {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::ReportOnLines => "report, a condition on lines",
            Self::ReportOnSums => "report, no such condition",
            Self::Rerate => "re-rated bill, once",
        }
    }

    pub(super) fn verb(self) -> &'static str {
        match self {
            Self::Import => "imports",
            Self::ReportOnLines => "reports from lines on",
            Self::ReportOnSums => "reports on",
            Self::Rerate => "re-rates",
        }
    }

    /// In names of files, and what the scripts call it.
    fn stem(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::ReportOnLines => "lines",
            Self::ReportOnSums => "kept",
            Self::Rerate => "focus",
        }
    }
}

/// Where the files of one bill are.
pub(super) struct Folders<'a> {
    pub(super) tools: &'a Tools,
    pub(super) lines: u64,
    pub(super) bill: PathBuf,
}

impl Folders<'_> {
    /// What a program's import wrote.
    pub(super) fn imported(&self, program: Program) -> PathBuf {
        self.tools.folder.join(format!("{}-{}", program.stem(), self.lines))
    }

    /// What a program reported.
    pub(super) fn reported(&self, program: Program, work: Work) -> PathBuf {
        self.tools.folder.join(format!("{}-{}-{}.csv", program.stem(), self.lines, work.stem()))
    }

    pub(super) fn import_by(&self, program: Program, folder: &Path) -> Command {
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

    pub(super) fn report_by(&self, program: Program, work: Work) -> Command {
        let (ledger, output) = (self.imported(Program::Muster), self.reported(program, work));
        if program != Program::Muster {
            let mut command = self.tools.script(&format!("{}_report.py", program.stem()));
            command.arg(ledger).arg(output).arg(work.stem());
            return command;
        }
        let mut command = Command::new(&self.tools.muster);
        command.args(["report", "--quiet"]).arg(ledger).arg("--output").arg(output);
        if work == Work::Rerate {
            command.args(["--format", "focus"]);
        }
        self.question(&mut command, work);
        command
    }

    /// Adds what is asked of Muster.
    pub(super) fn question(&self, command: &mut Command, work: Work) {
        command.args(["--group-by", GROUPS, "--eco-since", ECO_SINCE, "--workflow"]).arg(self.tools.workflow(work));
    }

    /// Pairs of files and the column with their cost.
    pub(super) fn lines_to_compare(&self) -> Vec<String> {
        let pairs = Program::ALL.map(|program| match program {
            Program::Muster => (program, "*/*/*/lines-*.parquet", "unblended_cost"),
            Program::DuckDb | Program::Polars => (program, "*.parquet", "lineItem/UnblendedCost"),
        });
        let files = |program, pattern| self.imported(program).join(pattern).display().to_string();
        pairs.into_iter().flat_map(|(program, pattern, column)| [files(program, pattern), column.to_owned()]).collect()
    }
}
