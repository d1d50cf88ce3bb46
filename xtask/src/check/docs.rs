//! The documentation of every crate builds, and no link in it leads nowhere.

use anyhow::Result;

use crate::shell::run;
use crate::workspace::Workspace;

pub(super) fn check(workspace: &Workspace) -> Result<()> {
    let host = ["--workspace", "--exclude", "muster-frontend", "--exclude", "xtask"];
    for packages in [&host[..], &["-p", "xtask"]] {
        run(workspace
            .cargo()
            .env("RUSTDOCFLAGS", "--deny warnings")
            .args(["doc", "--no-deps", "--document-private-items"])
            .args(packages))?;
    }
    Ok(())
}
