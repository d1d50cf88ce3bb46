//! Builds the two halves of the console: the server, and the page it serves.

use std::process::Command;

use anyhow::Result;

use crate::bundle;
use crate::progress::step;
use crate::setup::wasm;
use crate::shell::run;
use crate::workspace::{WASM, Workspace};

pub(crate) fn all(workspace: &Workspace) -> Result<()> {
    wasm::ensure(workspace)?;
    step("building the page for the browser", || run(&mut page(workspace)))?;
    bundle::site(workspace)?;
    step("building the server", || run(&mut server(workspace)))
}

pub(crate) fn server(workspace: &Workspace) -> Command {
    let mut cargo = workspace.cargo();
    cargo.args(["build", "-p", "muster-server", "--bin", "muster"]);
    cargo
}

pub(crate) fn page(workspace: &Workspace) -> Command {
    let mut cargo = workspace.cargo();
    cargo.args(["build", "-p", "muster-frontend", "--target", WASM]);
    cargo
}
