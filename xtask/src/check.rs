//! `cargo xtask check`: what must hold before a change is shared, apart from its tests. Every part is run, so that one
//! round shows everything there is to mend.

mod advisories;
mod arrows;
mod clippy;
mod docs;
mod format;
mod house;
mod licences;
mod unused;

use anyhow::{Context, Result, bail};

use crate::progress::step;
use crate::workspace::Workspace;

struct Part {
    name: &'static str,
    run: fn(&Workspace) -> Result<()>,
}

/// Quick ones first.
const PARTS: [Part; 8] = [
    Part { name: "format", run: format::check },
    Part { name: "house", run: house::check },
    Part { name: "arrows", run: arrows::check },
    Part { name: "unused", run: unused::check },
    Part { name: "licences", run: licences::check },
    Part { name: "advisories", run: advisories::check },
    Part { name: "clippy", run: clippy::check },
    Part { name: "docs", run: docs::check },
];

/// The named parts, or all of them.
pub(crate) fn run(workspace: &Workspace, names: &[&str]) -> Result<()> {
    let chosen = choose(names)?;
    let mut failed = Vec::new();
    for part in chosen {
        if let Err(error) = step(&format!("checking {}", part.name), || (part.run)(workspace)) {
            eprintln!("{error:#}\n");
            failed.push(part.name);
        }
    }
    if !failed.is_empty() {
        bail!("to mend: {}", failed.join(", "));
    }
    println!("\nevery check holds");
    Ok(())
}

fn choose(names: &[&str]) -> Result<Vec<&'static Part>> {
    if names.is_empty() {
        return Ok(PARTS.iter().collect());
    }
    names
        .iter()
        .map(|name| {
            PARTS.iter().find(|part| part.name == *name).with_context(|| {
                let known: Vec<_> = PARTS.iter().map(|part| part.name).collect();
                format!("no check named {name}; there are {}", known.join(", "))
            })
        })
        .collect()
}

/// One failure out of many findings, a line each.
fn report(findings: &[String]) -> Result<()> {
    if findings.is_empty() {
        return Ok(());
    }
    bail!("{}", findings.join("\n"))
}
