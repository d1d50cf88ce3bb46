//! Which workflow version charges a subset, from a billing month on; rows are only added.

use chrono::{DateTime, Utc};
use muster_domain::association::Association;
use muster_domain::{SubsetId, UserId, WorkflowId};
use sqlx::any::AnyRow;
use uuid::Uuid;

use crate::row::{Columns, micros};
use crate::{Error, OrgTx};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    pub association: Association,
    pub subset_name: String,
    /// As the workflow is called now.
    pub workflow_name: String,
    /// Its newest version; `None` when it was deleted.
    pub newest: Option<u32>,
    /// Name of who approved it.
    pub by: String,
    pub at: DateTime<Utc>,
}

fn read(row: &AnyRow) -> Result<Made, Error> {
    let association = Association {
        subset: row.parsed("subset_id")?,
        workflow: row.parsed("workflow_id")?,
        version: row.small("workflow_version")?,
        from: row.parsed("from_month")?,
    };
    let is_deleted = row.maybe_number("deleted_at")?.is_some();
    Ok(Made {
        association,
        subset_name: row.text("subset_name")?,
        workflow_name: row.text("workflow_name")?,
        newest: if is_deleted { None } else { Some(row.small("newest")?) },
        by: row.text("by_name")?,
        at: row.time("created_at")?,
    })
}

/// In the order in which they were made.
///
/// # Errors
/// The database's.
pub async fn list(tx: &mut OrgTx) -> Result<Vec<Made>, Error> {
    let sql = "SELECT a.*, s.name AS subset_name, w.name AS workflow_name, w.version AS newest, w.deleted_at, u.name AS by_name \
               FROM associations a JOIN subsets s ON s.id = a.subset_id JOIN workflows w ON w.id = a.workflow_id \
               JOIN users u ON u.id = a.created_by WHERE a.organization_id = $1 ORDER BY a.created_at, a.id";
    sqlx::query(sql).bind(tx.key()).fetch_all(tx.connection()).await?.iter().map(read).collect()
}

/// How many subsets a workflow charges, or charged, by any version.
///
/// # Errors
/// The database's.
pub async fn count_by_workflow(tx: &mut OrgTx, workflow: WorkflowId) -> Result<u64, Error> {
    let sql = "SELECT COUNT(DISTINCT subset_id) AS subsets FROM associations WHERE organization_id = $1 AND workflow_id = $2";
    sqlx::query(sql).bind(tx.key()).bind(workflow.to_string()).fetch_one(tx.connection()).await?.count("subsets")
}

/// # Errors
/// The database's.
pub async fn count_by_subset(tx: &mut OrgTx, subset: SubsetId) -> Result<u64, Error> {
    let sql = "SELECT COUNT(*) AS made FROM associations WHERE organization_id = $1 AND subset_id = $2";
    sqlx::query(sql).bind(tx.key()).bind(subset.to_string()).fetch_one(tx.connection()).await?.count("made")
}

#[derive(Clone, Debug)]
pub struct NewAssociation {
    pub id: Uuid,
    pub association: Association,
    /// Who approved it.
    pub by: UserId,
    pub at: DateTime<Utc>,
}

/// # Errors
/// `Dangling` without such a subset or version.
pub async fn add(tx: &mut OrgTx, new: &NewAssociation) -> Result<(), Error> {
    let sql = "INSERT INTO associations (id, organization_id, subset_id, workflow_id, workflow_version, from_month, created_by, \
               created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let Association { subset, workflow, version, from } = new.association;
    sqlx::query(sql)
        .bind(new.id.to_string())
        .bind(tx.key())
        .bind(subset.to_string())
        .bind(workflow.to_string())
        .bind(i64::from(version))
        .bind(from.to_string())
        .bind(new.by.to_string())
        .bind(micros(new.at))
        .execute(tx.connection())
        .await?;
    Ok(())
}
