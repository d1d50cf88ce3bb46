//! Which of the deliveries that a check saw are to be read: those that the ledger does not have yet, newest month
//! first, each by an import of its own.

use chrono::{DateTime, Duration, Utc};
use muster_domain::connection::Finding;
use muster_domain::view::connections::EventKind;
use muster_domain::view::imports::WorkState;
use muster_domain::{ImportId, JobId, ManagementAccountId, UserId};
use muster_store::connections::Connection;
use muster_store::delivered_months::{self, DeliveredMonth};
use muster_store::imports::NewImport;
use muster_store::jobs::{Kind, NewJob};
use muster_store::{OrgTx, imports, jobs};

use super::event;
use crate::deliveries::Delivered;
use crate::{Error, Muster};

/// What a check's months come to.
pub(super) struct Taken {
    /// When the newest delivery was written.
    pub(super) newest: Option<DateTime<Utc>>,
    pub(super) is_unfinished: bool,
}

/// Writes them down, and has read what is new. Ring the bell after.
pub(super) async fn take(
    muster: &Muster,
    tx: &mut OrgTx,
    (connection, delivered): (&Connection, &[Delivered]),
) -> Result<Taken, Error> {
    let mut delivered: Vec<_> = delivered.iter().collect();
    delivered.sort_by_key(|delivered| std::cmp::Reverse(delivered.month));
    let (mut news, mut queued) = (Vec::new(), 0);
    for delivered in &delivered {
        let known = delivered_months::lookup(tx, connection.account, delivered.month).await?;
        if known.as_ref().is_none_or(|known| known.assembly != delivered.assembly) {
            news.push(delivered.month.to_string());
        }
        let mut month = merged(connection.account, delivered, known);
        if is_to_be_read(tx, &month).await? {
            let by = connection.connected_by.ok_or_else(|| Error::internal("nobody connected this"))?;
            month.import = Some(enqueue(muster, tx, (&month, by, queued)).await?);
            queued += 1;
        }
        delivered_months::set(tx, &month).await?;
    }
    if !news.is_empty() {
        let text = format!("New from AWS: {}.", news.join(", "));
        event(tx, muster, (connection.account, EventKind::Delivered, text)).await?;
    }
    let is_unfinished = delivered.iter().any(|delivered| delivered.unfinished.is_some());
    Ok(Taken { newest: delivered.iter().map(|delivered| delivered.at).max(), is_unfinished })
}

/// The newest delivery of a month, with what is known of the month.
fn merged(account: ManagementAccountId, new: &Delivered, known: Option<DeliveredMonth>) -> DeliveredMonth {
    let unfinished = new.unfinished.clone().map(|file| Finding::Unfinished { month: new.month, file });
    let (imported, refused, import, finding) =
        known.map(|known| (known.imported, known.refused, known.import, known.finding)).unwrap_or_default();
    // What is wrong stays so until the month is read: whoever was told of it is not told again at each attempt.
    let finding = unfinished.or(finding.filter(|finding| !matches!(finding, Finding::Unfinished { .. })));
    DeliveredMonth {
        account,
        month: new.month,
        assembly: new.assembly.clone(),
        files: new.files.clone(),
        bytes: new.bytes,
        delivered_at: new.at,
        imported,
        refused,
        import,
        finding,
    }
}

async fn is_to_be_read(tx: &mut OrgTx, month: &DeliveredMonth) -> Result<bool, Error> {
    let is_known = [&month.imported, &month.refused].into_iter().any(|known| known.as_ref() == Some(&month.assembly));
    if is_known || matches!(month.finding, Some(Finding::Unfinished { .. })) {
        return Ok(false);
    }
    Ok(!is_open(tx, month).await?)
}

/// Whether its import waits or is being done: it reads what is the newest when it begins.
pub(super) async fn is_open(tx: &mut OrgTx, month: &DeliveredMonth) -> Result<bool, Error> {
    match month.import {
        Some(import) => Ok(jobs::is_there(tx, Kind::Import, import.0).await?),
        None => Ok(false),
    }
}

/// Has a month read; the import that failed on it last is tried again rather than joined by another.
pub(super) async fn enqueue(
    muster: &Muster,
    tx: &mut OrgTx,
    (month, by, place): (&DeliveredMonth, UserId, i64),
) -> Result<ImportId, Error> {
    let failed = match month.import {
        Some(import) => imports::lookup(tx, import).await?.filter(|row| row.state == WorkState::Failed),
        None => None,
    };
    let now = muster.now();
    let id = match failed {
        Some(row) => {
            imports::set_files(tx, row.id, &month.files).await?;
            imports::set_open(tx, row.id, WorkState::Queued).await?;
            row.id
        }
        None => {
            let id = ImportId(muster.id());
            let (files, bytes) = (month.files.clone(), month.bytes);
            imports::add(tx, &NewImport { id, management_account: month.account, files, bytes, by, at: now }).await?;
            imports::set_delivered(tx, id, month.month).await?;
            id
        }
    };
    // Imports of an account follow each other; the newest month, which people look at first, is the first.
    let (lane, at) = (month.account.0, now + Duration::microseconds(place));
    jobs::add(tx, &NewJob { id: JobId(muster.id()), kind: Kind::Import, subject: id.0, lane, at }).await?;
    Ok(id)
}

/// Reads nothing more of what was delivered: imports that wait or run end as failed.
pub(super) async fn forget(tx: &mut OrgTx, muster: &Muster, account: ManagementAccountId) -> Result<(), Error> {
    for month in delivered_months::list(tx, account).await? {
        let Some(import) = month.import else { continue };
        if jobs::is_there(tx, Kind::Import, import.0).await? {
            jobs::remove_of(tx, Kind::Import, import.0).await?;
            imports::set_failed(tx, import, "disconnected before it was read", muster.now()).await?;
        }
    }
    Ok(delivered_months::remove_all(tx, account).await?)
}
