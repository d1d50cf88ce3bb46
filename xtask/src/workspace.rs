//! This repository as Cargo sees it: where it is, where its target folder is, how Cargo is called.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use cargo_metadata::{Metadata, MetadataCommand};

/// Cargo's name of the browser's platform.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    /// Cargo's own answer: it may be shared between clones, so nothing here assumes `./target`.
    pub(crate) target: PathBuf,
}

impl Workspace {
    pub(crate) fn load() -> Result<Self> {
        let metadata = MetadataCommand::new().no_deps().exec().context("cargo metadata")?;
        Ok(Self { root: metadata.workspace_root.into(), target: metadata.target_directory.into() })
    }

    /// Every package of the lock file with its dependencies resolved, for the checks.
    pub(crate) fn metadata(&self) -> Result<Metadata> {
        MetadataCommand::new().current_dir(&self.root).exec().context("cargo metadata")
    }

    pub(crate) fn cargo(&self) -> Command {
        // Cargo sets this for what it runs: the same toolchain, not the first in PATH.
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command.current_dir(&self.root);
        // `cargo run` describes this crate to us; passed on, it would be taken for the crate being built.
        for (name, _) in std::env::vars_os() {
            let described =
                name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"));
            if described {
                command.env_remove(name);
            }
        }
        // Leptos would look for another wasm file name when it is compiled with this set.
        command.env_remove("LEPTOS_OUTPUT_NAME");
        command
    }

    /// What the server serves: the bundled page, its styles and assets.
    pub(crate) fn site(&self) -> PathBuf {
        self.target.join("site")
    }

    pub(crate) fn server_binary(&self) -> PathBuf {
        self.target.join("debug").join(format!("muster{}", std::env::consts::EXE_SUFFIX))
    }
}
