//! Ledgers as earlier programs left them.

use std::path::{Path, PathBuf};
use std::{fs, io};

use muster_service::Muster;

use crate::console::{Console, installation};

/// Takes the sums that analyses read from every import below a folder; says of how many.
pub(super) fn forget_sums(folder: &Path) -> usize {
    let mut forgotten = 0;
    for entry in fs::read_dir(folder).unwrap().map(io::Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            forgotten += forget_sums(&path);
        } else if path.ends_with("import.json") {
            let mut record: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
            let kept = record.as_object_mut().unwrap().remove("rollup").unwrap();
            fs::remove_file(folder.join(kept["name"].as_str().unwrap())).unwrap();
            fs::write(&path, serde_json::to_vec(&record).unwrap()).unwrap();
            forgotten += 1;
        }
    }
    forgotten
}

/// Files below a folder whose names begin so.
pub(super) fn files(folder: &Path, begin: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            found.extend(files(&path, begin));
        } else if path.file_name().unwrap().to_str().unwrap().starts_with(begin) {
            found.push(path);
        }
    }
    found
}

/// The same installation in a process that has read nothing yet.
pub(super) async fn anew(console: &Console) -> Muster {
    installation(console.data.path(), &console.url, &console.time()).await.0
}
