//! Reports: what was asked for, by whom, and where it stands. Their files are on disk.

use chrono::{DateTime, NaiveDate, Utc};
use muster_domain::report::GroupBy;
use muster_domain::view::billing::BillingSettings;
use muster_domain::view::imports::WorkState;
use muster_domain::{ImportId, OrganizationId, Period, ReportId, SubsetId, UserId, WorkflowId};
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;

use crate::row::{Columns, json, micros, size};
use crate::{Error, OrgTx, Tx};

/// What a report is about, with the names of its subsets on the day of asking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    All,
    Subsets(Vec<(SubsetId, String)>),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    pub id: ReportId,
    pub name: String,
    pub workflow: WorkflowId,
    pub workflow_name: String,
    pub workflow_version: u64,
    pub period: Period,
    pub scope: Scope,
    pub group_by: Vec<GroupBy>,
    /// What the organization had decided when it was asked for.
    pub settings: BillingSettings,
    pub state: WorkState,
    /// 0 to 100.
    pub percent: u64,
    pub error: Option<String>,
    /// Where its lines came from, once successful.
    pub imports: Vec<ImportId>,
    /// Name of who asked for it.
    pub created_by: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    /// Whether its files are on disk.
    pub kept: bool,
}

fn read(row: &AnyRow) -> Result<Report, Error> {
    Ok(Report {
        id: row.parsed("id")?,
        name: row.text("name")?,
        workflow: row.parsed("workflow_id")?,
        workflow_name: row.text("workflow_name")?,
        workflow_version: row.count("workflow_version")?,
        period: period(row)?,
        scope: row.json("scope")?,
        group_by: row.json("group_by")?,
        settings: row.maybe_json("settings")?.unwrap_or_default(),
        state: row.state("state")?,
        percent: row.count("percent")?,
        error: row.maybe_text("error")?,
        imports: row.json("imports")?,
        created_by: row.text("by_name")?,
        created_at: row.time("created_at")?,
        expires_at: row.time("expires_at")?,
        kept: row.truth("kept")?,
    })
}

fn period(row: &AnyRow) -> Result<Period, Error> {
    let (from, to): (NaiveDate, NaiveDate) = (row.parsed("from_day")?, row.parsed("to_day")?);
    Period::new(from, to).map_err(|error| Error::Corrupt(error.to_string()))
}

macro_rules! reports {
    ($rest:literal) => {
        concat!(
            "SELECT r.*, w.name AS workflow_name, u.name AS by_name FROM reports r ",
            "JOIN workflows w ON w.id = r.workflow_id JOIN users u ON u.id = r.created_by WHERE r.organization_id = $1 ",
            $rest
        )
    };
}

/// # Errors
/// The database's.
pub async fn lookup(tx: &mut OrgTx, id: ReportId) -> Result<Option<Report>, Error> {
    let query = sqlx::query(reports!("AND r.id = $2")).bind(tx.key()).bind(id.to_string());
    query.fetch_optional(tx.connection()).await?.as_ref().map(read).transpose()
}

/// Newest first.
///
/// # Errors
/// The database's.
pub async fn list(tx: &mut OrgTx) -> Result<Vec<Report>, Error> {
    let query = sqlx::query(reports!("ORDER BY r.created_at DESC, r.id DESC")).bind(tx.key());
    query.fetch_all(tx.connection()).await?.iter().map(read).collect()
}

/// Of one workflow, newest first.
///
/// # Errors
/// The database's.
pub async fn list_by_workflow(tx: &mut OrgTx, workflow: WorkflowId) -> Result<Vec<Report>, Error> {
    let query = sqlx::query(reports!("AND r.workflow_id = $2 ORDER BY r.created_at DESC, r.id DESC"));
    let query = query.bind(tx.key()).bind(workflow.to_string());
    query.fetch_all(tx.connection()).await?.iter().map(read).collect()
}

/// Reports made for this subset.
///
/// # Errors
/// The database's.
pub async fn list_ids_by_subset(tx: &mut OrgTx, subset: SubsetId) -> Result<Vec<ReportId>, Error> {
    let sql = "SELECT report_id FROM report_subsets WHERE organization_id = $1 AND subset_id = $2";
    let query = sqlx::query(sql).bind(tx.key()).bind(subset.to_string());
    query.fetch_all(tx.connection()).await?.iter().map(|row| row.parsed("report_id")).collect()
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct NewReport {
    pub id: ReportId,
    pub name: String,
    pub workflow: WorkflowId,
    pub workflow_version: u64,
    pub period: Period,
    pub scope: Scope,
    pub group_by: Vec<GroupBy>,
    pub settings: BillingSettings,
    pub by: UserId,
    pub at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// Who asked for it.
///
/// # Errors
/// The database's.
pub async fn asked_by(tx: &mut OrgTx, id: ReportId) -> Result<Option<UserId>, Error> {
    let sql = "SELECT created_by FROM reports WHERE organization_id = $1 AND id = $2";
    let row = sqlx::query(sql).bind(tx.key()).bind(id.to_string()).fetch_optional(tx.connection()).await?;
    row.map(|row| row.parsed("created_by")).transpose()
}

/// Adds it, queued.
///
/// # Errors
/// `Dangling` without such a version.
pub async fn add(tx: &mut OrgTx, new: &NewReport) -> Result<(), Error> {
    let sql = "INSERT INTO reports (id, organization_id, name, workflow_id, workflow_version, from_day, to_day, scope, \
               group_by, settings, state, created_by, created_at, expires_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'queued', $11, $12, $13)";
    sqlx::query(sql)
        .bind(new.id.to_string())
        .bind(tx.key())
        .bind(new.name.clone())
        .bind(new.workflow.to_string())
        .bind(size(new.workflow_version)?)
        .bind(new.period.from().to_string())
        .bind(new.period.to().to_string())
        .bind(json(&new.scope)?)
        .bind(json(&new.group_by)?)
        .bind(json(&new.settings)?)
        .bind(new.by.to_string())
        .bind(micros(new.at))
        .bind(micros(new.expires_at))
        .execute(tx.connection())
        .await?;
    add_subsets(tx, new).await
}

async fn add_subsets(tx: &mut OrgTx, new: &NewReport) -> Result<(), Error> {
    let Scope::Subsets(subsets) = &new.scope else { return Ok(()) };
    for (subset, _) in subsets {
        sqlx::query("INSERT INTO report_subsets (report_id, organization_id, subset_id) VALUES ($1, $2, $3)")
            .bind(new.id.to_string())
            .bind(tx.key())
            .bind(subset.to_string())
            .execute(tx.connection())
            .await?;
    }
    Ok(())
}

/// Queued again: forgets what came of it before, and is kept until the new time. Says whether it was there.
///
/// # Errors
/// The database's.
pub async fn set_queued(tx: &mut OrgTx, id: ReportId, expires_at: DateTime<Utc>) -> Result<bool, Error> {
    let sql = "UPDATE reports SET state = 'queued', percent = 0, error = NULL, finished_at = NULL, kept = 0, expires_at = $3 \
               WHERE organization_id = $1 AND id = $2";
    let query = sqlx::query(sql).bind(tx.key()).bind(id.to_string()).bind(micros(expires_at));
    Ok(query.execute(tx.connection()).await?.rows_affected() == 1)
}

/// Being made, so far to this percentage (0 to 100). Says whether it was there.
///
/// # Errors
/// The database's.
pub async fn set_processing(tx: &mut OrgTx, id: ReportId, percent: u64) -> Result<bool, Error> {
    let sql = "UPDATE reports SET state = 'processing', percent = $3 WHERE organization_id = $1 AND id = $2";
    let query = sqlx::query(sql).bind(tx.key()).bind(id.to_string()).bind(size(percent)?);
    Ok(query.execute(tx.connection()).await?.rows_affected() == 1)
}

/// Its files are on disk.
///
/// # Errors
/// The database's.
pub async fn set_successful(tx: &mut OrgTx, id: ReportId, imports: &[ImportId], at: DateTime<Utc>) -> Result<(), Error> {
    let sql = "UPDATE reports SET state = 'successful', percent = 100, error = NULL, kept = 1, imports = $3, finished_at = $4 \
               WHERE organization_id = $1 AND id = $2";
    let query = sqlx::query(sql).bind(tx.key()).bind(id.to_string()).bind(json(&imports)?).bind(micros(at));
    query.execute(tx.connection()).await?;
    Ok(())
}

/// `error` is one line for the page.
///
/// # Errors
/// The database's.
pub async fn set_failed(tx: &mut OrgTx, id: ReportId, error: &str, at: DateTime<Utc>) -> Result<(), Error> {
    let sql = "UPDATE reports SET state = 'failed', error = $3, finished_at = $4 WHERE organization_id = $1 AND id = $2";
    let query = sqlx::query(sql).bind(tx.key()).bind(id.to_string()).bind(error.to_owned()).bind(micros(at));
    query.execute(tx.connection()).await?;
    Ok(())
}

/// Its files have been removed from disk.
///
/// # Errors
/// The database's.
pub async fn set_not_kept(tx: &mut OrgTx, id: ReportId) -> Result<(), Error> {
    let query = sqlx::query("UPDATE reports SET kept = 0 WHERE organization_id = $1 AND id = $2");
    query.bind(tx.key()).bind(id.to_string()).execute(tx.connection()).await?;
    Ok(())
}

/// Says whether it was there.
///
/// # Errors
/// The database's.
pub async fn remove(tx: &mut OrgTx, id: ReportId) -> Result<bool, Error> {
    let query = sqlx::query("DELETE FROM reports WHERE organization_id = $1 AND id = $2").bind(tx.key()).bind(id.to_string());
    Ok(query.execute(tx.connection()).await?.rows_affected() == 1)
}

/// Reports of every organization whose files are on disk beyond their time, for the worker that removes them. Those that a
/// file is still on its way from are left out: an object store may take it only after a day of tries, and they end.
///
/// # Errors
/// The database's.
pub async fn list_expired(tx: &mut Tx, now: DateTime<Utc>) -> Result<Vec<(OrganizationId, ReportId)>, Error> {
    let sql = "SELECT organization_id, id FROM reports WHERE kept = 1 AND expires_at <= $1 \
               AND id NOT IN (SELECT report_id FROM deliveries WHERE channel = 'bucket' AND due_at IS NOT NULL)";
    let rows = sqlx::query(sql).bind(micros(now)).fetch_all(tx.connection()).await?;
    rows.iter().map(|row| Ok((row.parsed("organization_id")?, row.parsed("id")?))).collect()
}
