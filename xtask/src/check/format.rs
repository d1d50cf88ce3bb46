//! rustfmt with its own defaults, so that nobody discusses layout.

use anyhow::Result;

use crate::setup::component;
use crate::shell::run;
use crate::workspace::Workspace;

pub(super) fn check(workspace: &Workspace) -> Result<()> {
    component::ensure("rustfmt")?;
    run(workspace.cargo().args(["fmt", "--all", "--check"]))
}
