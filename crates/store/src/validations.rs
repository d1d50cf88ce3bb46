//! Marks of people on versions of workflows: looked at on a report, and found right.

use chrono::{DateTime, Utc};
use muster_domain::{ReportId, UserId, WorkflowId};
use sqlx::any::AnyRow;

use crate::row::{Columns, micros, size};
use crate::{Error, OrgTx};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Validation {
    pub workflow: WorkflowId,
    pub version: u64,
    pub report: ReportId,
    pub report_name: String,
    /// Name of who found it right.
    pub by: String,
    pub at: DateTime<Utc>,
}

fn read(row: &AnyRow) -> Result<Validation, Error> {
    Ok(Validation {
        workflow: row.parsed("workflow_id")?,
        version: row.count("version")?,
        report: row.parsed("report_id")?,
        report_name: row.text("report_name")?,
        by: row.text("by_name")?,
        at: row.time("created_at")?,
    })
}

/// Of every workflow that is not deleted, oldest first.
///
/// # Errors
/// The database's.
pub async fn list(tx: &mut OrgTx) -> Result<Vec<Validation>, Error> {
    let sql = "SELECT v.*, u.name AS by_name FROM workflow_validations v JOIN users u ON u.id = v.created_by \
               JOIN workflows w ON w.id = v.workflow_id AND w.deleted_at IS NULL \
               WHERE v.organization_id = $1 ORDER BY v.created_at, v.workflow_id, v.version";
    sqlx::query(sql).bind(tx.key()).fetch_all(tx.connection()).await?.iter().map(read).collect()
}

/// A mark.
#[derive(Clone, Debug)]
pub struct NewValidation {
    pub workflow: WorkflowId,
    pub version: u64,
    pub report: ReportId,
    pub report_name: String,
    pub by: UserId,
    pub at: DateTime<Utc>,
}

/// The first mark of a version stays; says whether this is it.
///
/// # Errors
/// `Dangling` when there is no such version.
pub async fn add(tx: &mut OrgTx, new: &NewValidation) -> Result<bool, Error> {
    let sql = "INSERT INTO workflow_validations (workflow_id, version, organization_id, report_id, report_name, created_by, created_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (workflow_id, version) DO NOTHING";
    let query = sqlx::query(sql)
        .bind(new.workflow.to_string())
        .bind(size(new.version)?)
        .bind(tx.key())
        .bind(new.report.to_string())
        .bind(new.report_name.clone())
        .bind(new.by.to_string())
        .bind(micros(new.at));
    Ok(query.execute(tx.connection()).await?.rows_affected() == 1)
}
