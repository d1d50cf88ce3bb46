//! Doing an import: the engine reads the uploaded files into the management account's ledger.

use std::path::Path;
use std::sync::Arc;

use muster_domain::view::imports::{ImportProgress, ImportRow, ImportedMonth, WorkState};
use muster_domain::{ImportId, ManagementAccountId};
use muster_engine::import::{BadRows, ImportError, ImportOptions, ImportSummary, Outcome, PeriodSummary, Progress, import};
use muster_engine::ledger::Ledger;
use muster_engine::place;
use muster_store::{imports, management_accounts};
use tokio::task::JoinHandle;

use crate::charges;
use crate::connections::reading;
use crate::jobs::{Failure, Hold};
use crate::muster::blocking;
use crate::notifications::events;

/// Does it, and writes down what came of it. The engine replaces whole months, and does nothing about a delivery
/// that is there already; so to begin again after a crash is to end where the first attempt would have.
pub(crate) async fn run(hold: &Hold) -> Result<(), Failure> {
    let id = ImportId(hold.job().subject);
    let mut tx = hold.beat().await?;
    let Some(row) = imports::lookup(&mut tx, id).await? else {
        drop(tx);
        hold.end().await?.commit().await?;
        return Ok(());
    };
    imports::set_open(&mut tx, id, WorkState::Processing).await?;
    let delivered = imports::find_delivered(&mut tx, id).await?;
    tx.commit().await?;
    let done = match delivered {
        None => finish(hold, &row).await,
        Some(month) => reading::run(hold, (&row, month)).await,
    };
    if matches!(done, Err(Failure::Lost)) {
        remove_orphan(hold, row.management_account).await?;
    }
    done
}

async fn finish(hold: &Hold, row: &ImportRow) -> Result<(), Failure> {
    let summary = read(hold, row.id, row.management_account).await?;
    let months = imported_months(&summary)?;
    let bytes = row.progress.bytes_total;
    let mut tx = hold.end().await?;
    imports::set_progress(&mut tx, row.id, ImportProgress { rows: summary.rows, bytes, bytes_total: bytes }).await?;
    imports::set_successful(&mut tx, row.id, &months, hold.muster().now()).await?;
    events::data_ready(hold.muster(), &mut tx, (row, &months)).await?;
    let imported = months.iter().map(|imported| imported.month).collect();
    charges::ask_imported(&mut tx, imported, hold.muster().now()).await?;
    tx.commit().await?;
    // The ledger has it all; what a crash leaves here is swept later.
    remove(hold.muster().upload_folder(row.id)).await
}

/// It failed for good: the page shows why, in one line.
pub(crate) async fn fail(hold: &Hold, reason: &str) -> Result<(), Failure> {
    let mut tx = hold.end().await?;
    let id = ImportId(hold.job().subject);
    imports::set_failed(&mut tx, id, reason, hold.muster().now()).await?;
    match imports::find_delivered(&mut tx, id).await? {
        None => events::import_failing(hold.muster(), &mut tx, (id, reason)).await?,
        Some(month) => reading::failed(hold.muster(), &mut tx, (id, month, reason)).await?,
    }
    Ok(tx.commit().await?)
}

async fn read(hold: &Hold, id: ImportId, account: ManagementAccountId) -> Result<ImportSummary, Failure> {
    let muster = hold.muster();
    let (folder, ledger) = (muster.upload_folder(id), muster.ledger_folder(hold.organization(), account));
    let progress = Arc::new(Progress::default());
    let options = ImportOptions { id, created: muster.now(), bad_rows: BadRows::Stop };
    let again = ImportId(muster.id());
    let reading = {
        let progress = Arc::clone(&progress);
        tokio::task::spawn_blocking(move || {
            // A bill is read at several places at once, so one that was kept in a bucket comes to this machine first.
            let here = place::local(&folder).map_err(|error| Failure::Passing(format!("the upload cannot be read: {error}")))?;
            let read = || {
                let options = if knows(&ledger, id)? { ImportOptions { id: again, ..options } } else { options };
                import(std::slice::from_ref(&here.path), &ledger, &options, &progress)
            };
            read().map_err(|error| failure(&error, &here.path))
        })
    };
    watch(hold, (id, &progress), reading).await?
}

/// Waits for what reads a bill, shows how far it is, and has it end where the job is lost or the process closes down.
pub(crate) async fn watch<T>(
    hold: &Hold,
    (id, progress): (ImportId, &Progress),
    mut reading: JoinHandle<T>,
) -> Result<T, Failure> {
    let mut shown = ImportProgress::default();
    loop {
        let beat = tokio::select! {
            done = &mut reading => return done.map_err(|error| Failure::Passing(error.to_string())),
            pause = hold.pause() => match pause {
                Ok(()) => show(hold, id, (progress, &mut shown)).await,
                Err(stopped) => Err(stopped),
            },
        };
        if let Err(failure) = beat {
            progress.cancel();
            // Whether it was quick enough to end well does not matter: the next attempt finds it done.
            let _ = reading.await;
            return Err(failure);
        }
    }
}

/// An attempt that was killed after its first commit left this import's name in the ledger, where names are used
/// once; the next attempt takes another.
fn knows(ledger: &Path, id: ImportId) -> Result<bool, ImportError> {
    let Some(ledger) = Ledger::find(ledger)? else { return Ok(false) };
    let name = id.to_string();
    Ok(ledger.periods()?.iter().any(|period| period.record.import == name))
}

/// Writes the progress down when there is any, at most once a beat.
async fn show(hold: &Hold, id: ImportId, (progress, shown): (&Progress, &mut ImportProgress)) -> Result<(), Failure> {
    let snapshot = progress.snapshot();
    let now = ImportProgress { rows: snapshot.rows, bytes: snapshot.bytes, bytes_total: snapshot.total_bytes };
    let mut tx = hold.beat().await?;
    if now != *shown {
        imports::set_progress(&mut tx, id, now).await?;
        *shown = now;
    }
    Ok(tx.commit().await?)
}

/// One line for the page: files are called as they were uploaded, not where they lie.
fn failure(error: &ImportError, folder: &Path) -> Failure {
    let text = error.to_string().replace(&format!("{}/", folder.display()), "");
    let text = text.replace(&folder.display().to_string(), "the upload");
    match error {
        ImportError::Cancelled => Failure::Stopped,
        // The ledger is ours, and a worker that was too slow may still be tidying it up: no fault of the files.
        ImportError::Ledger(_) => Failure::Passing(text),
        _ if error.is_wrong_input() => Failure::Final(text),
        _ => Failure::Passing(text),
    }
}

/// What an import brought, for its row.
pub(crate) fn imported_months(summary: &ImportSummary) -> Result<Vec<ImportedMonth>, Failure> {
    summary.periods.iter().map(month).collect()
}

fn month(period: &PeriodSummary) -> Result<ImportedMonth, Failure> {
    let record = &period.current.record;
    let unblended =
        record.unblended_cost.parse().map_err(|_| Failure::Final("the sum of a month has too many digits".to_owned()))?;
    Ok(ImportedMonth { month: period.month, lines: record.rows, unblended, unchanged: period.outcome == Outcome::Unchanged })
}

/// The management account may have been removed while its ledger was being written.
async fn remove_orphan(hold: &Hold, account: ManagementAccountId) -> Result<(), Failure> {
    let mut tx = hold.muster().store().read_in(hold.organization()).await?;
    match management_accounts::lookup(&mut tx, account).await? {
        Some(_) => Ok(()),
        None => remove(hold.muster().ledger_folder(hold.organization(), account)).await,
    }
}

async fn remove(folder: std::path::PathBuf) -> Result<(), Failure> {
    if let Err(error) = blocking(move || place::remove_folder(&folder)).await? {
        tracing::warn!(%error, "a folder that is not needed any more could not be removed");
    }
    Ok(())
}
