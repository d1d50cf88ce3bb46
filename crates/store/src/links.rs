//! Links that were mailed to a person, good once: to set a new password, to show that an address is theirs. What the
//! link says is kept as a digest.

use chrono::{DateTime, Utc};
use muster_domain::UserId;
use sqlx::any::AnyRow;

use crate::row::{Columns, micros};
use crate::{Error, Tx};

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A new password.
    Reset,
    /// That the account's address is theirs.
    Verify,
    /// That another address is theirs, which then becomes the account's.
    Address,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Reset => "reset",
            Self::Verify => "verify",
            Self::Address => "address",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub kind: Kind,
    /// Of what the link says.
    pub digest: String,
    pub user: UserId,
    /// The other address.
    pub address: Option<String>,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

fn read(row: &AnyRow, kind: Kind) -> Result<Link, Error> {
    Ok(Link {
        kind,
        digest: row.text("digest")?,
        user: row.parsed("user_id")?,
        address: row.maybe_text("address")?,
        created_at: row.time("created_at")?,
        expires_at: row.time("expires_at")?,
    })
}

/// # Errors
/// The database's.
pub async fn add(tx: &mut Tx, new: &Link) -> Result<(), Error> {
    let sql = "INSERT INTO links (digest, kind, user_id, address, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)";
    sqlx::query(sql)
        .bind(new.digest.clone())
        .bind(new.kind.name())
        .bind(new.user.to_string())
        .bind(new.address.clone())
        .bind(micros(new.created_at))
        .bind(micros(new.expires_at))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// A link of this kind that has not expired.
///
/// # Errors
/// The database's.
pub async fn find(tx: &mut Tx, (kind, digest): (Kind, &str), now: DateTime<Utc>) -> Result<Option<Link>, Error> {
    let query = sqlx::query("SELECT * FROM links WHERE digest = $1 AND kind = $2 AND expires_at > $3");
    let query = query.bind(digest.to_owned()).bind(kind.name()).bind(micros(now));
    query.fetch_optional(tx.connection()).await?.map(|row| read(&row, kind)).transpose()
}

/// Uses it up: of two who come with the same link, one finds it gone.
///
/// # Errors
/// The database's.
pub async fn take(tx: &mut Tx, (kind, digest): (Kind, &str), now: DateTime<Utc>) -> Result<Option<Link>, Error> {
    let query = sqlx::query("DELETE FROM links WHERE digest = $1 AND kind = $2 AND expires_at > $3 RETURNING *");
    let query = query.bind(digest.to_owned()).bind(kind.name()).bind(micros(now));
    query.fetch_optional(tx.connection()).await?.map(|row| read(&row, kind)).transpose()
}

/// The address that a person has still to show to be theirs.
///
/// # Errors
/// The database's.
pub async fn find_address(tx: &mut Tx, user: UserId, now: DateTime<Utc>) -> Result<Option<String>, Error> {
    let query = sqlx::query("SELECT address FROM links WHERE user_id = $1 AND kind = $2 AND expires_at > $3");
    let query = query.bind(user.to_string()).bind(Kind::Address.name()).bind(micros(now));
    Ok(query.fetch_optional(tx.connection()).await?.map(|row| row.maybe_text("address")).transpose()?.flatten())
}

/// Ends a person's links of a kind.
///
/// # Errors
/// The database's.
pub async fn remove_by_user(tx: &mut Tx, user: UserId, kind: Kind) -> Result<(), Error> {
    let query = sqlx::query("DELETE FROM links WHERE user_id = $1 AND kind = $2").bind(user.to_string()).bind(kind.name());
    query.execute(tx.connection()).await?;
    Ok(())
}

/// # Errors
/// The database's.
pub async fn remove_expired(tx: &mut Tx, now: DateTime<Utc>) -> Result<(), Error> {
    sqlx::query("DELETE FROM links WHERE expires_at <= $1").bind(micros(now)).execute(tx.connection()).await?;
    Ok(())
}
