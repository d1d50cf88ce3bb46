//! One file of the RustSec database: a block of TOML, then a title and prose.

use anyhow::{Context, Result};
use semver::{Version, VersionReq};
use serde::Deserialize;

#[derive(Debug, PartialEq)]
pub(super) enum Weight {
    /// Must be mended or excepted.
    Vulnerability,
    /// A crate without a maintainer or of doubtful soundness: worth knowing, no reason to stop.
    Notice,
}

pub(super) struct Advisory {
    facts: Facts,
    title: String,
}

#[derive(Deserialize)]
struct Facts {
    advisory: About,
    versions: Versions,
}

#[derive(Deserialize)]
struct About {
    id: String,
    informational: Option<String>,
    withdrawn: Option<toml::Value>,
}

#[derive(Deserialize)]
struct Versions {
    #[serde(default)]
    patched: Vec<String>,
    #[serde(default)]
    unaffected: Vec<String>,
}

impl Advisory {
    pub(super) fn parse(text: &str) -> Result<Self> {
        let (facts, prose) = text
            .trim_start()
            .strip_prefix("```toml")
            .and_then(|rest| rest.split_once("\n```"))
            .context("no block of TOML at the start")?;
        let title = prose.lines().find_map(|line| line.strip_prefix("# "));
        Ok(Self { facts: toml::from_str(facts)?, title: title.unwrap_or("no title").to_owned() })
    }

    /// Is this version one of the affected?
    pub(super) fn concerns(&self, version: &Version) -> Result<bool> {
        let Versions { patched, unaffected } = &self.facts.versions;
        for range in patched.iter().chain(unaffected) {
            let range = VersionReq::parse(range).with_context(|| format!("versions {range}"))?;
            if range.matches(version) {
                return Ok(false);
            }
        }
        Ok(self.facts.advisory.withdrawn.is_none())
    }

    pub(super) fn weight(&self) -> Weight {
        match self.facts.advisory.informational {
            Some(_) => Weight::Notice,
            None => Weight::Vulnerability,
        }
    }

    pub(super) fn id(&self) -> &str {
        &self.facts.advisory.id
    }

    pub(super) fn title(&self) -> String {
        format!("{}: {}", self.id(), self.title)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEGFAULT: &str = "```toml\n[advisory]\nid = \"RUSTSEC-2020-0071\"\npackage = \"time\"\n\n\
        [versions]\npatched = [\">= 0.2.23\"]\nunaffected = [\"=0.2.0\"]\n```\n\n# Potential segfault\n\nProse.\n";

    fn concerned(text: &str, version: &str) -> bool {
        let version = Version::parse(version).expect("version");
        Advisory::parse(text).expect("advisory").concerns(&version).expect("ranges")
    }

    #[test]
    fn a_version_neither_patched_nor_unaffected_is_concerned() {
        assert!(concerned(SEGFAULT, "0.2.10"));
        assert!(!concerned(SEGFAULT, "0.2.0"));
        assert!(!concerned(SEGFAULT, "0.3.1"));
    }

    #[test]
    fn a_withdrawn_advisory_concerns_nobody() {
        let withdrawn = SEGFAULT.replace("[versions]", "withdrawn = \"2022-01-01\"\n[versions]");
        assert!(!concerned(&withdrawn, "0.2.10"));
    }

    #[test]
    fn a_crate_without_maintainer_is_a_notice() {
        let text = SEGFAULT.replace("[versions]", "informational = \"unmaintained\"\n[versions]");
        let advisory = Advisory::parse(&text).expect("advisory");
        assert_eq!(advisory.weight(), Weight::Notice);
        assert_eq!(advisory.title(), "RUSTSEC-2020-0071: Potential segfault");
    }
}
