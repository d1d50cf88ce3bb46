//! Sign-ups that wait for the link that was mailed to their address. What the link says is kept as a digest.

use chrono::{DateTime, Utc};
use sqlx::any::AnyRow;

use crate::row::{Columns, micros};
use crate::{Error, Tx};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Of what the link says.
    pub digest: String,
    /// Normalised: trimmed, lower case.
    pub email: String,
    pub name: String,
    /// PHC string.
    pub password: String,
    /// Name of the organization that is to be made.
    pub organization: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

fn read(row: &AnyRow) -> Result<Waiting, Error> {
    Ok(Waiting {
        digest: row.text("digest")?,
        email: row.text("email")?,
        name: row.text("name")?,
        password: row.text("password")?,
        organization: row.text("organization")?,
        created_at: row.time("created_at")?,
        expires_at: row.time("expires_at")?,
    })
}

/// # Errors
/// The database's.
pub async fn add(tx: &mut Tx, new: &Waiting) -> Result<(), Error> {
    let sql = "INSERT INTO sign_ups (digest, email, name, password, organization, created_at, expires_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    sqlx::query(sql)
        .bind(new.digest.clone())
        .bind(new.email.clone())
        .bind(new.name.clone())
        .bind(new.password.clone())
        .bind(new.organization.clone())
        .bind(micros(new.created_at))
        .bind(micros(new.expires_at))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// One that has not expired, which waits no more: of two who come with the same link, one finds it gone.
///
/// # Errors
/// The database's.
pub async fn take(tx: &mut Tx, digest: &str, now: DateTime<Utc>) -> Result<Option<Waiting>, Error> {
    let query = sqlx::query("DELETE FROM sign_ups WHERE digest = $1 AND expires_at > $2 RETURNING *");
    let query = query.bind(digest.to_owned()).bind(micros(now));
    query.fetch_optional(tx.connection()).await?.as_ref().map(read).transpose()
}

/// All that wait for an address, when somebody has shown that it is theirs.
///
/// # Errors
/// The database's.
pub async fn remove_by_email(tx: &mut Tx, email: &str) -> Result<(), Error> {
    sqlx::query("DELETE FROM sign_ups WHERE email = $1").bind(email.to_owned()).execute(tx.connection()).await?;
    Ok(())
}

/// # Errors
/// The database's.
pub async fn remove_expired(tx: &mut Tx, now: DateTime<Utc>) -> Result<(), Error> {
    sqlx::query("DELETE FROM sign_ups WHERE expires_at <= $1").bind(micros(now)).execute(tx.connection()).await?;
    Ok(())
}
