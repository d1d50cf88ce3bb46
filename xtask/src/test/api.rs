//! The HTTP API against its own description: schemathesis sends it what the description allows, and what it does not.

use std::process::Command;

use anyhow::{Context, Result};

use super::count::Count;
use crate::progress::{say, step};
use crate::setup::python;
use crate::shell::run;
use crate::workspace::Workspace;

/// What is not found in a minute is not found in two; a long run is a thing of its own.
const SECONDS: &str = "60";

/// One test: nothing is found. None where this machine has no Python.
pub(super) fn schemathesis(workspace: &Workspace) -> Result<Count> {
    let python = match python::with(include_str!("schemathesis.txt"), &workspace.target.join("schemathesis-venv")) {
        Ok(python) => python,
        Err(error) => {
            say(&format!("NOT TESTED against the API's description: {error:#}"));
            return Ok(Count::default());
        }
    };
    step("building the server", || run(workspace.cargo().args(["build", "-p", "muster-server"])))?;
    let mut script = Command::new(python);
    script.env("PYTHONDONTWRITEBYTECODE", "1").arg(workspace.root.join("xtask/src/test/schemathesis.py"));
    script.arg(workspace.server_binary()).arg(SECONDS);
    let status = step("testing the HTTP API against its description", || script.status().context("starting schemathesis"))?;
    let passed = u32::from(status.success());
    Ok(Count { passed, failed: 1 - passed })
}
