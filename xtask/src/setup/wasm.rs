//! The standard library for the browser. rustup has it; where rustup cannot reach its server, Debian has its sources.

mod debian;

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::progress::{say, step};
use crate::shell::{capture, find, run};
use crate::workspace::{WASM, Workspace};

pub(crate) fn ensure(workspace: &Workspace) -> Result<()> {
    if installed()? {
        return Ok(());
    }
    step("installing the standard library for the browser", || {
        if let Err(rustup) = with_rustup() {
            say(&format!("rustup could not: {rustup:#}"));
            say("building it from Debian's sources instead");
            debian::build(&workspace.target).with_context(advice)?;
        }
        Ok(())
    })
}

fn with_rustup() -> Result<()> {
    let rustup = find(&["rustup"]).context("there is no rustup here")?;
    run(Command::new(rustup).args(["target", "add", WASM]))
}

/// A folder alone proves nothing: an interrupted installation leaves one. The library itself must be there.
fn installed() -> Result<bool> {
    let Ok(files) = library_folder()?.read_dir() else {
        return Ok(false);
    };
    Ok(files.flatten().any(|file| {
        let name = file.file_name();
        let name = name.to_string_lossy();
        name.starts_with("libstd-") && name.ends_with(".rlib")
    }))
}

/// Where this compiler looks for it.
fn library_folder() -> Result<PathBuf> {
    let folder = capture(Command::new("rustc").args(["--print", "target-libdir", "--target", WASM]))?;
    Ok(folder.trim().into())
}

fn advice() -> String {
    format!(
        "the page needs Rust's standard library for {WASM}; give this machine access to \
         static.rust-lang.org and run `rustup target add {WASM}`, or install your system's package of it"
    )
}
