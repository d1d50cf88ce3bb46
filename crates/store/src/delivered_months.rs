//! The newest delivery of each month of a connection, and which one the ledger has.

use chrono::{DateTime, Utc};
use muster_domain::connection::Finding;
use muster_domain::{ImportId, ManagementAccountId, Month};
use sqlx::any::AnyRow;

use crate::row::{Columns, json, micros, size};
use crate::{Error, OrgTx};

#[derive(Clone, Debug, PartialEq)]
pub struct DeliveredMonth {
    pub account: ManagementAccountId,
    pub month: Month,
    /// AWS's id of the newest delivery.
    pub assembly: String,
    /// By name.
    pub files: Vec<String>,
    pub bytes: u64,
    /// When AWS wrote it.
    pub delivered_at: DateTime<Utc>,
    /// The delivery that was read last.
    pub imported: Option<String>,
    /// A delivery that cannot be read, however often it is tried.
    pub refused: Option<String>,
    /// The import that reads it, or read it last.
    pub import: Option<ImportId>,
    /// Why it is not read.
    pub finding: Option<Finding>,
}

fn read(row: &AnyRow) -> Result<DeliveredMonth, Error> {
    Ok(DeliveredMonth {
        account: row.parsed("management_account_id")?,
        month: row.parsed("month")?,
        assembly: row.text("assembly")?,
        files: row.json("files")?,
        bytes: row.count("bytes")?,
        delivered_at: row.time("delivered_at")?,
        imported: row.maybe_text("imported")?,
        refused: row.maybe_text("refused")?,
        import: row.maybe_parsed("import_id")?,
        finding: row.maybe_json("finding")?,
    })
}

/// # Errors
/// The database's.
pub async fn lookup(tx: &mut OrgTx, account: ManagementAccountId, month: Month) -> Result<Option<DeliveredMonth>, Error> {
    let sql = "SELECT * FROM delivered_months WHERE organization_id = $1 AND management_account_id = $2 AND month = $3";
    let query = sqlx::query(sql).bind(tx.key()).bind(account.to_string()).bind(month.to_string());
    query.fetch_optional(tx.connection()).await?.as_ref().map(read).transpose()
}

/// Newest month first.
///
/// # Errors
/// The database's.
pub async fn list(tx: &mut OrgTx, account: ManagementAccountId) -> Result<Vec<DeliveredMonth>, Error> {
    let sql = "SELECT * FROM delivered_months WHERE organization_id = $1 AND management_account_id = $2 ORDER BY month DESC";
    let query = sqlx::query(sql).bind(tx.key()).bind(account.to_string());
    query.fetch_all(tx.connection()).await?.iter().map(read).collect()
}

/// # Errors
/// `Dangling` when the management account was removed meanwhile.
pub async fn set(tx: &mut OrgTx, month: &DeliveredMonth) -> Result<(), Error> {
    let sql = "INSERT INTO delivered_months (management_account_id, organization_id, month, assembly, files, bytes, \
               delivered_at, imported, refused, import_id, finding) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
               ON CONFLICT (management_account_id, month) DO UPDATE SET assembly = excluded.assembly, \
               files = excluded.files, bytes = excluded.bytes, delivered_at = excluded.delivered_at, \
               imported = excluded.imported, refused = excluded.refused, import_id = excluded.import_id, \
               finding = excluded.finding";
    sqlx::query(sql)
        .bind(month.account.to_string())
        .bind(tx.key())
        .bind(month.month.to_string())
        .bind(month.assembly.clone())
        .bind(json(&month.files)?)
        .bind(size(month.bytes)?)
        .bind(micros(month.delivered_at))
        .bind(month.imported.clone())
        .bind(month.refused.clone())
        .bind(month.import.map(|import| import.to_string()))
        .bind(month.finding.as_ref().map(json).transpose()?)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Forgets every month of an account: what is read from now on lies elsewhere.
///
/// # Errors
/// The database's.
pub async fn remove_all(tx: &mut OrgTx, account: ManagementAccountId) -> Result<(), Error> {
    let sql = "DELETE FROM delivered_months WHERE organization_id = $1 AND management_account_id = $2";
    sqlx::query(sql).bind(tx.key()).bind(account.to_string()).execute(tx.connection()).await?;
    Ok(())
}
