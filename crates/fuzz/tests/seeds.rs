//! Each seed once, without a fuzzer.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use muster_fuzz::{TARGETS, target};

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries
}

fn seeds() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds")
}

#[test]
fn what_must_hold_holds_of_every_seed() {
    for target in &TARGETS {
        for seed in entries(&seeds().join(target.name)) {
            // Shown only when it fails.
            println!("{}", seed.display());
            (target.run)(&std::fs::read(&seed).unwrap());
        }
    }
}

#[test]
fn every_target_has_seeds_and_every_folder_of_seeds_a_target() {
    let folders: BTreeSet<_> =
        entries(&seeds()).iter().map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect();
    assert_eq!(folders, TARGETS.iter().map(|target| target.name.to_owned()).collect());
    assert!(folders.iter().all(|folder| target(folder).is_some() && !entries(&seeds().join(folder)).is_empty()));
}
