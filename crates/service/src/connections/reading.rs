//! The import of a delivered month: read where AWS put it, straight into the ledger.

use std::sync::Arc;

use muster_domain::connection::{Finding, Severity};
use muster_domain::view::connections::EventKind;
use muster_domain::view::imports::{ImportProgress, ImportRow};
use muster_domain::view::notifications::NotificationKind;
use muster_domain::{ImportId, ManagementAccountId, Month};
use muster_engine::import::{BadRows, ImportOptions, Progress};
use muster_store::connections::{self, Connection};
use muster_store::delivered_months::{self, DeliveredMonth};
use muster_store::{OrgTx, imports, management_accounts};

use super::{event, incident, months, source};
use crate::deliveries::{NotRead, Read, Reading};
use crate::imports::work::{imported_months, watch};
use crate::jobs::{Failure, Hold};
use crate::notifications::{Audience, Notice, notify};
use crate::{Error, Muster, charges};

/// Does it, and writes down what came of it. What the ledger has already is not read again, so to begin again after a
/// crash is to end where the first attempt would have.
pub(crate) async fn run(hold: &Hold, (row, month): (&ImportRow, Month)) -> Result<(), Failure> {
    let account = row.management_account;
    let read = match read(hold, (row, month)).await? {
        Ok(read) => read,
        Err(not_read) => return Err(refuse(hold, (account, month), not_read).await?),
    };
    let brought = imported_months(&read.summary)?;
    let bytes = read.summary.bytes;
    let mut tx = hold.end().await?;
    imports::set_progress(&mut tx, row.id, ImportProgress { rows: read.summary.rows, bytes, bytes_total: bytes }).await?;
    imports::set_successful(&mut tx, row.id, &brought, hold.muster().now()).await?;
    let names = brought.iter().map(|imported| imported.month).collect();
    charges::ask_imported(&mut tx, names, hold.muster().now()).await?;
    let lines: u64 = brought.iter().map(|imported| imported.lines).sum();
    let text = format!("{month} is in the ledger: {lines} lines.");
    event(&mut tx, hold.muster(), (account, EventKind::Imported, text)).await?;
    have_it(hold.muster(), &mut tx, (account, month, read.assembly)).await?;
    tx.commit().await?;
    hold.muster().bell().notify_one();
    Ok(())
}

async fn read(hold: &Hold, (row, month): (&ImportRow, Month)) -> Result<Result<Read, NotRead>, Failure> {
    let muster = hold.muster();
    let mut tx = muster.store().read_in(hold.organization()).await?;
    let source = match connections::lookup(&mut tx, row.management_account).await? {
        Some(connection) => source::of(muster, &mut tx, &connection).await?,
        None => None,
    };
    drop(tx);
    let source = match source {
        None => return Err(Failure::Final("disconnected before it was read".to_owned())),
        Some(Err(finding)) => return Ok(Err(NotRead::Found { finding, assembly: None })),
        Some(Ok(source)) => source,
    };
    let progress = Arc::new(Progress::default());
    // A name of its own for each attempt: one that was killed may have left the import's in the ledger.
    let options = ImportOptions { id: ImportId(muster.id()), created: muster.now(), bad_rows: BadRows::Stop };
    let ledger = muster.ledger_folder(hold.organization(), row.management_account);
    let reading = Reading { source, month, ledger, options, progress: Arc::clone(&progress) };
    let deliveries = Arc::clone(&muster.connecting().deliveries);
    watch(hold, (row.id, &progress), tokio::spawn(async move { deliveries.read(reading).await })).await
}

/// The ledger has this delivery now. A newer one that was seen meanwhile is read next.
async fn have_it(
    muster: &Muster,
    tx: &mut OrgTx,
    (account, month, assembly): (ManagementAccountId, Month, String),
) -> Result<(), Error> {
    let Some(mut connection) = connections::lookup(tx, account).await? else { return Ok(()) };
    let Some(mut delivered) = delivered_months::lookup(tx, account, month).await? else { return Ok(()) };
    let is_newest = delivered.assembly == assembly;
    delivered.imported = Some(assembly);
    delivered.refused = None;
    delivered.finding = None;
    if let (false, Some(by)) = (is_newest, connection.connected_by) {
        delivered.import = Some(months::enqueue(muster, tx, (&delivered, by, 0)).await?);
    }
    delivered_months::set(tx, &delivered).await?;
    incident::settle(muster, tx, &mut connection).await?;
    tell_when_ready(muster, tx, &mut connection).await?;
    Ok(connections::set(tx, &connection).await?)
}

/// Writes down at once what was met, so that the page shows it between two attempts; answers what becomes of the job.
async fn refuse(hold: &Hold, (account, month): (ManagementAccountId, Month), not_read: NotRead) -> Result<Failure, Failure> {
    let (finding, assembly) = match not_read {
        NotRead::Cancelled => return Ok(Failure::Stopped),
        NotRead::Passing(reason) => return Ok(Failure::Passing(reason)),
        NotRead::Found { finding, assembly } => (finding, assembly),
    };
    let mut tx = hold.beat().await?;
    if let Some(mut delivered) = delivered_months::lookup(&mut tx, account, month).await? {
        if finding.is_of_the_delivery() {
            delivered.refused = Some(assembly.unwrap_or_else(|| delivered.assembly.clone()));
        }
        delivered.finding = Some(finding.clone());
        delivered_months::set(&mut tx, &delivered).await?;
    }
    tx.commit().await?;
    let said = finding.what().trim_end_matches('.').to_owned();
    Ok(if finding.is_passing() { Failure::Passing(said) } else { Failure::Final(said) })
}

/// It failed for good, or until the next check has it read again.
pub(crate) async fn failed(muster: &Muster, tx: &mut OrgTx, (id, month, reason): (ImportId, Month, &str)) -> Result<(), Error> {
    let Some(row) = imports::lookup(tx, id).await? else { return Ok(()) };
    let account = row.management_account;
    let Some(mut connection) = connections::lookup(tx, account).await? else { return Ok(()) };
    let Some(mut delivered) = delivered_months::lookup(tx, account, month).await? else { return Ok(()) };
    let finding = delivered.finding.take().unwrap_or_else(|| Finding::Failed { reason: reason.to_owned() });
    if finding.severity() == Severity::Fails {
        let text = format!("{month} cannot be read. {}: {}", finding.title(), finding.what());
        event(tx, muster, (account, EventKind::Found, text)).await?;
    }
    delivered.finding = Some(finding);
    delivered_months::set(tx, &delivered).await?;
    incident::settle(muster, tx, &mut connection).await?;
    tell_when_ready(muster, tx, &mut connection).await?;
    Ok(connections::set(tx, &connection).await?)
}

/// Members are told once that the bills are there: when all months that were found have been read.
async fn tell_when_ready(muster: &Muster, tx: &mut OrgTx, connection: &mut Connection) -> Result<(), Error> {
    let months = delivered_months::list(tx, connection.account).await?;
    let read: Vec<&DeliveredMonth> = months.iter().filter(|month| month.imported.is_some()).collect();
    let (Some(newest), Some(oldest)) = (read.first(), read.last()) else { return Ok(()) };
    if connection.ready_at.is_some() {
        return Ok(());
    }
    for month in &months {
        if months::is_open(tx, month).await? {
            return Ok(());
        }
    }
    let Some(account) = management_accounts::lookup(tx, connection.account).await? else { return Ok(()) };
    connection.ready_at = Some(muster.now());
    let body = match read.len() {
        1 => format!("In the ledger now: {}. New deliveries are read as they come.", newest.month),
        count => format!(
            "In the ledger now: {count} months, {} to {}. New deliveries are read as they come.",
            oldest.month, newest.month
        ),
    };
    let notice = Notice {
        kind: NotificationKind::DataReady,
        audience: Audience::Everyone,
        title: format!("The bills of {} are ready", account.name),
        body,
        path: format!("/organizations/{}/management-accounts/{}", tx.organization(), account.id),
    };
    notify(muster, tx, notice).await
}
