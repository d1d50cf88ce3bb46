//! One style sheet out of many: each `@import` of `style/main.css` is replaced by the file it names, in its layer.
//!
//! The styles are plain CSS that every browser of today reads, so nothing is translated; a browser only should not
//! fetch thirty small files one after the other. cargo-leptos does not join them: it copies `style/` to the site's
//! root and the browser follows the imports, which is why their paths begin with `/`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

pub(super) fn bundle(style: &Path) -> Result<String> {
    let main = style.join("main.css");
    let mut sheet = String::new();
    for (number, line) in read(&main)?.lines().enumerate() {
        let Some(rest) = line.trim_start().strip_prefix("@import") else {
            sheet.push_str(line);
            sheet.push('\n');
            continue;
        };
        let import = Import::parse(rest).with_context(|| format!("{}:{}: {line}", main.display(), number + 1))?;
        let partial = read(&style.join(import.path))?;
        sheet.push_str(&format!("@layer {} {{\n{}\n}}\n", import.layer, partial.trim_end()));
    }
    Ok(sheet)
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))
}

#[derive(Debug, PartialEq)]
struct Import<'a> {
    /// From the style folder.
    path: &'a str,
    layer: &'a str,
}

impl<'a> Import<'a> {
    /// What follows `@import`.
    fn parse(rest: &'a str) -> Result<Self> {
        let inside = rest.trim().strip_prefix("\"/").and_then(|rest| rest.strip_suffix(");"));
        let Some((path, layer)) = inside.and_then(|inside| inside.split_once("\" layer(")) else {
            bail!("write it as `@import \"/components/button.css\" layer(components);`");
        };
        Ok(Self { path, layer })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_names_its_layer() {
        let import = Import::parse(r#" "/pages/report.css" layer(pages);"#).expect("import");
        assert_eq!(import, Import { path: "pages/report.css", layer: "pages" });
    }

    #[test]
    fn an_import_that_is_not_understood_is_refused() {
        assert!(Import::parse(r#" "/tokens.css";"#).is_err());
        assert!(Import::parse(r#" "relative.css" layer(base);"#).is_err());
    }

    #[test]
    fn imports_keep_their_order_and_their_layer() {
        let folder = std::env::temp_dir().join(format!("muster-css-{}", std::process::id()));
        fs::create_dir_all(folder.join("base")).expect("folder");
        let write = |name: &str, text: &str| fs::write(folder.join(name), text).expect("write");
        write("main.css", "@layer tokens, base;\n@import \"/base/type.css\" layer(base);\nbody {}\n");
        write("base/type.css", "h1 {}\nh2 {}\n");

        let sheet = bundle(&folder).expect("bundle");

        assert_eq!(sheet, "@layer tokens, base;\n@layer base {\nh1 {}\nh2 {}\n}\nbody {}\n");
        fs::remove_dir_all(folder).expect("clean");
    }
}
