//! Who did what, on which thing, when. Written in the transaction of what it speaks of.

use chrono::{DateTime, Utc};
use muster_domain::{OrganizationId, UserId};
use sqlx::any::AnyRow;
use uuid::Uuid;

use crate::row::{Columns, micros};
use crate::{Error, OrgTx, Tx};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub id: Uuid,
    /// `None` for what concerns a person alone (a sign-in).
    pub organization: Option<OrganizationId>,
    /// `None` for what nobody signed in did.
    pub user: Option<UserId>,
    /// Feature and verb: `subsets.assign`.
    pub action: String,
    /// Id of the thing.
    pub subject: String,
    /// What is worth knowing beyond the id.
    pub detail: String,
    /// What the thing was, and became; `None` where nothing was there, or nothing changed.
    pub before: Option<String>,
    pub after: Option<String>,
    /// The network address that the request came from; empty for what came from the operator's command line.
    pub address: String,
    pub request_id: String,
    pub at: DateTime<Utc>,
}

fn read(row: &AnyRow) -> Result<Record, Error> {
    Ok(Record {
        id: row.parsed("id")?,
        organization: row.maybe_parsed("organization_id")?,
        user: row.maybe_parsed("user_id")?,
        action: row.text("action")?,
        subject: row.text("subject_id")?,
        detail: row.text("detail")?,
        before: row.maybe_text("before")?,
        after: row.maybe_text("after")?,
        address: row.text("address")?,
        request_id: row.text("request_id")?,
        at: row.time("at")?,
    })
}

/// # Errors
/// The database's.
pub async fn add(tx: &mut Tx, record: &Record) -> Result<(), Error> {
    let sql = "INSERT INTO audit (id, organization_id, user_id, action, subject_id, detail, request_id, at, before, after, address) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    sqlx::query(sql)
        .bind(record.id.to_string())
        .bind(record.organization.map(|id| id.to_string()))
        .bind(record.user.map(|id| id.to_string()))
        .bind(record.action.clone())
        .bind(record.subject.clone())
        .bind(record.detail.clone())
        .bind(record.request_id.clone())
        .bind(micros(record.at))
        .bind(record.before.clone())
        .bind(record.after.clone())
        .bind(record.address.clone())
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// What a person did beside any organization (signing in, say), newest first.
///
/// # Errors
/// The database's.
pub async fn list_by_user(tx: &mut Tx, user: UserId) -> Result<Vec<Record>, Error> {
    let sql = "SELECT * FROM audit WHERE organization_id IS NULL AND user_id = $1 ORDER BY at DESC, id DESC";
    let query = sqlx::query(sql).bind(user.to_string());
    query.fetch_all(tx.connection()).await?.iter().map(read).collect()
}

/// Of the organization, newest first.
///
/// # Errors
/// The database's.
pub async fn list(tx: &mut OrgTx) -> Result<Vec<Record>, Error> {
    let query = sqlx::query("SELECT * FROM audit WHERE organization_id = $1 ORDER BY at DESC, id DESC").bind(tx.key());
    query.fetch_all(tx.connection()).await?.iter().map(read).collect()
}
