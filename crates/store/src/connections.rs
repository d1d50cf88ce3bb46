//! What the bills of management accounts are read from by themselves, and how that does.

mod due;
mod events;

use chrono::{DateTime, Utc};
use muster_domain::connection::{Finding, Place, RoleArn};
use muster_domain::view::connections::ConnectionKind;
use muster_domain::{ManagementAccountId, UserId};
use sqlx::any::AnyRow;

use crate::row::{Columns, json, micros};
use crate::{Error, OrgTx};

pub use due::{list_due, list_locations};
pub use events::{NewEvent, add_event, list_events, remove_old_events};

/// What was given, and what became of it. Times and findings are the last check's.
#[derive(Clone, Debug, PartialEq)]
pub struct Connection {
    pub account: ManagementAccountId,
    pub external_id: String,
    pub place: Option<Place>,
    pub role: Option<RoleArn>,
    pub location: Option<String>,
    /// What is read; `None` while nothing is.
    pub kind: Option<ConnectionKind>,
    pub connected_by: Option<UserId>,
    pub connected_at: Option<DateTime<Utc>>,
    pub checked_at: Option<DateTime<Utc>>,
    pub next_check_at: Option<DateTime<Utc>>,
    pub finding: Option<Finding>,
    pub finding_since: Option<DateTime<Utc>>,
    /// When the newest delivery was written.
    pub delivered_at: Option<DateTime<Utc>>,
    /// Members were told of what is wrong now.
    pub told_at: Option<DateTime<Utc>>,
    /// Members were told that bills are there.
    pub ready_at: Option<DateTime<Utc>>,
}

impl Connection {
    /// Nothing is known but what a role is to be asked with.
    pub fn new(account: ManagementAccountId, external_id: String) -> Self {
        Self {
            account,
            external_id,
            place: None,
            role: None,
            location: None,
            kind: None,
            connected_by: None,
            connected_at: None,
            checked_at: None,
            next_check_at: None,
            finding: None,
            finding_since: None,
            delivered_at: None,
            told_at: None,
            ready_at: None,
        }
    }
}

fn read(row: &AnyRow) -> Result<Connection, Error> {
    let kind = row.maybe_text("kind")?;
    let unknown = |name: &String| Error::Corrupt(format!("kind of connection is `{name}`"));
    Ok(Connection {
        account: row.parsed("management_account_id")?,
        external_id: row.text("external_id")?,
        place: row.maybe_json("place")?,
        role: row.maybe_parsed("role")?,
        location: row.maybe_text("location")?,
        kind: kind.map(|name| ConnectionKind::from_name(&name).ok_or_else(|| unknown(&name))).transpose()?,
        connected_by: row.maybe_parsed("connected_by")?,
        connected_at: row.maybe_time("connected_at")?,
        checked_at: row.maybe_time("checked_at")?,
        next_check_at: row.maybe_time("next_check_at")?,
        finding: row.maybe_json("finding")?,
        finding_since: row.maybe_time("finding_since")?,
        delivered_at: row.maybe_time("delivered_at")?,
        told_at: row.maybe_time("told_at")?,
        ready_at: row.maybe_time("ready_at")?,
    })
}

/// # Errors
/// The database's.
pub async fn lookup(tx: &mut OrgTx, account: ManagementAccountId) -> Result<Option<Connection>, Error> {
    let sql = "SELECT * FROM connections WHERE organization_id = $1 AND management_account_id = $2";
    let query = sqlx::query(sql).bind(tx.key()).bind(account.to_string());
    query.fetch_optional(tx.connection()).await?.as_ref().map(read).transpose()
}

/// Of every management account of the organization that has one.
///
/// # Errors
/// The database's.
pub async fn list(tx: &mut OrgTx) -> Result<Vec<Connection>, Error> {
    let sql = "SELECT * FROM connections WHERE organization_id = $1 ORDER BY management_account_id";
    sqlx::query(sql).bind(tx.key()).fetch_all(tx.connection()).await?.iter().map(read).collect()
}

/// Writes all of it but the external ID, which stays as it was first.
///
/// # Errors
/// `Dangling` when the management account was removed meanwhile.
pub async fn set(tx: &mut OrgTx, new: &Connection) -> Result<(), Error> {
    const COLUMNS: [&str; 13] = [
        "place",
        "role",
        "location",
        "kind",
        "connected_by",
        "connected_at",
        "checked_at",
        "next_check_at",
        "finding",
        "finding_since",
        "delivered_at",
        "told_at",
        "ready_at",
    ];
    let values: Vec<_> = (4..4 + COLUMNS.len()).map(|number| format!("${number}")).collect();
    let changes: Vec<_> = COLUMNS.iter().map(|column| format!("{column} = excluded.{column}")).collect();
    let sql = format!(
        "INSERT INTO connections (management_account_id, organization_id, external_id, {}) VALUES ($1, $2, $3, {}) \
         ON CONFLICT (management_account_id) DO UPDATE SET {}",
        COLUMNS.join(", "),
        values.join(", "),
        changes.join(", ")
    );
    sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(new.account.to_string())
        .bind(tx.key())
        .bind(new.external_id.clone())
        .bind(new.place.as_ref().map(json).transpose()?)
        .bind(new.role.as_ref().map(ToString::to_string))
        .bind(new.location.clone())
        .bind(new.kind.map(ConnectionKind::name))
        .bind(new.connected_by.map(|user| user.to_string()))
        .bind(new.connected_at.map(micros))
        .bind(new.checked_at.map(micros))
        .bind(new.next_check_at.map(micros))
        .bind(new.finding.as_ref().map(json).transpose()?)
        .bind(new.finding_since.map(micros))
        .bind(new.delivered_at.map(micros))
        .bind(new.told_at.map(micros))
        .bind(new.ready_at.map(micros))
        .execute(tx.connection())
        .await?;
    Ok(())
}
