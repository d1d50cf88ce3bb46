//! Clippy with warnings denied, for what runs on the server and for what runs in the browser.

use anyhow::Result;

use crate::setup::{component, wasm};
use crate::shell::run;
use crate::workspace::{WASM, Workspace};

pub(super) fn check(workspace: &Workspace) -> Result<()> {
    component::ensure("clippy")?;
    wasm::ensure(workspace)?;
    let host = ["--workspace", "--exclude", "muster-frontend", "--exclude", "xtask", "--all-targets"];
    // The workshop apart: its dependencies would turn on features that compile the query engine once more.
    let workshop = ["-p", "xtask", "--all-targets"];
    let page = ["-p", "muster-frontend", "--target", WASM];
    for packages in [&host[..], &workshop, &page] {
        run(workspace.cargo().arg("clippy").args(packages).args(["--", "--deny", "warnings"]))?;
    }
    Ok(())
}
