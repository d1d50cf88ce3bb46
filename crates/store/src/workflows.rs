//! Workflows and their versions. A deleted workflow keeps its rows for the reports that were made with it, and is
//! seen by its versions only.

use chrono::{DateTime, Utc};
use muster_domain::{UserId, WorkflowId};
use sqlx::any::AnyRow;

use crate::row::{Columns, key, micros, size};
use crate::{Error, OrgTx};

/// A workflow with its newest version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workflow {
    pub id: WorkflowId,
    pub name: String,
    pub version: u64,
    /// The workflow file of that version.
    pub json: String,
    /// How many reports were made with any version.
    pub reports: u64,
    pub updated_at: DateTime<Utc>,
    /// Name of who made that version.
    pub updated_by: String,
}

fn read(row: &AnyRow) -> Result<Workflow, Error> {
    Ok(Workflow {
        id: row.parsed("id")?,
        name: row.text("name")?,
        version: row.count("version")?,
        json: row.text("json")?,
        reports: row.count("reports")?,
        updated_at: row.time("updated_at")?,
        updated_by: row.text("updated_by")?,
    })
}

macro_rules! newest {
    ($rest:literal) => {
        concat!(
            "SELECT w.id, w.name, w.version, v.json, v.created_at AS updated_at, u.name AS updated_by, ",
            "(SELECT COUNT(*) FROM reports r WHERE r.workflow_id = w.id) AS reports ",
            "FROM workflows w JOIN workflow_versions v ON v.workflow_id = w.id AND v.version = w.version ",
            "JOIN users u ON u.id = v.created_by WHERE w.organization_id = $1 AND w.deleted_at IS NULL ",
            $rest
        )
    };
}

/// # Errors
/// The database's.
pub async fn lookup(tx: &mut OrgTx, id: WorkflowId) -> Result<Option<Workflow>, Error> {
    let query = sqlx::query(newest!("AND w.id = $2")).bind(tx.key()).bind(id.to_string());
    query.fetch_optional(tx.connection()).await?.as_ref().map(read).transpose()
}

/// In order of name.
///
/// # Errors
/// The database's.
pub async fn list(tx: &mut OrgTx) -> Result<Vec<Workflow>, Error> {
    let query = sqlx::query(newest!("ORDER BY w.name_key, w.id")).bind(tx.key());
    query.fetch_all(tx.connection()).await?.iter().map(read).collect()
}

/// One version, as it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    pub version: u64,
    /// The workflow file.
    pub json: String,
    /// What it is for, as its maker wrote; may be empty.
    pub note: String,
    /// Name of who made it.
    pub by: String,
    pub at: DateTime<Utc>,
    /// How many reports were made with it.
    pub reports: u64,
}

fn read_version(row: &AnyRow) -> Result<Version, Error> {
    Ok(Version {
        version: row.count("version")?,
        json: row.text("json")?,
        note: row.text("note")?,
        by: row.text("by_name")?,
        at: row.time("created_at")?,
        reports: row.count("reports")?,
    })
}

macro_rules! versions {
    ($rest:literal) => {
        concat!(
            "SELECT v.version, v.json, v.note, v.created_at, u.name AS by_name, ",
            "(SELECT COUNT(*) FROM reports r WHERE r.workflow_id = v.workflow_id AND r.workflow_version = v.version) AS reports ",
            "FROM workflow_versions v JOIN users u ON u.id = v.created_by WHERE v.organization_id = $1 AND v.workflow_id = $2 ",
            $rest
        )
    };
}

/// One version, of a deleted workflow too.
///
/// # Errors
/// The database's.
pub async fn lookup_version(tx: &mut OrgTx, id: WorkflowId, version: u64) -> Result<Option<Version>, Error> {
    let query = sqlx::query(versions!("AND v.version = $3")).bind(tx.key()).bind(id.to_string()).bind(size(version)?);
    query.fetch_optional(tx.connection()).await?.as_ref().map(read_version).transpose()
}

/// Every version, newest first, of a deleted workflow too.
///
/// # Errors
/// The database's.
pub async fn list_versions(tx: &mut OrgTx, id: WorkflowId) -> Result<Vec<Version>, Error> {
    let query = sqlx::query(versions!("ORDER BY v.version DESC")).bind(tx.key()).bind(id.to_string());
    query.fetch_all(tx.connection()).await?.iter().map(read_version).collect()
}

/// A version of a workflow.
#[derive(Clone, Debug)]
pub struct NewVersion {
    pub id: WorkflowId,
    pub name: String,
    /// The workflow file.
    pub json: String,
    /// What it is for; may be empty.
    pub note: String,
    pub by: UserId,
    pub at: DateTime<Utc>,
}

/// Adds a workflow with its first version.
///
/// # Errors
/// `Taken(WorkflowName)`, whatever the case of its letters.
pub async fn add(tx: &mut OrgTx, new: &NewVersion) -> Result<(), Error> {
    let sql = "INSERT INTO workflows (id, organization_id, name, name_key, version, created_at) VALUES ($1, $2, $3, $4, 1, $5)";
    sqlx::query(sql)
        .bind(new.id.to_string())
        .bind(tx.key())
        .bind(new.name.clone())
        .bind(key(&new.name))
        .bind(micros(new.at))
        .execute(tx.connection())
        .await?;
    add_row(tx, new, 1).await
}

/// Adds the next version; answers its number, or `None` when there is no such workflow.
///
/// # Errors
/// `Taken(WorkflowName)`.
pub async fn add_version(tx: &mut OrgTx, new: &NewVersion) -> Result<Option<u64>, Error> {
    let sql = "UPDATE workflows SET version = version + 1, name = $3, name_key = $4 \
               WHERE organization_id = $1 AND id = $2 AND deleted_at IS NULL RETURNING version";
    let query = sqlx::query(sql).bind(tx.key()).bind(new.id.to_string()).bind(new.name.clone()).bind(key(&new.name));
    let Some(row) = query.fetch_optional(tx.connection()).await? else { return Ok(None) };
    let version = row.count("version")?;
    add_row(tx, new, version).await?;
    Ok(Some(version))
}

async fn add_row(tx: &mut OrgTx, new: &NewVersion, version: u64) -> Result<(), Error> {
    let sql = "INSERT INTO workflow_versions (workflow_id, organization_id, version, json, note, created_by, created_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    sqlx::query(sql)
        .bind(new.id.to_string())
        .bind(tx.key())
        .bind(size(version)?)
        .bind(new.json.clone())
        .bind(new.note.clone())
        .bind(new.by.to_string())
        .bind(micros(new.at))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Its name is free again; its versions stay. Says whether it was there.
///
/// # Errors
/// The database's.
pub async fn remove(tx: &mut OrgTx, id: WorkflowId, at: DateTime<Utc>) -> Result<bool, Error> {
    let sql = "UPDATE workflows SET deleted_at = $3 WHERE organization_id = $1 AND id = $2 AND deleted_at IS NULL";
    let query = sqlx::query(sql).bind(tx.key()).bind(id.to_string()).bind(micros(at));
    Ok(query.execute(tx.connection()).await?.rows_affected() == 1)
}
