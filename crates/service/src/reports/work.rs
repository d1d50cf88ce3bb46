//! Making a report: the engine charges and sums the organization's lines, and the files are written whole.

use std::sync::Arc;

use muster_domain::{ImportId, ReportId};
use muster_engine::place;
use muster_engine::progress::Progress;
use muster_engine::report::{Report, ReportError, ReportRequest};
use muster_store::reports;

use super::behind::{is_same, request};
use super::kept;
use crate::bill::Bill;
use crate::jobs::{Failure, Hold};
use crate::muster::blocking;
use crate::notifications::events;
use crate::{Error, ledgers, schedules};

/// Makes it, and writes down that it is there once its files are.
pub(crate) async fn run(hold: &Hold) -> Result<(), Failure> {
    let id = ReportId(hold.job().subject);
    let mut tx = hold.beat().await?;
    let Some(row) = reports::lookup(&mut tx, id).await? else {
        drop(tx);
        hold.end().await?.commit().await?;
        return Ok(());
    };
    reports::set_processing(&mut tx, id, 0).await?;
    let request = request(&mut tx, &row).await?;
    let folders = ledgers::folders(hold.muster(), &mut tx).await?;
    tx.commit().await?;
    let bill = Bill::open(folders, &request).await?;
    bill.refuse(&request).map_err(|refused| Failure::Final(refused.to_string()))?;
    let report = compute(hold, id, (&bill, request.clone())).await?;
    let notes = bill.notes().into_iter().chain(anew(&row.imports, &bill)).collect();
    let made = write(hold, id, Made { report, request, currency: bill.currency(), notes }).await;
    if made.is_ok() {
        let file = schedules::attachment(hold.muster(), (hold.organization(), id)).await?;
        let mut tx = hold.end().await?;
        reports::set_successful(&mut tx, id, &bill.imports(), hold.muster().now()).await?;
        events::report_done(hold.muster(), &mut tx, (id, None)).await?;
        schedules::report_ready(hold.muster(), &mut tx, (id, file)).await?;
        tx.commit().await?;
    }
    made
}

/// Made again from what was imported since, it may come to something else than the file that somebody has of it.
fn anew(imports: &[ImportId], bill: &Bill) -> Option<String> {
    let is_other = !imports.is_empty() && is_same(imports, bill).is_err();
    is_other.then(|| "The bill was imported anew since this report was made before: its amounts may differ.".to_owned())
}

/// It failed for good: the page shows why, in one line.
pub(crate) async fn fail(hold: &Hold, reason: &str) -> Result<(), Failure> {
    let mut tx = hold.end().await?;
    let id = ReportId(hold.job().subject);
    reports::set_failed(&mut tx, id, reason, hold.muster().now()).await?;
    events::report_done(hold.muster(), &mut tx, (id, Some(reason))).await?;
    Ok(tx.commit().await?)
}

async fn compute(hold: &Hold, id: ReportId, (bill, request): (&Bill, ReportRequest)) -> Result<Report, Failure> {
    let engine = hold.muster().engine();
    let session = bill.session(hold.muster())?;
    let progress = Arc::new(Progress::default());
    let computing = engine.report(&session, request, Arc::clone(&progress));
    let show = |mut tx| {
        let percent = progress.percent();
        async move {
            reports::set_processing(&mut tx, id, percent).await?;
            Ok(tx)
        }
    };
    hold.working(computing, show).await?.map_err(failure)
}

/// What is to be written.
struct Made {
    report: Report,
    request: ReportRequest,
    currency: String,
    notes: Vec<String>,
}

/// Writes the files; those of a report that was deleted meanwhile are removed again.
async fn write(hold: &Hold, id: ReportId, made: Made) -> Result<(), Failure> {
    let (folder, draft) = (hold.muster().report_folder(hold.organization(), id), hold.draft());
    let place = folder.clone();
    // A worker that was slow for longer than its lease must not write over another's files.
    hold.beat().await?.commit().await?;
    let written = blocking(move || {
        let Made { report, request, currency, notes } = made;
        kept::write(&place, kept::Finished { report: &report, workflow: &request.workflow, currency, notes, draft: &draft })
    });
    written.await?.map_err(|error| Failure::Passing(format!("the report's files could not be written: {error}")))?;
    let mut tx = hold.muster().store().read_in(hold.organization()).await?;
    if reports::lookup(&mut tx, id).await?.is_none() {
        blocking(move || place::remove_folder(&folder)).await?.map_err(Error::internal)?;
        return Err(Failure::Lost);
    }
    Ok(())
}

pub(crate) fn failure(error: ReportError) -> Failure {
    match error {
        ReportError::Stopped(_) => Failure::Stopped,
        ReportError::Plan(_) => Failure::Passing(error.to_string()),
        ReportError::Workflow(_)
        | ReportError::CreditPatterns(_)
        | ReportError::Subsets(_)
        | ReportError::UnknownSubsetInRule { .. } => Failure::Final(error.to_string()),
        ReportError::UnknownSubset(_) | ReportError::TooManyDecimals | ReportError::TooLarge => Failure::Final(error.to_string()),
    }
}
