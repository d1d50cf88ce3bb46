//! What a measurement needs: Muster built for speed, the bill generator, and Python with DuckDB and Polars.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::program::Work;
use crate::progress::{say, step};
use crate::setup::python;
use crate::shell::{capture, run};
use crate::workspace::Workspace;

const REQUIREMENTS: &str = include_str!("requirements.txt");

const WORKFLOW: &str = "workflow.json";
/// The part of its condition that is about single lines.
const OF_LINES: &str = "usage_amount > 10 and ";

pub(super) struct Tools {
    pub(super) muster: PathBuf,
    pub(super) generate_bill: PathBuf,
    /// Everything that is made: the Python environment, bills, ledgers, reports.
    pub(super) folder: PathBuf,
    python: PathBuf,
    scripts: PathBuf,
    profile: String,
}

impl Tools {
    pub(super) fn ready(workspace: &Workspace, profile: &str) -> Result<Self> {
        let folder = workspace.target.join("bench");
        fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        let scripts = workspace.root.join("xtask/src/bench");
        write_workflow_on_sums(&scripts, &folder)?;
        let python = python::with(REQUIREMENTS, &folder.join("venv"))?;
        say("the first build for speed compiles the query engine with every optimisation: half an hour on two cores");
        Ok(Self {
            muster: build(workspace, profile, ["muster-server", "muster"])?,
            generate_bill: build(workspace, profile, ["muster-testkit", "generate-bill"])?,
            scripts,
            profile: profile.to_owned(),
            folder,
            python,
        })
    }

    /// A script of this folder.
    pub(super) fn script(&self, name: &str) -> Command {
        let mut command = Command::new(&self.python);
        // Else Python leaves compiled copies beside the sources.
        command.env("PYTHONDONTWRITEBYTECODE", "1").arg(self.scripts.join(name));
        command
    }

    /// The rules of a report.
    pub(super) fn workflow(&self, work: Work) -> PathBuf {
        match work {
            Work::ReportOnSums => self.folder.join(WORKFLOW),
            Work::ReportOnLines | Work::Rerate | Work::Import => self.scripts.join(WORKFLOW),
        }
    }

    /// Where the table is kept.
    pub(super) fn results(&self) -> PathBuf {
        self.folder.join("results.md")
    }

    /// On what it was measured: figures without it compare with nothing.
    pub(super) fn conditions(&self) -> Result<String> {
        let versions = capture(self.script("conditions.py").arg(&self.profile))?;
        Ok(versions.trim().to_owned())
    }
}

/// The same workflow, less what only lines can tell.
fn write_workflow_on_sums(scripts: &Path, folder: &Path) -> Result<()> {
    let workflow = fs::read_to_string(scripts.join(WORKFLOW))?;
    let on_sums = workflow.replacen(OF_LINES, "", 1);
    ensure!(on_sums != workflow, "{WORKFLOW} has no condition `{OF_LINES}` to leave out");
    Ok(fs::write(folder.join(WORKFLOW), on_sums)?)
}

pub(super) fn build(workspace: &Workspace, profile: &str, [package, binary]: [&str; 2]) -> Result<PathBuf> {
    let mut cargo = workspace.cargo();
    cargo.args(["build", "--profile", profile, "-p", package, "--bin", binary]);
    step(&format!("building {binary} with the profile {profile}"), || run(&mut cargo))?;
    let folder = match profile {
        "dev" | "test" => "debug",
        "bench" => "release",
        named => named,
    };
    Ok(workspace.target.join(folder).join(format!("{binary}{}", std::env::consts::EXE_SUFFIX)))
}
