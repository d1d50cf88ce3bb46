//! Keys by which a program asks for something once, however often it sends the request, and what it was answered.

use chrono::{DateTime, Utc};
use muster_domain::UserId;
use sqlx::any::AnyRow;
use uuid::Uuid;

use crate::row::{Columns, micros};
use crate::{Error, Tx};

/// Whose key it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    pub user: UserId,
    pub key: String,
}

/// What is asked for under a key, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Digest of what is asked for.
    pub request: String,
    /// Digest of the body; `None` until it was read.
    pub body: Option<String>,
    pub attempt: Uuid,
    pub request_id: String,
    pub lease_until: DateTime<Utc>,
    /// `None` until it is there.
    pub answer: Option<String>,
    pub created_at: DateTime<Utc>,
}

fn read(row: &AnyRow) -> Result<Kept, Error> {
    Ok(Kept {
        request: row.text("request")?,
        body: row.maybe_text("body")?,
        attempt: row.parsed("attempt")?,
        request_id: row.text("request_id")?,
        lease_until: row.time("lease_until")?,
        answer: row.maybe_text("answer")?,
        created_at: row.time("created_at")?,
    })
}

/// Adds it unless the key is taken; says whether it did.
///
/// # Errors
/// The database's.
pub async fn add(tx: &mut Tx, key: &Key, new: &Kept) -> Result<bool, Error> {
    let sql = "INSERT INTO idempotency_keys (user_id, key, request, body, attempt, request_id, lease_until, created_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (user_id, key) DO NOTHING";
    let query = sqlx::query(sql).bind(key.user.to_string()).bind(key.key.clone()).bind(new.request.clone());
    let query = query.bind(new.body.clone()).bind(new.attempt.to_string()).bind(new.request_id.clone());
    let done = query.bind(micros(new.lease_until)).bind(micros(new.created_at)).execute(tx.connection()).await?;
    Ok(done.rows_affected() == 1)
}

/// # Errors
/// The database's.
pub async fn lookup(tx: &mut Tx, key: &Key) -> Result<Option<Kept>, Error> {
    let query = sqlx::query("SELECT * FROM idempotency_keys WHERE user_id = $1 AND key = $2");
    let query = query.bind(key.user.to_string()).bind(key.key.clone());
    query.fetch_optional(tx.connection()).await?.as_ref().map(read).transpose()
}

/// The attempt is alive until then; says whether it is still the one.
///
/// # Errors
/// The database's.
pub async fn extend(tx: &mut Tx, (key, attempt): (&Key, Uuid), until: DateTime<Utc>) -> Result<bool, Error> {
    let sql = "UPDATE idempotency_keys SET lease_until = $4 WHERE user_id = $1 AND key = $2 AND attempt = $3 AND answer IS NULL";
    let query = sqlx::query(sql).bind(key.user.to_string()).bind(key.key.clone()).bind(attempt.to_string()).bind(micros(until));
    Ok(query.execute(tx.connection()).await?.rows_affected() == 1)
}

/// What came of the attempt.
///
/// # Errors
/// The database's.
pub async fn set_answer(tx: &mut Tx, (key, attempt): (&Key, Uuid), (body, answer): (&str, &str)) -> Result<bool, Error> {
    let sql = "UPDATE idempotency_keys SET body = $4, answer = $5 WHERE user_id = $1 AND key = $2 AND attempt = $3";
    let query = sqlx::query(sql).bind(key.user.to_string()).bind(key.key.clone()).bind(attempt.to_string());
    Ok(query.bind(body.to_owned()).bind(answer.to_owned()).execute(tx.connection()).await?.rows_affected() == 1)
}

/// Gives the key back, as long as this attempt has it; says whether it had.
///
/// # Errors
/// The database's.
pub async fn remove(tx: &mut Tx, (key, attempt): (&Key, Uuid)) -> Result<bool, Error> {
    let query = sqlx::query("DELETE FROM idempotency_keys WHERE user_id = $1 AND key = $2 AND attempt = $3");
    let query = query.bind(key.user.to_string()).bind(key.key.clone()).bind(attempt.to_string());
    Ok(query.execute(tx.connection()).await?.rows_affected() == 1)
}

/// # Errors
/// The database's.
pub async fn remove_older(tx: &mut Tx, than: DateTime<Utc>) -> Result<(), Error> {
    sqlx::query("DELETE FROM idempotency_keys WHERE created_at < $1").bind(micros(than)).execute(tx.connection()).await?;
    Ok(())
}
