//! Bill files named on the command line, made readable: a ledger folder as it is, anything else imported into a
//! ledger of its own that goes when the command ends.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono::Utc;
use muster_delivery::{Aws, is_object_url};
use muster_domain::ImportId;
use muster_engine::import::{BadRows, ImportError, ImportOptions, ImportSummary, Input, Progress, import_from};
use muster_engine::ledger::Ledger;
use muster_engine::place;
use muster_service::imports::Staging;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use tokio::runtime::Runtime;

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
        let ledger = Ledger::open(&place::absolute(only).map_err(Failure::environment)?).map_err(Failure::input)?;
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
    // What reads buckets; it has to outlive the import.
    let runtime = Runtime::new().map_err(Failure::environment)?;
    let aws = Aws::new(runtime.handle().clone());
    let inputs = inputs.iter().map(|path| input(path, &aws)).collect::<Result<Vec<_>, _>>()?;
    let summary = watch_import(&progress, show, || import_from(&inputs, ledger, &options, &progress)).map_err(failure)?;
    for row in &summary.bad_rows {
        eprintln!("left out: {row}");
    }
    if summary.bad_row_count > summary.bad_rows.len() as u64 {
        eprintln!("left out: {} rows in all", summary.bad_row_count);
    }
    tell(&summary.notes());
    Ok(summary)
}

/// A bucket is read with what the environment gives (AWS_PROFILE, AWS_ENDPOINT_URL and the others).
fn input(path: &Path, aws: &Aws) -> Result<Input, Failure> {
    match path.to_str().filter(|text| is_object_url(text)) {
        None => Ok(Input::Disk(path.to_owned())),
        Some(url) => {
            let shelf = aws.own(url).map_err(|refusal| Failure::environment(format!("{url}: {refusal}")))?;
            Ok(Input::Bucket(shelf.bucket, shelf.root))
        }
    }
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
