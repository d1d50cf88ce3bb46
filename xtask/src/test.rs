//! `cargo xtask test`: what a newcomer needs to trust a change. The crates' own tests first, with a throw-away
//! PostgreSQL beside SQLite, then the whole console in a real Chromium.

mod api;
mod count;

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};
use count::Count;

use crate::build;
use crate::demo::generate;
use crate::progress::{say, step};
use crate::setup::postgres::Postgres;
use crate::setup::{browser, node, python};
use crate::workspace::Workspace;

const POSTGRES_URL: &str = "MUSTER_TEST_POSTGRES_URL";
const MOTO_PYTHON: &str = "MUSTER_TEST_MOTO_PYTHON";

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Browser {
    Chromium,
    None,
}

pub(crate) fn run(workspace: &Workspace, browser: Browser) -> Result<()> {
    let mut count = crates(workspace)?;
    count += api::schemathesis(workspace)?;
    match browser {
        Browser::Chromium => count += end_to_end(workspace)?,
        Browser::None => say("end-to-end tests left out, as asked"),
    }
    println!("\n{count}");
    if count.failed > 0 {
        bail!("{} tests failed", count.failed);
    }
    Ok(())
}

fn crates(workspace: &Workspace) -> Result<Count> {
    let postgres = postgres()?;
    let mut tests = workspace.cargo();
    // The workshop apart: its dependencies would turn on features that compile the query engine once more.
    tests.args(["test", "--workspace", "--no-fail-fast"]);
    tests.args(["--exclude", "muster-frontend", "--exclude", "xtask"]);
    if let Some(postgres) = &postgres {
        tests.env(POSTGRES_URL, postgres.url());
    }
    tests.envs(moto(workspace));
    let count = step("testing the crates", || count::cargo_test(&mut tests))?;
    let mut own = workspace.cargo();
    own.args(["test", "-p", "xtask"]);
    Ok(count + step("testing the workshop", || count::cargo_test(&mut own))?)
}

/// None when the caller has a server already, and when this machine has none and may not install one.
fn postgres() -> Result<Option<Postgres>> {
    if std::env::var_os(POSTGRES_URL).is_some() {
        say(&format!("using the PostgreSQL of {POSTGRES_URL}"));
        return Ok(None);
    }
    match step("starting a throw-away PostgreSQL", Postgres::start) {
        Ok(postgres) => Ok(Some(postgres)),
        Err(error) => {
            say(&format!("NOT TESTED on PostgreSQL, only on SQLite: {error:#}"));
            Ok(None)
        }
    }
}

/// The variable by which tests find S3 and STS, none where this machine has no Python.
fn moto(workspace: &Workspace) -> Option<(&'static str, PathBuf)> {
    match python::with(include_str!("test/requirements.txt"), &workspace.target.join("test-venv")) {
        Ok(python) => Some((MOTO_PYTHON, python)),
        Err(error) => {
            say(&format!("NOT TESTED against S3 and STS: {error:#}"));
            None
        }
    }
}

fn end_to_end(workspace: &Workspace) -> Result<Count> {
    let folder = workspace.root.join("end2end");
    let chromium = browser::ensure()?;
    node::packages(&folder)?;
    build::all(workspace)?;
    let bills = workspace.target.join("end2end-bills");
    if bills.exists() {
        std::fs::remove_dir_all(&bills).context("removing the last run's bill")?;
    }
    step("generating a small bill", || generate(workspace, "small", &bills))?;
    step("testing the console in Chromium", || {
        count::playwright(
            Command::new("npx")
                .current_dir(&folder)
                .args(["playwright", "test"])
                .env("MUSTER_BIN", workspace.server_binary())
                .env("MUSTER_SITE", workspace.site())
                .env("MUSTER_BILLS", &bills)
                .envs(moto(workspace))
                .env("MUSTER_CHROMIUM", chromium),
        )
    })
}
