//! Sessions of signed-in browsers, as the session layer writes them: a key, a text, a time of expiry. The key is not
//! what the browser's cookie says, only made from it: whoever reads this table signs in as nobody.

use chrono::{DateTime, Utc};

use crate::row::{Columns, micros};
use crate::{Error, Tx};

/// The text of a session that has not expired.
///
/// # Errors
/// The database's.
pub async fn lookup(tx: &mut Tx, key: &str, now: DateTime<Utc>) -> Result<Option<(String, DateTime<Utc>)>, Error> {
    let row = sqlx::query("SELECT data, expires_at FROM sessions WHERE id = $1 AND expires_at > $2")
        .bind(key.to_owned())
        .bind(micros(now))
        .fetch_optional(tx.connection())
        .await?;
    row.map(|row| Ok((row.text("data")?, row.time("expires_at")?))).transpose()
}

/// Adds a session unless the key is taken; says whether it did.
///
/// # Errors
/// The database's.
pub async fn add(tx: &mut Tx, key: &str, data: &str, expires_at: DateTime<Utc>) -> Result<bool, Error> {
    let done = sqlx::query("INSERT INTO sessions (id, data, expires_at) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING")
        .bind(key.to_owned())
        .bind(data.to_owned())
        .bind(micros(expires_at))
        .execute(tx.connection())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Writes a session, there already or not.
///
/// # Errors
/// The database's.
pub async fn save(tx: &mut Tx, key: &str, data: &str, expires_at: DateTime<Utc>) -> Result<(), Error> {
    let sql = "INSERT INTO sessions (id, data, expires_at) VALUES ($1, $2, $3) \
               ON CONFLICT (id) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at";
    sqlx::query(sql).bind(key.to_owned()).bind(data.to_owned()).bind(micros(expires_at)).execute(tx.connection()).await?;
    Ok(())
}

/// # Errors
/// The database's.
pub async fn remove(tx: &mut Tx, key: &str) -> Result<(), Error> {
    sqlx::query("DELETE FROM sessions WHERE id = $1").bind(key.to_owned()).execute(tx.connection()).await?;
    Ok(())
}

/// # Errors
/// The database's.
pub async fn remove_expired(tx: &mut Tx, now: DateTime<Utc>) -> Result<(), Error> {
    sqlx::query("DELETE FROM sessions WHERE expires_at <= $1").bind(micros(now)).execute(tx.connection()).await?;
    Ok(())
}
