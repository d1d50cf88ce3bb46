//! Dependencies that no source of their crate names. Each costs every newcomer a wait.
//!
//! The same question as cargo-machete asks, and the same key in Cargo.toml for exceptions, without its installation.

use std::fs;

use anyhow::Result;
use cargo_metadata::Package;

use super::house::rust_files;
use super::report;
use crate::workspace::Workspace;

/// They have no code to name: only the feature sets they ask for matter.
const WITHOUT_CODE: [&str; 2] = ["workspace-hack", "workspace-hack-macros"];

pub(super) fn check(workspace: &Workspace) -> Result<()> {
    let metadata = workspace.metadata()?;
    let mut findings = Vec::new();
    for package in metadata.workspace_packages() {
        findings.extend(unused(package)?);
    }
    report(&findings)
}

fn unused(package: &Package) -> Result<Vec<String>> {
    let folder = package.manifest_path.parent().unwrap_or(&package.manifest_path);
    let sources = rust_files(folder.as_std_path())?.iter().map(fs::read_to_string).collect::<Result<Vec<_>, _>>()?;
    let mut excepted = exceptions(package);
    excepted.extend(WITHOUT_CODE);
    Ok(package
        .dependencies
        .iter()
        .filter(|dependency| !excepted.iter().any(|name| *name == dependency.name || *name == "*"))
        .filter(|dependency| {
            let known = dependency.rename.as_ref().unwrap_or(&dependency.name);
            let known = known.replace('-', "_");
            !sources.iter().any(|source| names(source, &known))
        })
        .map(|dependency| format!("{} never names its dependency {}", package.name, dependency.name))
        .collect())
}

/// `[package.metadata.cargo-machete] ignored = [...]`.
fn exceptions(package: &Package) -> Vec<&str> {
    package.metadata["cargo-machete"]["ignored"].as_array().into_iter().flatten().filter_map(|name| name.as_str()).collect()
}

/// Is the crate used by a path (`name::`) or imported whole (`use name`)?
fn names(source: &str, name: &str) -> bool {
    source.lines().map(str::trim_start).filter(|line| !line.starts_with("//")).any(|line| {
        line.match_indices(name).any(|(at, _)| {
            let (before, after) = (&line[..at], &line[at + name.len()..]);
            let whole = !before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
            let path = after.starts_with("::");
            let import = before.ends_with("use ") && after.starts_with([';', ' ']);
            whole && (path || import)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_path_or_an_import_is_a_use() {
        assert!(names("use serde::Serialize;", "serde"));
        assert!(names("    #[derive(thiserror::Error)]", "thiserror"));
        assert!(names("pub use uuid;", "uuid"));
        assert!(names("use spdx as licence;", "spdx"));
    }

    #[test]
    fn a_comment_or_a_longer_name_is_none() {
        assert!(!names("// serde::Serialize would do", "serde"));
        assert!(!names("use serde_json::Value;", "serde"));
        assert!(!names("let my_serde::x;", "serde"));
    }
}
