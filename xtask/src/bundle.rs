//! Puts together what the server serves: `<target>/site` with `pkg/muster.{js,css}`, `pkg/muster_bg.wasm` and assets.
//!
//! The names are those that Leptos writes into the page.

mod css;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;
use wasm_bindgen_cli_support::Bindgen;

use crate::progress::step;
use crate::workspace::{WASM, Workspace};

const NAME: &str = "muster";

pub(crate) fn site(workspace: &Workspace) -> Result<()> {
    page(workspace)?;
    styles(workspace)
}

/// JavaScript and wasm of the page, unless they are newer than what Cargo built.
pub(crate) fn page(workspace: &Workspace) -> Result<()> {
    let built = workspace.target.join(WASM).join("debug/muster_frontend.wasm");
    let folder = package_folder(workspace)?;
    if modified(&folder.join(format!("{NAME}_bg.wasm"))) > modified(&built) {
        return Ok(());
    }
    step("bundling the page", || {
        Bindgen::new()
            .input_path(&built)
            .out_name(NAME)
            .web(true)?
            .typescript(false)
            .generate(&folder)
            .with_context(|| format!("bundling {}", built.display()))?;
        compress(&folder.join(format!("{NAME}_bg.wasm")))
    })
}

/// Beside the file, where the server looks for it: compressing it anew for every visit would cost seconds each time.
fn compress(file: &Path) -> Result<()> {
    let compressed = fs::File::create(file.with_extension("wasm.gz"))?;
    let mut encoder = GzEncoder::new(compressed, Compression::fast());
    encoder.write_all(&fs::read(file)?)?;
    encoder.finish()?;
    Ok(())
}

/// One style sheet out of `style/main.css` and what it imports, and the assets under the path they have in `style/`.
pub(crate) fn styles(workspace: &Workspace) -> Result<()> {
    let style = workspace.root.join("style");
    let folder = package_folder(workspace)?;
    let sheet = css::bundle(&style)?;
    fs::write(folder.join(format!("{NAME}.css")), sheet)?;
    copy_folder(&style.join("assets"), &workspace.site().join("assets"))
}

fn package_folder(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.site().join("pkg");
    fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
    Ok(folder)
}

/// None when the file is missing, which is older than any time.
fn modified(file: &Path) -> Option<SystemTime> {
    file.metadata().and_then(|metadata| metadata.modified()).ok()
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("reading {}", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
