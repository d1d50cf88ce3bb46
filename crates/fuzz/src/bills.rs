//! Bill files in text, and the manifests that name them.

use std::path::Path;

use muster_engine::import::probe;

/// Fuzzers make bytes; where a parser is given text, others are not for it.
pub(crate) fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

/// A whole file: header, rows, numbers, times, maps.
pub(crate) fn csv(bytes: &[u8]) {
    let _ = probe::csv(bytes);
}

/// Records, however they are quoted: written plainly they are the same records.
pub(crate) fn records(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let records: Vec<_> = probe::records(text).into_iter().flatten().collect();
    let mut file = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for record in &records {
        file.write_record(record).unwrap_or_else(|error| panic!("{error}"));
    }
    let written = file.into_inner().unwrap_or_else(|error| panic!("{error}"));
    let again: Vec<_> = probe::records(&String::from_utf8_lossy(&written)).into_iter().collect();
    let again: Option<Vec<_>> = again.into_iter().collect();
    assert_eq!(again.as_ref(), Some(&records));
}

/// Whatever keys a manifest names, files outside its folder are none of them.
pub(crate) fn manifest(bytes: &[u8]) {
    let Ok(folder) = tempfile::tempdir() else { return };
    let root = folder.path().join("root");
    let made = std::fs::create_dir(&root)
        .and_then(|()| std::fs::write(folder.path().join("bill.csv"), "outside"))
        .and_then(|()| std::fs::write(root.join("bill.csv"), "inside"))
        .and_then(|()| std::fs::write(root.join("x-Manifest.json"), bytes));
    if made.is_ok()
        && let Some(files) = probe::manifest(&root.join("x-Manifest.json"), &root)
    {
        assert!(files.iter().all(|file| is_below(file, &root)), "{files:?}");
    }
}

fn is_below(file: &Path, root: &Path) -> bool {
    match (file.canonicalize(), root.canonicalize()) {
        (Ok(file), Ok(root)) => file.starts_with(root),
        _ => false,
    }
}
