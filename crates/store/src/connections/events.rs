//! What happened to connections.

use chrono::{DateTime, Utc};
use muster_domain::ManagementAccountId;
use muster_domain::view::connections::{ConnectionEvent, EventKind};
use sqlx::any::AnyRow;
use uuid::Uuid;

use crate::row::{Columns, micros};
use crate::{Error, OrgTx, Tx};

#[derive(Clone, Debug)]
pub struct NewEvent {
    pub id: Uuid,
    pub account: ManagementAccountId,
    pub kind: EventKind,
    /// One sentence.
    pub text: String,
    pub at: DateTime<Utc>,
}

/// # Errors
/// The database's.
pub async fn add_event(tx: &mut OrgTx, new: &NewEvent) -> Result<(), Error> {
    let sql = "INSERT INTO connection_events (id, organization_id, management_account_id, kind, text, at) \
               VALUES ($1, $2, $3, $4, $5, $6)";
    sqlx::query(sql)
        .bind(new.id.to_string())
        .bind(tx.key())
        .bind(new.account.to_string())
        .bind(new.kind.name())
        .bind(new.text.clone())
        .bind(micros(new.at))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// The newest, newest first.
///
/// # Errors
/// The database's.
pub async fn list_events(tx: &mut OrgTx, account: ManagementAccountId, limit: u32) -> Result<Vec<ConnectionEvent>, Error> {
    let sql = "SELECT * FROM connection_events WHERE organization_id = $1 AND management_account_id = $2 \
               ORDER BY at DESC, id DESC LIMIT $3";
    let query = sqlx::query(sql).bind(tx.key()).bind(account.to_string()).bind(i64::from(limit));
    query.fetch_all(tx.connection()).await?.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<ConnectionEvent, Error> {
    let name = row.text("kind")?;
    let kind = EventKind::from_name(&name).ok_or_else(|| Error::Corrupt(format!("event of a connection is `{name}`")))?;
    Ok(ConnectionEvent { at: row.time("at")?, kind, text: row.text("text")? })
}

/// Takes away what is older than `before`.
///
/// # Errors
/// The database's.
pub async fn remove_old_events(tx: &mut Tx, before: DateTime<Utc>) -> Result<(), Error> {
    sqlx::query("DELETE FROM connection_events WHERE at < $1").bind(micros(before)).execute(tx.connection()).await?;
    Ok(())
}
