//! The documentation of every crate builds, and no link in it leads nowhere.

use anyhow::Result;

use crate::shell::run;
use crate::workspace::Workspace;

pub(super) fn check(workspace: &Workspace) -> Result<()> {
    let host = ["--workspace", "--exclude", "muster-frontend", "--exclude", "xtask"];
    for packages in [&host[..], &["-p", "xtask"]] {
        run(workspace
            .cargo()
            // Private items are documented here too, so a link to one leads somewhere.
            .env("RUSTDOCFLAGS", "--deny warnings --allow rustdoc::private_intra_doc_links")
            .args(["doc", "--no-deps", "--document-private-items"])
            .args(packages))?;
    }
    Ok(())
}
