//! Python packages in an environment of their own, below the target folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::progress::step;
use crate::shell::{capture, find};

/// The interpreter of an environment that has the packages of a `requirements.txt`.
pub(crate) fn with(requirements: &str, environment: &Path) -> Result<PathBuf> {
    let bin = if cfg!(windows) { "Scripts" } else { "bin" };
    let python = environment.join(bin).join(format!("python{}", std::env::consts::EXE_SUFFIX));
    // Written last: it says for which requirements the environment is complete.
    let installed = environment.join("requirements.txt");
    if fs::read_to_string(&installed).is_ok_and(|text| text == requirements) {
        return Ok(python);
    }
    let packages: Vec<_> = requirements.split_whitespace().collect();
    let Some(system) = find(&["python3", "python"]) else {
        bail!("{} need Python, which is not in PATH: install Python 3.10 or later", packages.join(" and "));
    };
    step(&format!("getting {} from PyPI", packages.join(" and ")), || {
        capture(Command::new(system).args(["-m", "venv"]).arg(environment)).context("python3 has no working venv module")?;
        let mut pip = Command::new(&python);
        capture(pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]).args(&packages))
            .context("PyPI could not be reached, or lacks these packages for this system: set PIP_INDEX_URL to a mirror")
    })?;
    fs::write(&installed, requirements)?;
    Ok(python)
}
