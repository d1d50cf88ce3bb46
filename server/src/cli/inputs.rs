//! Bill files named on the command line, made readable: a ledger folder as it is, anything else imported into a
//! ledger of its own that goes when the command ends.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono::Utc;
use muster_domain::ImportId;
use muster_engine::import::{BadRows, ImportError, ImportOptions, ImportSummary, Progress, import};
use muster_engine::ledger::Ledger;
use muster_service::imports::Staging;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;

use super::progress::{Show, watch_import};
use crate::exit::Failure;

/// A ledger to compute on. Keep it until the computation is over.
pub(crate) struct Bill {
    pub(crate) ledger: Ledger,
    _folder: Option<TempDir>,
}

pub(crate) fn open(inputs: &[PathBuf], bad_rows: BadRows, show: Show) -> Result<Bill, Failure> {
    if let [only] = inputs
        && Ledger::is_ledger(only)
    {
        // The engine names files by URL, which has no relative paths.
        let ledger = Ledger::open(&std::path::absolute(only).map_err(Failure::environment)?).map_err(Failure::input)?;
        let periods = ledger.periods().map_err(Failure::environment)?;
        tell(&periods.iter().flat_map(|period| &period.record.notes).map(String::as_str).collect());
        return Ok(Bill { ledger, _folder: None });
    }
    let folder = tempfile::Builder::new().prefix("muster-").tempdir().map_err(Failure::environment)?;
    let ledger = folder.path().join("ledger");
    read(inputs, &ledger, bad_rows, show)?;
    Ok(Bill { ledger: Ledger::open(&ledger).map_err(Failure::environment)?, _folder: Some(folder) })
}

/// Imports into a ledger folder, showing how far it is; lists rows that were left out.
pub(crate) fn read(inputs: &[PathBuf], ledger: &Path, bad_rows: BadRows, show: Show) -> Result<ImportSummary, Failure> {
    let options = ImportOptions { id: ImportId(uuid::Uuid::now_v7()), created: Utc::now(), bad_rows };
    let progress = Progress::default();
    let summary = watch_import(&progress, show, || import(inputs, ledger, &options, &progress)).map_err(failure)?;
    for row in &summary.bad_rows {
        eprintln!("left out: {row}");
    }
    if summary.bad_row_count > summary.bad_rows.len() as u64 {
        eprintln!("left out: {} rows in all", summary.bad_row_count);
    }
    tell(&summary.notes());
    Ok(summary)
}

/// What the bills cannot say, once.
fn tell(notes: &BTreeSet<&str>) {
    for note in notes {
        eprintln!("note: {note}");
    }
}

fn failure(error: ImportError) -> Failure {
    if error.is_wrong_input() { Failure::input(error) } else { Failure::environment(error) }
}

/// Copies a file into a delivery under `name`, as a browser's upload does.
pub(crate) async fn stage(staging: &mut Staging, path: &Path, name: &str) -> Result<(), Failure> {
    let failed = |e: std::io::Error| Failure::environment(format!("{}: {e}", path.display()));
    let mut source = tokio::fs::File::open(path).await.map_err(|e| Failure::input(format!("{}: {e}", path.display())))?;
    let mut copy = staging.file(name).await.map_err(Failure::input)?;
    tokio::io::copy(&mut source, &mut copy).await.map_err(failed)?;
    copy.shutdown().await.map_err(failed)
}
