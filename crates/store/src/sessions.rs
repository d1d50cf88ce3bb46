//! Sessions of browsers, as the session layer writes them, with whose they are. The key is not what the browser's cookie
//! says, only made from it: whoever reads this table signs in as nobody.

use chrono::{DateTime, Utc};
use muster_domain::UserId;
use sqlx::any::AnyRow;

use crate::row::{Columns, micros};
use crate::{Error, Tx};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub key: String,
    /// The session layer's own text.
    pub data: String,
    /// Who signed in, if somebody did.
    pub user: Option<UserId>,
    /// What the browser calls itself.
    pub agent: String,
    /// The network address it was last seen at.
    pub address: String,
    pub created_at: DateTime<Utc>,
    pub seen_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

fn read(row: &AnyRow) -> Result<Session, Error> {
    Ok(Session {
        key: row.text("id")?,
        data: row.text("data")?,
        user: row.maybe_parsed("user_id")?,
        agent: row.text("agent")?,
        address: row.text("address")?,
        created_at: row.time("created_at")?,
        seen_at: row.time("seen_at")?,
        expires_at: row.time("expires_at")?,
    })
}

/// A session that has not expired.
///
/// # Errors
/// The database's.
pub async fn lookup(tx: &mut Tx, key: &str, now: DateTime<Utc>) -> Result<Option<Session>, Error> {
    let query = sqlx::query("SELECT * FROM sessions WHERE id = $1 AND expires_at > $2").bind(key.to_owned()).bind(micros(now));
    query.fetch_optional(tx.connection()).await?.as_ref().map(read).transpose()
}

/// Adds a session unless the key is taken; says whether it did.
///
/// # Errors
/// The database's.
pub async fn add(tx: &mut Tx, new: &Session) -> Result<bool, Error> {
    let sql = "INSERT INTO sessions (id, data, user_id, agent, address, created_at, seen_at, expires_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING";
    let done = sqlx::query(sql)
        .bind(new.key.clone())
        .bind(new.data.clone())
        .bind(new.user.map(|user| user.to_string()))
        .bind(new.agent.clone())
        .bind(new.address.clone())
        .bind(micros(new.created_at))
        .bind(micros(new.seen_at))
        .bind(micros(new.expires_at))
        .execute(tx.connection())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Writes a session that is there. One that was ended meanwhile stays ended.
///
/// # Errors
/// The database's.
pub async fn save(tx: &mut Tx, session: &Session) -> Result<(), Error> {
    let sql = "UPDATE sessions SET data = $2, user_id = $3, agent = $4, expires_at = $5 WHERE id = $1";
    sqlx::query(sql)
        .bind(session.key.clone())
        .bind(session.data.clone())
        .bind(session.user.map(|user| user.to_string()))
        .bind(session.agent.clone())
        .bind(micros(session.expires_at))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// A person's that have not expired, those seen last first.
///
/// # Errors
/// The database's.
pub async fn list_by_user(tx: &mut Tx, user: UserId, now: DateTime<Utc>) -> Result<Vec<Session>, Error> {
    let sql = "SELECT * FROM sessions WHERE user_id = $1 AND expires_at > $2 ORDER BY seen_at DESC, id";
    let query = sqlx::query(sql).bind(user.to_string()).bind(micros(now));
    query.fetch_all(tx.connection()).await?.iter().map(read).collect()
}

/// When a session was last seen.
///
/// # Errors
/// The database's.
pub async fn seen_at(tx: &mut Tx, key: &str) -> Result<Option<DateTime<Utc>>, Error> {
    let query = sqlx::query("SELECT seen_at FROM sessions WHERE id = $1").bind(key.to_owned());
    query.fetch_optional(tx.connection()).await?.map(|row| row.time("seen_at")).transpose()
}

/// Whose it was seen to be, when, and at which network address.
///
/// # Errors
/// The database's.
pub async fn set_seen(tx: &mut Tx, key: &str, (user, at, address): (UserId, DateTime<Utc>, &str)) -> Result<(), Error> {
    let query = sqlx::query("UPDATE sessions SET user_id = $2, seen_at = $3, address = $4 WHERE id = $1").bind(key.to_owned());
    query.bind(user.to_string()).bind(micros(at)).bind(address.to_owned()).execute(tx.connection()).await?;
    Ok(())
}

/// # Errors
/// The database's.
pub async fn remove(tx: &mut Tx, key: &str) -> Result<(), Error> {
    sqlx::query("DELETE FROM sessions WHERE id = $1").bind(key.to_owned()).execute(tx.connection()).await?;
    Ok(())
}

/// A person's own; `false` where they have none of this key.
///
/// # Errors
/// The database's.
pub async fn remove_one(tx: &mut Tx, user: UserId, key: &str) -> Result<bool, Error> {
    let query = sqlx::query("DELETE FROM sessions WHERE user_id = $1 AND id = $2").bind(user.to_string()).bind(key.to_owned());
    Ok(query.execute(tx.connection()).await?.rows_affected() == 1)
}

/// All of a person's but one.
///
/// # Errors
/// The database's.
pub async fn remove_others(tx: &mut Tx, user: UserId, keep: Option<&str>) -> Result<(), Error> {
    let query = sqlx::query("DELETE FROM sessions WHERE user_id = $1 AND id <> $2").bind(user.to_string());
    query.bind(keep.unwrap_or_default().to_owned()).execute(tx.connection()).await?;
    Ok(())
}

/// # Errors
/// The database's.
pub async fn remove_expired(tx: &mut Tx, now: DateTime<Utc>) -> Result<(), Error> {
    sqlx::query("DELETE FROM sessions WHERE expires_at <= $1").bind(micros(now)).execute(tx.connection()).await?;
    Ok(())
}
