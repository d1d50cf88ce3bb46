//! The end-to-end tests' own packages. Node itself is the one thing that is asked of the machine.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::progress::step;
use crate::shell::{find, run};

/// Installs what `end2end/package-lock.json` names, unless that was done since it last changed.
pub(crate) fn packages(folder: &Path) -> Result<()> {
    let npm = find(&["npm"]).context("npm is missing: install Node 20 or later")?;
    let installed = modified(&folder.join("node_modules/.package-lock.json"));
    if installed.is_some() && installed >= modified(&folder.join("package-lock.json")) {
        return Ok(());
    }
    step("installing the end-to-end tests' packages", || {
        run(Command::new(npm)
            .current_dir(folder)
            // The browser is the system's, see browser.rs.
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
            .args(["ci", "--no-audit", "--no-fund"]))
    })
}

fn modified(file: &Path) -> Option<std::time::SystemTime> {
    file.metadata().and_then(|metadata| metadata.modified()).ok()
}
