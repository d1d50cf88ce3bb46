//! API tokens: by which programs act for a member of one organization. Kept as digests; gone with the membership.

use chrono::{DateTime, Utc};
use muster_domain::{OrganizationId, TokenId, UserId};
use sqlx::any::AnyRow;

use crate::row::{Columns, micros};
use crate::{Error, OrgTx, Tx};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub id: TokenId,
    pub organization: OrganizationId,
    pub user: UserId,
    pub name: String,
    pub digest: String,
    /// Its last four characters.
    pub ending: String,
    pub created_by: UserId,
    pub created_at: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
    pub used_at: Option<DateTime<Utc>>,
    /// The network address of that use.
    pub used_from: String,
}

fn read(row: &AnyRow) -> Result<Token, Error> {
    Ok(Token {
        id: row.parsed("id")?,
        organization: row.parsed("organization_id")?,
        user: row.parsed("user_id")?,
        name: row.text("name")?,
        digest: row.text("digest")?,
        ending: row.text("ending")?,
        created_by: row.parsed("created_by")?,
        created_at: row.time("created_at")?,
        expires_at: row.maybe_time("expires_at")?,
        used_at: row.maybe_time("used_at")?,
        used_from: row.text("used_from")?,
    })
}

/// # Errors
/// `Dangling` where the user is no member.
pub async fn add(tx: &mut OrgTx, new: &Token) -> Result<(), Error> {
    let sql = "INSERT INTO tokens (id, organization_id, user_id, name, digest, ending, created_by, created_at, expires_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    sqlx::query(sql)
        .bind(new.id.to_string())
        .bind(tx.key())
        .bind(new.user.to_string())
        .bind(new.name.clone())
        .bind(new.digest.clone())
        .bind(new.ending.clone())
        .bind(new.created_by.to_string())
        .bind(micros(new.created_at))
        .bind(new.expires_at.map(micros))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Newest first.
///
/// # Errors
/// The database's.
pub async fn list(tx: &mut OrgTx) -> Result<Vec<Token>, Error> {
    let sql = "SELECT * FROM tokens WHERE organization_id = $1 ORDER BY created_at DESC, id DESC";
    sqlx::query(sql).bind(tx.key()).fetch_all(tx.connection()).await?.iter().map(read).collect()
}

/// # Errors
/// The database's.
pub async fn lookup(tx: &mut OrgTx, id: TokenId) -> Result<Option<Token>, Error> {
    let query = sqlx::query("SELECT * FROM tokens WHERE organization_id = $1 AND id = $2").bind(tx.key()).bind(id.to_string());
    query.fetch_optional(tx.connection()).await?.as_ref().map(read).transpose()
}

/// The token that this is the digest of, unless it has expired.
///
/// # Errors
/// The database's.
pub async fn find_by_digest(tx: &mut Tx, digest: &str, now: DateTime<Utc>) -> Result<Option<Token>, Error> {
    let sql = "SELECT * FROM tokens WHERE digest = $1 AND (expires_at IS NULL OR expires_at > $2)";
    let query = sqlx::query(sql).bind(digest.to_owned()).bind(micros(now));
    query.fetch_optional(tx.connection()).await?.as_ref().map(read).transpose()
}

/// # Errors
/// The database's.
pub async fn set_used(tx: &mut Tx, id: TokenId, at: DateTime<Utc>, from: &str) -> Result<(), Error> {
    let query = sqlx::query("UPDATE tokens SET used_at = $2, used_from = $3 WHERE id = $1");
    query.bind(id.to_string()).bind(micros(at)).bind(from.to_owned()).execute(tx.connection()).await?;
    Ok(())
}

/// # Errors
/// The database's.
pub async fn remove(tx: &mut OrgTx, id: TokenId) -> Result<bool, Error> {
    let query = sqlx::query("DELETE FROM tokens WHERE organization_id = $1 AND id = $2").bind(tx.key()).bind(id.to_string());
    Ok(query.execute(tx.connection()).await?.rows_affected() == 1)
}
