//! Parts of the Rust toolchain that a minimal installation leaves out.

use std::process::Command;

use anyhow::{Context, Result};

use crate::progress::say;
use crate::shell::{capture, find, run};

/// `name` as rustup calls it: `rustfmt` or `clippy`.
pub(crate) fn ensure(name: &str) -> Result<()> {
    let command = match name {
        "clippy" => "clippy-driver",
        other => other,
    };
    if capture(Command::new(command).arg("--version")).is_ok() {
        return Ok(());
    }
    say(&format!("installing {name} with rustup"));
    let rustup = find(&["rustup"]).with_context(|| format!("{name} is missing, and rustup to install it"))?;
    run(Command::new(rustup).args(["component", "add", name]))
}
