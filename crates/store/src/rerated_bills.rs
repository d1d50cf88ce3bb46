//! Re-rated bills beside reports: which forms were asked for, and where each stands. Their files are on disk.

use chrono::{DateTime, Utc};
use muster_domain::view::reports::{RerateForm, RerateRow};
use muster_domain::{ReportId, UserId};
use sqlx::any::AnyRow;
use uuid::Uuid;

use crate::row::{Columns, micros, size};
use crate::{Error, OrgTx};

#[derive(Clone, Debug, PartialEq)]
pub struct Rerated {
    pub id: Uuid,
    pub report: ReportId,
    /// What the page is sent.
    pub row: RerateRow,
}

fn read(row: &AnyRow) -> Result<Rerated, Error> {
    let form = row.text("form")?;
    let percent = row.count("percent")?.min(100);
    let shown = RerateRow {
        form: RerateForm::from_name(&form).ok_or_else(|| Error::Corrupt(format!("form is `{form}`")))?,
        state: row.state("state")?,
        percent: u8::try_from(percent).unwrap_or(100),
        error: row.maybe_text("error")?,
    };
    Ok(Rerated { id: row.parsed("id")?, report: row.parsed("report_id")?, row: shown })
}

/// # Errors
/// The database's.
pub async fn lookup(tx: &mut OrgTx, id: Uuid) -> Result<Option<Rerated>, Error> {
    let query = sqlx::query("SELECT * FROM rerated_bills WHERE organization_id = $1 AND id = $2");
    let query = query.bind(tx.key()).bind(id.to_string());
    query.fetch_optional(tx.connection()).await?.as_ref().map(read).transpose()
}

/// Of one report, in order of form.
///
/// # Errors
/// The database's.
pub async fn list(tx: &mut OrgTx, report: ReportId) -> Result<Vec<Rerated>, Error> {
    let query = sqlx::query("SELECT * FROM rerated_bills WHERE organization_id = $1 AND report_id = $2 ORDER BY form");
    let query = query.bind(tx.key()).bind(report.to_string());
    query.fetch_all(tx.connection()).await?.iter().map(read).collect()
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct NewRerated {
    pub id: Uuid,
    pub report: ReportId,
    pub form: RerateForm,
    pub by: UserId,
    pub at: DateTime<Utc>,
}

/// Adds it, queued.
///
/// # Errors
/// `Taken(Id)` when this form was asked for already.
pub async fn add(tx: &mut OrgTx, new: &NewRerated) -> Result<(), Error> {
    let sql = "INSERT INTO rerated_bills (id, organization_id, report_id, form, state, created_by, created_at) \
               VALUES ($1, $2, $3, $4, 'queued', $5, $6)";
    sqlx::query(sql)
        .bind(new.id.to_string())
        .bind(tx.key())
        .bind(new.report.to_string())
        .bind(new.form.name())
        .bind(new.by.to_string())
        .bind(micros(new.at))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Being made, so far to this percentage (0 to 100).
///
/// # Errors
/// The database's.
pub async fn set_processing(tx: &mut OrgTx, id: Uuid, percent: u64) -> Result<(), Error> {
    let sql = "UPDATE rerated_bills SET state = 'processing', percent = $3 WHERE organization_id = $1 AND id = $2";
    let query = sqlx::query(sql).bind(tx.key()).bind(id.to_string()).bind(size(percent)?);
    query.execute(tx.connection()).await?;
    Ok(())
}

/// Its file is on disk.
///
/// # Errors
/// The database's.
pub async fn set_successful(tx: &mut OrgTx, id: Uuid) -> Result<(), Error> {
    let sql = "UPDATE rerated_bills SET state = 'successful', percent = 100 WHERE organization_id = $1 AND id = $2";
    sqlx::query(sql).bind(tx.key()).bind(id.to_string()).execute(tx.connection()).await?;
    Ok(())
}

/// `error` is one line for the page.
///
/// # Errors
/// The database's.
pub async fn set_failed(tx: &mut OrgTx, id: Uuid, error: &str) -> Result<(), Error> {
    let sql = "UPDATE rerated_bills SET state = 'failed', error = $3 WHERE organization_id = $1 AND id = $2";
    let query = sqlx::query(sql).bind(tx.key()).bind(id.to_string()).bind(error.to_owned());
    query.execute(tx.connection()).await?;
    Ok(())
}

/// Forgets one, to be asked for again.
///
/// # Errors
/// The database's.
pub async fn remove(tx: &mut OrgTx, id: Uuid) -> Result<(), Error> {
    let query = sqlx::query("DELETE FROM rerated_bills WHERE organization_id = $1 AND id = $2");
    query.bind(tx.key()).bind(id.to_string()).execute(tx.connection()).await?;
    Ok(())
}

/// Forgets all of a report, whose files are gone.
///
/// # Errors
/// The database's.
pub async fn remove_all(tx: &mut OrgTx, report: ReportId) -> Result<(), Error> {
    let query = sqlx::query("DELETE FROM rerated_bills WHERE organization_id = $1 AND report_id = $2");
    query.bind(tx.key()).bind(report.to_string()).execute(tx.connection()).await?;
    Ok(())
}
