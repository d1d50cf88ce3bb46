//! Imports. Their rows are what pages are sent, so they are read straight into that shape.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use muster_domain::view::imports::{ImportProgress, ImportRow, ImportedMonth, WorkState};
use muster_domain::{ImportId, ManagementAccountId, Month, UserId};
use sqlx::any::AnyRow;

use crate::row::{Columns, json, micros, size};
use crate::{Error, OrgTx, Tx};

fn read(row: &AnyRow) -> Result<ImportRow, Error> {
    let progress =
        ImportProgress { rows: row.count("rows_read")?, bytes: row.count("bytes_read")?, bytes_total: row.count("bytes_total")? };
    Ok(ImportRow {
        id: row.parsed("id")?,
        management_account: row.parsed("management_account_id")?,
        files: row.json("files")?,
        state: row.state("state")?,
        progress,
        error: row.maybe_text("error")?,
        created_at: row.time("created_at")?,
        finished_at: row.maybe_time("finished_at")?,
        months: row.json("months")?,
    })
}

/// # Errors
/// The database's.
pub async fn lookup(tx: &mut OrgTx, id: ImportId) -> Result<Option<ImportRow>, Error> {
    let sql = "SELECT * FROM imports WHERE organization_id = $1 AND id = $2";
    let query = sqlx::query(sql).bind(tx.key()).bind(id.to_string());
    query.fetch_optional(tx.connection()).await?.as_ref().map(read).transpose()
}

/// Of one management account, newest first.
///
/// # Errors
/// The database's.
pub async fn list(tx: &mut OrgTx, account: ManagementAccountId) -> Result<Vec<ImportRow>, Error> {
    let sql = "SELECT * FROM imports WHERE organization_id = $1 AND management_account_id = $2 \
               ORDER BY created_at DESC, id DESC";
    let query = sqlx::query(sql).bind(tx.key()).bind(account.to_string());
    query.fetch_all(tx.connection()).await?.iter().map(read).collect()
}

/// Of every management account of the organization, newest first.
///
/// # Errors
/// The database's.
pub async fn list_all(tx: &mut OrgTx) -> Result<Vec<ImportRow>, Error> {
    let query = sqlx::query("SELECT * FROM imports WHERE organization_id = $1 ORDER BY created_at DESC, id DESC").bind(tx.key());
    query.fetch_all(tx.connection()).await?.iter().map(read).collect()
}

/// How many imports there are in each state, in all organizations, and how many rows and bytes they read.
///
/// # Errors
/// The database's.
pub async fn tally(tx: &mut Tx) -> Result<Vec<(WorkState, ImportProgress, u64)>, Error> {
    let sql = "SELECT state, COUNT(*) AS found, CAST(SUM(rows_read) AS BIGINT) AS rows_read, \
               CAST(SUM(bytes_read) AS BIGINT) AS bytes_read FROM imports GROUP BY state ORDER BY state";
    let rows = sqlx::query(sql).fetch_all(tx.connection()).await?;
    let read = |row: &AnyRow| {
        let progress = ImportProgress { rows: row.count("rows_read")?, bytes: row.count("bytes_read")?, bytes_total: 0 };
        Ok((row.state("state")?, progress, row.count("found")?))
    };
    rows.iter().map(read).collect()
}

/// Every month that a successful import brought, in order.
///
/// # Errors
/// The database's.
pub async fn list_months(tx: &mut OrgTx) -> Result<BTreeSet<Month>, Error> {
    let query = sqlx::query("SELECT months FROM imports WHERE organization_id = $1 AND state = 'successful'").bind(tx.key());
    let rows = query.fetch_all(tx.connection()).await?;
    let months: Vec<Vec<ImportedMonth>> = rows.iter().map(|row| row.json("months")).collect::<Result<_, _>>()?;
    Ok(months.into_iter().flatten().map(|imported| imported.month).collect())
}

/// Who uploaded what, and how much of it.
#[derive(Clone, Debug)]
pub struct NewImport {
    pub id: ImportId,
    pub management_account: ManagementAccountId,
    pub files: Vec<String>,
    pub bytes: u64,
    pub by: UserId,
    pub at: DateTime<Utc>,
}

/// Adds it, queued.
///
/// # Errors
/// `Dangling` when the management account was removed meanwhile.
pub async fn add(tx: &mut OrgTx, new: &NewImport) -> Result<(), Error> {
    let sql = "INSERT INTO imports (id, organization_id, management_account_id, files, state, bytes_total, created_by, \
               created_at) VALUES ($1, $2, $3, $4, 'queued', $5, $6, $7)";
    sqlx::query(sql)
        .bind(new.id.to_string())
        .bind(tx.key())
        .bind(new.management_account.to_string())
        .bind(json(&new.files)?)
        .bind(size(new.bytes)?)
        .bind(new.by.to_string())
        .bind(micros(new.at))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// The import reads this month from a delivery: it has no uploaded files.
///
/// # Errors
/// The database's.
pub async fn set_delivered(tx: &mut OrgTx, id: ImportId, month: Month) -> Result<(), Error> {
    let query = sqlx::query("UPDATE imports SET delivered_month = $3 WHERE organization_id = $1 AND id = $2");
    query.bind(tx.key()).bind(id.to_string()).bind(month.to_string()).execute(tx.connection()).await?;
    Ok(())
}

/// The month that an import reads from a delivery; `None` for one that was uploaded.
///
/// # Errors
/// The database's.
pub async fn find_delivered(tx: &mut OrgTx, id: ImportId) -> Result<Option<Month>, Error> {
    let query = sqlx::query("SELECT delivered_month FROM imports WHERE organization_id = $1 AND id = $2");
    let row = query.bind(tx.key()).bind(id.to_string()).fetch_optional(tx.connection()).await?;
    Ok(row.map(|row| row.maybe_parsed("delivered_month")).transpose()?.flatten())
}

/// The files that it reads, where a newer delivery has others.
///
/// # Errors
/// The database's.
pub async fn set_files(tx: &mut OrgTx, id: ImportId, files: &[String]) -> Result<(), Error> {
    let query = sqlx::query("UPDATE imports SET files = $3 WHERE organization_id = $1 AND id = $2");
    query.bind(tx.key()).bind(id.to_string()).bind(json(&files)?).execute(tx.connection()).await?;
    Ok(())
}

/// Queued again, or being read: forgets what came of it before. Says whether it was there.
///
/// # Errors
/// The database's.
pub async fn set_open(tx: &mut OrgTx, id: ImportId, state: WorkState) -> Result<bool, Error> {
    let sql = "UPDATE imports SET state = $3, error = NULL, finished_at = NULL, rows_read = 0, bytes_read = 0 \
               WHERE organization_id = $1 AND id = $2";
    let query = sqlx::query(sql).bind(tx.key()).bind(id.to_string()).bind(state.name());
    Ok(query.execute(tx.connection()).await?.rows_affected() == 1)
}

/// # Errors
/// The database's.
pub async fn set_progress(tx: &mut OrgTx, id: ImportId, progress: ImportProgress) -> Result<(), Error> {
    let sql = "UPDATE imports SET rows_read = $3, bytes_read = $4, bytes_total = $5 WHERE organization_id = $1 AND id = $2";
    sqlx::query(sql)
        .bind(tx.key())
        .bind(id.to_string())
        .bind(size(progress.rows)?)
        .bind(size(progress.bytes)?)
        .bind(size(progress.bytes_total)?)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// # Errors
/// The database's.
pub async fn set_successful(tx: &mut OrgTx, id: ImportId, months: &[ImportedMonth], at: DateTime<Utc>) -> Result<(), Error> {
    let sql = "UPDATE imports SET state = 'successful', error = NULL, months = $3, finished_at = $4 \
               WHERE organization_id = $1 AND id = $2";
    let query = sqlx::query(sql).bind(tx.key()).bind(id.to_string()).bind(json(&months)?).bind(micros(at));
    query.execute(tx.connection()).await?;
    Ok(())
}

/// `error` is one line for the page.
///
/// # Errors
/// The database's.
pub async fn set_failed(tx: &mut OrgTx, id: ImportId, error: &str, at: DateTime<Utc>) -> Result<(), Error> {
    let sql = "UPDATE imports SET state = 'failed', error = $3, finished_at = $4 WHERE organization_id = $1 AND id = $2";
    let query = sqlx::query(sql).bind(tx.key()).bind(id.to_string()).bind(error.to_owned()).bind(micros(at));
    query.execute(tx.connection()).await?;
    Ok(())
}

/// Whether an import of any organization still needs its uploaded files: it is not done, or failed and may be run
/// again. For the worker that removes files.
///
/// # Errors
/// The database's.
pub async fn is_wanted(tx: &mut Tx, id: ImportId) -> Result<bool, Error> {
    let query = sqlx::query("SELECT 1 FROM imports WHERE id = $1 AND state <> 'successful'").bind(id.to_string());
    Ok(query.fetch_optional(tx.connection()).await?.is_some())
}
