//! Every crate that is compiled in may be given on under Muster's own licence.

use anyhow::Result;
use cargo_metadata::Package;
use spdx::{Expression, LicenseReq, ParseMode};

use super::report;
use crate::workspace::Workspace;

/// Permissive licences, none of which asks a user of Muster for more than to keep the notice.
const ALLOWED: [&str; 13] = [
    "Apache-2.0",          // Muster's own
    "MIT",                 // keep the notice
    "0BSD",                // ask for nothing
    "BSD-2-Clause",        // keep the notice
    "BSD-3-Clause",        // keep the notice, do not advertise with the authors' names
    "ISC",                 // MIT in fewer words
    "Zlib",                // mark changed sources
    "BSL-1.0",             // keep the notice with sources only
    "Unicode-3.0",         // tables of the Unicode consortium
    "CC0-1.0",             // given to the public
    "Unlicense",           // given to the public
    "NCSA",                // keep the notice: LLVM's fuzzer, which is in no program that is given on
    "CDLA-Permissive-2.0", // data: the list of certificate authorities
];

pub(super) fn check(workspace: &Workspace) -> Result<()> {
    let metadata = workspace.metadata()?;
    let findings: Vec<String> = metadata
        .packages
        .iter()
        .filter_map(|package| refusal(package).map(|why| format!("{} {}: {why}", package.name, package.version)))
        .collect();
    report(&findings)
}

fn refusal(package: &Package) -> Option<String> {
    let Some(text) = &package.license else {
        return Some("no licence in its Cargo.toml".to_owned());
    };
    match acceptable(text) {
        Ok(true) => None,
        Ok(false) => Some(format!("{text} is not allowed in check/licences.rs")),
        Err(error) => Some(format!("{text} is no licence expression: {error}")),
    }
}

fn acceptable(text: &str) -> Result<bool> {
    // Lax: older crates write `MIT/Apache-2.0`.
    let expression = Expression::parse_mode(text, ParseMode::LAX)?;
    Ok(expression.evaluate(|licence: &LicenseReq| licence.license.id().is_some_and(|id| ALLOWED.contains(&id.name))))
}

#[cfg(test)]
mod tests {
    use super::acceptable;

    #[test]
    fn one_allowed_choice_is_enough() {
        assert!(acceptable("MIT OR GPL-3.0-only").expect("expression"));
        assert!(acceptable("MIT/Apache-2.0").expect("expression"));
    }

    #[test]
    fn copyleft_is_refused_even_beside_an_allowed_licence() {
        assert!(!acceptable("GPL-3.0-only").expect("expression"));
        assert!(!acceptable("MIT AND AGPL-3.0-only").expect("expression"));
    }
}
