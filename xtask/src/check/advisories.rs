//! Known vulnerabilities among the crates compiled in, by the RustSec database. It is fetched with git; where it
//! cannot be, the check says so and holds, since a build behind a wall is no worse for it.

mod advisory;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use cargo_metadata::Metadata;

use super::report;
use crate::progress::say;
use crate::shell::capture;
use crate::workspace::Workspace;
use advisory::{Advisory, Weight};

const DATABASE: &str = "https://github.com/rustsec/advisory-db";

/// Advisories that do not concern Muster, each with the reason.
const EXCEPTED: [(&str, &str); 0] = [];

pub(super) fn check(workspace: &Workspace) -> Result<()> {
    let folder = match database(workspace) {
        Ok(folder) => folder,
        Err(error) => {
            let text = format!("{error:#}");
            let why = text.lines().last().unwrap_or_default();
            say(&format!("advisories NOT checked, the database is out of reach: {why}"));
            return Ok(());
        }
    };
    let mut vulnerable = Vec::new();
    for (weight, line) in findings(&workspace.metadata()?, &folder)? {
        match weight {
            Weight::Vulnerability => vulnerable.push(line),
            Weight::Notice => say(&format!("notice: {line}")),
        }
    }
    report(&vulnerable)
}

/// `MUSTER_ADVISORY_DB` names a copy for machines that have one; else a clone beside the build, refreshed each time.
fn database(workspace: &Workspace) -> Result<PathBuf> {
    if let Some(copy) = std::env::var_os("MUSTER_ADVISORY_DB") {
        return Ok(copy.into());
    }
    let folder = workspace.target.join("advisory-db");
    let mut git = Command::new("git");
    // Never ask for a password on a terminal.
    git.env("GIT_TERMINAL_PROMPT", "0");
    if folder.is_dir() {
        git.arg("-C").arg(&folder).args(["pull", "--quiet", "--depth", "1", "--rebase"]);
    } else {
        git.args(["clone", "--quiet", "--depth", "1", DATABASE]).arg(&folder);
    }
    capture(&mut git)?;
    Ok(folder)
}

fn findings(metadata: &Metadata, database: &Path) -> Result<Vec<(Weight, String)>> {
    let mut found = Vec::new();
    for package in metadata.packages.iter().filter(|package| package.source.is_some()) {
        let folder = database.join("crates").join(package.name.as_str());
        // Most crates never had one.
        let Ok(entries) = fs::read_dir(folder) else {
            continue;
        };
        for entry in entries.flatten() {
            let path = entry.path();
            let text = fs::read_to_string(&path)?;
            let advisory = Advisory::parse(&text).with_context(|| format!("reading {}", path.display()))?;
            let excepted = EXCEPTED.iter().any(|(id, _)| *id == advisory.id());
            if !excepted && advisory.concerns(&package.version)? {
                let line = format!("{} {}: {}", package.name, package.version, advisory.title());
                found.push((advisory.weight(), line));
            }
        }
    }
    Ok(found)
}
