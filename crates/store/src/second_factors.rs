//! One-time codes: the encrypted secret behind them, and recovery codes as digests.

use chrono::{DateTime, Utc};
use muster_domain::UserId;

use crate::row::{Columns, micros, size};
use crate::{Error, Tx};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondFactor {
    /// Encrypted.
    pub secret: String,
    /// `None` until a first code was right.
    pub confirmed_at: Option<DateTime<Utc>>,
}

/// # Errors
/// The database's.
pub async fn lookup(tx: &mut Tx, user: UserId) -> Result<Option<SecondFactor>, Error> {
    let query = sqlx::query("SELECT secret, confirmed_at FROM second_factors WHERE user_id = $1").bind(user.to_string());
    let row = query.fetch_optional(tx.connection()).await?;
    row.map(|row| Ok(SecondFactor { secret: row.text("secret")?, confirmed_at: row.maybe_time("confirmed_at")? })).transpose()
}

/// Begins anew, with another secret. `false` where a secret is confirmed already: that one stays.
///
/// # Errors
/// The database's.
pub async fn begin(tx: &mut Tx, user: UserId, secret: &str) -> Result<bool, Error> {
    let sql = "INSERT INTO second_factors (user_id, secret) VALUES ($1, $2) \
               ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, last_step = 0 WHERE second_factors.confirmed_at IS NULL";
    let query = sqlx::query(sql).bind(user.to_string()).bind(secret.to_owned());
    Ok(query.execute(tx.connection()).await?.rows_affected() == 1)
}

/// From now on a code is asked for.
///
/// # Errors
/// The database's.
pub async fn confirm(tx: &mut Tx, user: UserId, at: DateTime<Utc>) -> Result<(), Error> {
    let query = sqlx::query("UPDATE second_factors SET confirmed_at = $2 WHERE user_id = $1").bind(user.to_string());
    query.bind(micros(at)).execute(tx.connection()).await?;
    Ok(())
}

/// Takes the code of a time step; `false` where it, or a later one, was taken before.
///
/// # Errors
/// The database's.
pub async fn take_step(tx: &mut Tx, user: UserId, step: u64) -> Result<bool, Error> {
    let query = sqlx::query("UPDATE second_factors SET last_step = $2 WHERE user_id = $1 AND last_step < $2");
    Ok(query.bind(user.to_string()).bind(size(step)?).execute(tx.connection()).await?.rows_affected() == 1)
}

/// Takes the second factor away, and its recovery codes.
///
/// # Errors
/// The database's.
pub async fn remove(tx: &mut Tx, user: UserId) -> Result<(), Error> {
    sqlx::query("DELETE FROM second_factors WHERE user_id = $1").bind(user.to_string()).execute(tx.connection()).await?;
    set_recovery_codes(tx, user, &[]).await
}

/// These, and none of before.
///
/// # Errors
/// The database's.
pub async fn set_recovery_codes(tx: &mut Tx, user: UserId, digests: &[String]) -> Result<(), Error> {
    sqlx::query("DELETE FROM recovery_codes WHERE user_id = $1").bind(user.to_string()).execute(tx.connection()).await?;
    for digest in digests {
        let query = sqlx::query("INSERT INTO recovery_codes (user_id, digest) VALUES ($1, $2)").bind(user.to_string());
        query.bind(digest.clone()).execute(tx.connection()).await?;
    }
    Ok(())
}

/// Uses a recovery code up; `false` where there is none like it.
///
/// # Errors
/// The database's.
pub async fn take_recovery_code(tx: &mut Tx, user: UserId, digest: &str) -> Result<bool, Error> {
    let query = sqlx::query("DELETE FROM recovery_codes WHERE user_id = $1 AND digest = $2").bind(user.to_string());
    Ok(query.bind(digest.to_owned()).execute(tx.connection()).await?.rows_affected() == 1)
}

/// How many are left.
///
/// # Errors
/// The database's.
pub async fn count_recovery_codes(tx: &mut Tx, user: UserId) -> Result<u64, Error> {
    let query = sqlx::query("SELECT COUNT(*) AS codes FROM recovery_codes WHERE user_id = $1").bind(user.to_string());
    query.fetch_one(tx.connection()).await?.count("codes")
}
