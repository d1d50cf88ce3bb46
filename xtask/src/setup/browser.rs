//! A Chromium for the end-to-end tests: the system's, since test tools' own downloads fail behind many companies' walls.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::shell::{apt_install, find};

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// The browser to test in; `MUSTER_CHROMIUM` names another one.
pub(crate) fn ensure() -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("MUSTER_CHROMIUM") {
        return Ok(named.into());
    }
    if let Some(found) = find(&NAMES) {
        return Ok(found);
    }
    apt_install(&["chromium", "fonts-liberation"])
        .context("the end-to-end tests need Chromium (`--no-browser` leaves them out)")?;
    find(&NAMES).context("apt-get installed chromium, but it is not in PATH")
}
