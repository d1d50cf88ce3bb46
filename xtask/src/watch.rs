//! `cargo xtask watch`: a saved file shows in the browser by itself. Styles are bundled anew while the server
//! runs on; anything else builds both halves and restarts it. A build that fails leaves the old console running.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::progress::say;
use crate::serve::{self, ADDRESS, Console};
use crate::workspace::Workspace;
use crate::{build, bundle};

const FOLDERS: [&str; 6] = ["app", "crates", "frontend", "migrations", "server", "style"];

/// An editor saves in several events, and a branch switch in hundreds: build when they have stopped.
const QUIET: Duration = Duration::from_millis(200);

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    serve::refuse_a_taken_port()?;
    build::all(workspace)?;
    let (_watcher, saved) = watch(workspace)?;
    let mut console = Some(start(workspace)?);
    say(&format!("http://{ADDRESS} is up; save a file and reload the page"));
    loop {
        let changed = next_change(&saved)?;
        let begun = Instant::now();
        if let Err(error) = apply(workspace, &changed, &mut console) {
            say(&format!("{error:#}"));
            say("waiting for the next save");
            continue;
        }
        say(&format!("http://{ADDRESS} shows the change, {:.1} s after the save", begun.elapsed().as_secs_f32()));
    }
}

fn watch(workspace: &Workspace) -> Result<(RecommendedWatcher, Receiver<Vec<PathBuf>>)> {
    let (sender, receiver) = channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        let Ok(event) = event else { return };
        if !matches!(event.kind, EventKind::Access(_)) {
            // Fails only when the command is ending.
            let _ = sender.send(event.paths);
        }
    })
    .context("starting to watch files")?;
    for folder in FOLDERS {
        let path = workspace.root.join(folder);
        watcher.watch(&path, RecursiveMode::Recursive).with_context(|| format!("watching {}", path.display()))?;
    }
    Ok((watcher, receiver))
}

/// Blocks until something was saved and nothing more comes.
fn next_change(saved: &Receiver<Vec<PathBuf>>) -> Result<Vec<PathBuf>> {
    loop {
        let mut paths = saved.recv().context("the watcher ended")?;
        loop {
            match saved.recv_timeout(QUIET) {
                Ok(more) => paths.extend(more),
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        paths.retain(|path| matters(path));
        if !paths.is_empty() {
            return Ok(paths);
        }
    }
}

/// Editors write back-up and swap files beside the real ones.
fn matters(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    !name.starts_with('.') && !name.ends_with('~') && name.contains('.')
}

fn apply(workspace: &Workspace, changed: &[PathBuf], console: &mut Option<Console>) -> Result<()> {
    let style = workspace.root.join("style");
    if changed.iter().all(|path| path.starts_with(&style)) && console.is_some() {
        return bundle::styles(workspace);
    }
    build_both(workspace)?;
    // The old one holds the port.
    drop(console.take());
    *console = Some(start(workspace)?);
    Ok(())
}

/// The page first: its bundle is then made while the server builds, on the other processor.
fn build_both(workspace: &Workspace) -> Result<()> {
    crate::shell::run(quiet(&mut build::page(workspace)))?;
    std::thread::scope(|scope| {
        let bundled = scope.spawn(|| bundle::site(workspace));
        let built = crate::shell::run(quiet(&mut build::server(workspace)));
        let bundled = bundled.join().map_err(|_| anyhow!("bundling the page panicked"))?;
        built.and(bundled)
    })
}

fn quiet(cargo: &mut Command) -> &mut Command {
    cargo.arg("--quiet")
}

fn start(workspace: &Workspace) -> Result<Console> {
    let mut console = Console::start(workspace)?;
    console.wait_until_up()?;
    Ok(console)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_editors_write_beside_a_file_starts_no_build() {
        assert!(matters(Path::new("app/src/pages/subsets.rs")));
        assert!(!matters(Path::new("app/src/pages/.subsets.rs.swp")));
        assert!(!matters(Path::new("app/src/pages/subsets.rs~")));
        assert!(!matters(Path::new("app/src/pages/4913")));
    }
}
