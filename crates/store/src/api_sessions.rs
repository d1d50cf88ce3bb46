//! Sessions of programs that signed in as a person. They stand among the sessions of browsers, under a key that no
//! cookie leads to, so that whoever ends a person's sessions ends these too.

use chrono::{DateTime, Utc};
use muster_domain::UserId;

use crate::row::{Columns, micros};
use crate::{Error, Tx};

/// A session of a program.
#[derive(Clone, Debug)]
pub struct ApiSession {
    pub user: UserId,
    /// Of the token.
    pub digest: String,
    /// The network address it was begun from.
    pub address: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// What a person knows it by.
const AGENT: &str = "HTTP API";

/// # Errors
/// `Dangling` where the person is not there any more.
pub async fn add(tx: &mut Tx, new: &ApiSession) -> Result<(), Error> {
    let sql = "INSERT INTO sessions (id, data, expires_at, user_id, agent, address, created_at, seen_at) \
               VALUES ($1, '{}', $2, $3, $4, $5, $6, $6)";
    let query = sqlx::query(sql).bind(key(&new.digest)).bind(micros(new.expires_at)).bind(new.user.to_string()).bind(AGENT);
    query.bind(new.address.clone()).bind(micros(new.created_at)).execute(tx.connection()).await?;
    Ok(())
}

/// Whose token this is the digest of, unless it has expired.
///
/// # Errors
/// The database's.
pub async fn find_user(tx: &mut Tx, digest: &str, now: DateTime<Utc>) -> Result<Option<UserId>, Error> {
    let query = sqlx::query("SELECT user_id FROM sessions WHERE id = $1 AND expires_at > $2 AND user_id IS NOT NULL");
    let row = query.bind(key(digest)).bind(micros(now)).fetch_optional(tx.connection()).await?;
    row.map(|row| row.parsed("user_id")).transpose()
}

/// Says whether it was there.
///
/// # Errors
/// The database's.
pub async fn remove(tx: &mut Tx, digest: &str) -> Result<bool, Error> {
    let query = sqlx::query("DELETE FROM sessions WHERE id = $1").bind(key(digest));
    Ok(query.execute(tx.connection()).await?.rows_affected() == 1)
}

/// A cookie's key is a digest alone.
fn key(digest: &str) -> String {
    format!("api:{digest}")
}
