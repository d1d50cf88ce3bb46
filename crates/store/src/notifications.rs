//! What people were told. Somebody who left an organization sees no more of it: every query asks for the membership.

use chrono::{DateTime, Utc};
use muster_domain::view::notifications::NotificationKind;
use muster_domain::{NotificationId, OrganizationId, UserId};
use sqlx::any::AnyRow;

use crate::row::{Columns, micros};
use crate::{Error, Tx};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    pub id: NotificationId,
    pub user: UserId,
    pub organization: OrganizationId,
    pub kind: NotificationKind,
    pub title: String,
    pub body: String,
    /// Path of the page it is about.
    pub path: String,
    pub created_at: DateTime<Utc>,
    pub read_at: Option<DateTime<Utc>>,
}

fn kind(row: &AnyRow) -> Result<NotificationKind, Error> {
    let name = row.text("kind")?;
    NotificationKind::from_name(&name).ok_or_else(|| Error::Corrupt(format!("kind of notification is `{name}`")))
}

fn read(row: &AnyRow) -> Result<Notification, Error> {
    Ok(Notification {
        id: row.parsed("id")?,
        user: row.parsed("user_id")?,
        organization: row.parsed("organization_id")?,
        kind: kind(row)?,
        title: row.text("title")?,
        body: row.text("body")?,
        path: row.text("path")?,
        created_at: row.time("created_at")?,
        read_at: row.maybe_time("read_at")?,
    })
}

/// # Errors
/// The database's.
pub async fn add(tx: &mut Tx, new: &Notification) -> Result<(), Error> {
    let sql = "INSERT INTO notifications (id, user_id, organization_id, kind, title, body, path, created_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    sqlx::query(sql)
        .bind(new.id.to_string())
        .bind(new.user.to_string())
        .bind(new.organization.to_string())
        .bind(new.kind.name())
        .bind(new.title.clone())
        .bind(new.body.clone())
        .bind(new.path.clone())
        .bind(micros(new.created_at))
        .execute(tx.connection())
        .await?;
    Ok(())
}

const MINE: &str = "FROM notifications n JOIN memberships m ON m.user_id = n.user_id AND m.organization_id = n.organization_id \
                    JOIN organizations o ON o.id = n.organization_id WHERE n.user_id = $1";

/// A page of a person's, newest first, each with the name of its organization.
///
/// # Errors
/// The database's.
pub async fn list(tx: &mut Tx, user: UserId, (limit, offset): (u32, u32)) -> Result<Vec<(Notification, String)>, Error> {
    let sql = format!("SELECT n.*, o.name AS organization {MINE} ORDER BY n.created_at DESC, n.id DESC LIMIT $2 OFFSET $3");
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(user.to_string()).bind(i64::from(limit)).bind(i64::from(offset));
    let row = |row: &AnyRow| Ok((read(row)?, row.text("organization")?));
    query.fetch_all(tx.connection()).await?.iter().map(row).collect()
}

/// How many there are, and how many of them were not read.
///
/// # Errors
/// The database's.
pub async fn count(tx: &mut Tx, user: UserId) -> Result<(u64, u64), Error> {
    let sql = format!("SELECT COUNT(*) AS total, COUNT(n.read_at) AS done {MINE}");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(user.to_string()).fetch_one(tx.connection()).await?;
    let (total, done) = (row.count("total")?, row.count("done")?);
    Ok((total, total - done))
}

/// # Errors
/// The database's.
pub async fn set_read(tx: &mut Tx, user: UserId, id: NotificationId, at: DateTime<Utc>) -> Result<bool, Error> {
    let sql = "UPDATE notifications SET read_at = COALESCE(read_at, $3) WHERE user_id = $1 AND id = $2";
    let query = sqlx::query(sql).bind(user.to_string()).bind(id.to_string()).bind(micros(at));
    Ok(query.execute(tx.connection()).await?.rows_affected() == 1)
}

/// # Errors
/// The database's.
pub async fn set_all_read(tx: &mut Tx, user: UserId, at: DateTime<Utc>) -> Result<(), Error> {
    let query = sqlx::query("UPDATE notifications SET read_at = $2 WHERE user_id = $1 AND read_at IS NULL");
    query.bind(user.to_string()).bind(micros(at)).execute(tx.connection()).await?;
    Ok(())
}

/// Takes away what is older than `before`.
///
/// # Errors
/// The database's.
pub async fn remove_old(tx: &mut Tx, before: DateTime<Utc>) -> Result<(), Error> {
    sqlx::query("DELETE FROM notifications WHERE created_at < $1").bind(micros(before)).execute(tx.connection()).await?;
    Ok(())
}

/// The kinds that a person wants no mail of.
///
/// # Errors
/// The database's.
pub async fn list_muted(tx: &mut Tx, user: UserId) -> Result<Vec<NotificationKind>, Error> {
    let query = sqlx::query("SELECT kind FROM muted_notifications WHERE user_id = $1 ORDER BY kind").bind(user.to_string());
    query.fetch_all(tx.connection()).await?.iter().map(kind).collect()
}

/// # Errors
/// The database's.
pub async fn mute(tx: &mut Tx, user: UserId, kind: NotificationKind) -> Result<(), Error> {
    let query = sqlx::query("INSERT INTO muted_notifications (user_id, kind) VALUES ($1, $2) ON CONFLICT DO NOTHING");
    query.bind(user.to_string()).bind(kind.name()).execute(tx.connection()).await?;
    Ok(())
}

/// # Errors
/// The database's.
pub async fn unmute(tx: &mut Tx, user: UserId, kind: NotificationKind) -> Result<(), Error> {
    let query = sqlx::query("DELETE FROM muted_notifications WHERE user_id = $1 AND kind = $2");
    query.bind(user.to_string()).bind(kind.name()).execute(tx.connection()).await?;
    Ok(())
}
