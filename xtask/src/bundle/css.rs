//! One style sheet out of many: each `@import` is replaced by the file it names, in its cascade layer if it names one.
//!
//! The styles are plain CSS that every browser of today reads, so nothing is translated; a browser only should not
//! fetch thirty small files one after the other.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

pub(super) fn bundle(main: &Path) -> Result<String> {
    let mut sheet = String::new();
    inline(main, &mut Vec::new(), &mut sheet)?;
    Ok(sheet)
}

fn inline(file: &Path, within: &mut Vec<PathBuf>, sheet: &mut String) -> Result<()> {
    if within.iter().any(|outer| outer == file) {
        bail!("{} imports itself", file.display());
    }
    within.push(file.to_owned());
    let text = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    for (number, line) in text.lines().enumerate() {
        let Some(rest) = line.trim_start().strip_prefix("@import") else {
            sheet.push_str(line);
            sheet.push('\n');
            continue;
        };
        let import = Import::parse(rest).with_context(|| format!("{}:{}: {line}", file.display(), number + 1))?;
        let path = file.with_file_name(import.path);
        if let Some(layer) = import.layer {
            sheet.push_str(&format!("@layer {layer} {{\n"));
            inline(&path, within, sheet)?;
            sheet.push_str("}\n");
        } else {
            inline(&path, within, sheet)?;
        }
    }
    within.pop();
    Ok(())
}

#[derive(Debug, PartialEq)]
struct Import<'a> {
    path: &'a str,
    layer: Option<&'a str>,
}

impl<'a> Import<'a> {
    /// What follows `@import`: `"components/button.css" layer(components);`, the path perhaps inside `url()`.
    fn parse(rest: &'a str) -> Result<Self> {
        let statement = rest.split(';').next().unwrap_or_default();
        let mut parts = statement.split(['"', '\'']);
        let (before, path, after) = (parts.next(), parts.next(), parts.next());
        let (Some(before), Some(path), Some(after)) = (before, path, after) else {
            bail!("an @import is written on one line, its path in quotes");
        };
        let after = match before.trim() {
            "" => after.trim(),
            "url(" => after.trim_start_matches(')').trim(),
            other => bail!("{other:?} is not understood before the path"),
        };
        let layer = after.strip_prefix("layer(").and_then(|layer| layer.strip_suffix(')'));
        if layer.is_none() && !after.is_empty() {
            bail!("only layer(name) may follow the path, not {after:?}");
        }
        Ok(Self { path, layer })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_may_name_its_layer() {
        let plain = Import::parse(r#" "tokens.css";"#).expect("plain");
        assert_eq!(plain, Import { path: "tokens.css", layer: None });
        let layered = Import::parse(r#" url("pages/report.css") layer(pages);"#).expect("layered");
        assert_eq!(layered, Import { path: "pages/report.css", layer: Some("pages") });
    }

    #[test]
    fn an_import_that_is_not_understood_is_refused() {
        assert!(Import::parse(" tokens.css;").is_err());
        assert!(Import::parse(r#" "print.css" print;"#).is_err());
    }

    #[test]
    fn imports_keep_their_order_and_their_layer() {
        let folder = std::env::temp_dir().join(format!("muster-css-{}", std::process::id()));
        fs::create_dir_all(folder.join("base")).expect("folder");
        let write = |name: &str, text: &str| fs::write(folder.join(name), text).expect("write");
        write("main.css", "@layer tokens, base;\n@import \"base/type.css\" layer(base);\nbody {}\n");
        write("base/type.css", "@import \"more.css\";\nh1 {}\n");
        write("base/more.css", "h2 {}\n");

        let sheet = bundle(&folder.join("main.css")).expect("bundle");

        assert_eq!(sheet, "@layer tokens, base;\n@layer base {\nh2 {}\nh1 {}\n}\nbody {}\n");
        fs::remove_dir_all(folder).expect("clean");
    }
}
