//! House rules that no compiler knows: files a person can read in one sitting, named after what they hold, with
//! nothing left half done.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::report;
use crate::workspace::Workspace;

const LONGEST_FILE: usize = 350;
const FOLDERS: [&str; 5] = ["app", "crates", "frontend", "server", "xtask"];

pub(super) fn check(workspace: &Workspace) -> Result<()> {
    let mut findings = Vec::new();
    for folder in FOLDERS {
        for file in rust_files(&workspace.root.join(folder))? {
            let text = fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
            let shown = file.strip_prefix(&workspace.root).unwrap_or(&file);
            findings.extend(broken(shown, &text));
        }
    }
    report(&findings)
}

/// Every `.rs` file below, sorted; build output is not ours.
pub(super) fn rust_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() && !path.ends_with("target") {
            files.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn broken(file: &Path, text: &str) -> Vec<String> {
    let name = file.display();
    let mut findings = Vec::new();
    if file.ends_with("mod.rs") {
        findings.push(format!("{name}: `foo.rs` beside `foo/`, never `mod.rs`"));
    }
    let lines = text.lines().count();
    if lines > LONGEST_FILE {
        findings.push(format!("{name}: {lines} lines, more than {LONGEST_FILE}: split it by noun"));
    }
    // Assembled, so that this file does not find itself.
    for half_done in ["todo", "dbg", "unimplemented"].map(|word| format!("{word}!(")) {
        for (number, line) in text.lines().enumerate() {
            if line.contains(&half_done) {
                findings.push(format!("{name}:{}: {half_done})", number + 1));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_too_long_is_found() {
        let text = "//\n".repeat(LONGEST_FILE + 1);
        assert_eq!(broken(Path::new("app/src/lib.rs"), &text).len(), 1);
        assert_eq!(broken(Path::new("app/src/lib.rs"), "//\n"), Vec::<String>::new());
    }

    #[test]
    fn a_module_named_mod_and_half_done_work_are_found() {
        assert_eq!(broken(Path::new("app/src/pages/mod.rs"), "").len(), 1);
        let call = format!("{}!()", "todo");
        let half_done = format!("fn f() {{\n    {call}\n}}\n");
        assert_eq!(broken(Path::new("app/src/lib.rs"), &half_done), [format!("app/src/lib.rs:2: {call}")]);
    }
}
