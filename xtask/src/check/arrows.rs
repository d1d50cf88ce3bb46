//! Who may depend on whom. Cargo already refuses what a crate does not declare; this refuses the declaration.

mod rules;

use std::process::Command;

use anyhow::{Context, Result};
use cargo_metadata::{DependencyKind, Metadata};

use super::report;
use crate::shell::capture;
use crate::workspace::{WASM, Workspace};
use rules::{Edge, FREE_OF, Kind, Platform};

pub(super) fn check(workspace: &Workspace) -> Result<()> {
    let mut findings = rules::broken(&edges(&workspace.metadata()?));
    for rule in FREE_OF {
        let mut tree = workspace.cargo();
        tree.args(["tree", "--edges", "normal", "--prefix", "none", "--format", "{p}"]).args(["-p", rule.of]);
        if rule.platform == Platform::Browser {
            tree.args(["--target", WASM]);
        }
        findings.extend(rules::reached(rule, &names(&mut tree)?));
    }
    report(&findings)
}

/// What each of our crates declares.
fn edges(metadata: &Metadata) -> Vec<Edge> {
    metadata
        .workspace_packages()
        .into_iter()
        .flat_map(|package| {
            package.dependencies.iter().map(|dependency| Edge {
                from: package.name.to_string(),
                to: dependency.name.clone(),
                kind: match dependency.kind {
                    DependencyKind::Development => Kind::Test,
                    _ if dependency.optional => Kind::Optional,
                    _ => Kind::Always,
                },
            })
        })
        .collect()
}

/// The first word of each line of `cargo tree`.
fn names(tree: &mut Command) -> Result<Vec<String>> {
    let text = capture(tree).context("reading the tree of dependencies")?;
    Ok(text.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect())
}
