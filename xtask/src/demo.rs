//! `cargo xtask demo`: from a clone to a console with a year of bills, in one command. Everything it makes stays, so
//! that the second start only starts.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result};

use crate::build;
use crate::progress::{say, step};
use crate::serve::{self, ADDRESS, Console};
use crate::shell::{self, capture};
use crate::workspace::Workspace;

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    serve::refuse_a_taken_port()?;
    say("the first build compiles the query engine, most of a quarter of an hour on two cores; later ones take seconds");
    build::all(workspace)?;
    let bills = bills(workspace)?;
    let sign_ins = step("telling the demonstration organization its story", || seed(workspace, &bills))?;
    let mut console = step("starting the console", || {
        let mut console = Console::start(workspace)?;
        console.wait_until_up()?;
        Ok(console)
    })?;
    say(&format!("the console is on http://{ADDRESS}; Ctrl-C ends it"));
    println!("\n{}\n", sign_ins.trim());
    console.wait()
}

/// The reseller's thirteen months up to the day of the first start.
fn bills(workspace: &Workspace) -> Result<PathBuf> {
    let folder = serve::data(workspace).join("demo-bills");
    if !folder.is_dir() {
        step("generating the demonstration bill", || generate(workspace, "demo", &folder))?;
    }
    Ok(folder)
}

/// A bill of the generator in `folder`, which appears only when it is complete. CUR 2.0 names the accounts.
pub(crate) fn generate(workspace: &Workspace, preset: &str, folder: &Path) -> Result<()> {
    let unfinished = folder.with_extension("unfinished");
    if unfinished.exists() {
        std::fs::remove_dir_all(&unfinished)?;
    }
    std::fs::create_dir_all(&unfinished)?;
    shell::run(
        workspace
            .cargo()
            .args(["run", "-p", "muster-testkit", "--bin", "generate-bill", "--"])
            .args(["--preset", preset, "--form", "cur2-csv", "--output"])
            .arg(&unfinished),
    )?;
    std::fs::rename(&unfinished, folder).with_context(|| format!("naming the bill {}", folder.display()))
}

/// Creates what is missing and imports what is new; returns the sign-ins to show.
fn seed(workspace: &Workspace, bills: &Path) -> Result<String> {
    let mut muster = serve::command(workspace);
    capture(muster.arg("demo").arg("--bills").arg(bills).stderr(Stdio::inherit()))
}
