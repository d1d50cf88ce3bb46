//! Invitations into an organization. A row stands until it is accepted or revoked; its link's token is kept as a digest.

use chrono::{DateTime, Utc};
use muster_domain::permission::Membership;
use muster_domain::{InvitationId, OrganizationId, UserId};
use sqlx::any::AnyRow;

use crate::memberships;
use crate::row::{Columns, json, micros};
use crate::{Error, OrgTx, Tx};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    pub id: InvitationId,
    pub organization: OrganizationId,
    /// Normalised.
    pub email: String,
    pub membership: Membership,
    /// Of the link's token.
    pub digest: String,
    pub created_by: UserId,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

fn read(row: &AnyRow) -> Result<Invitation, Error> {
    Ok(Invitation {
        id: row.parsed("id")?,
        organization: row.parsed("organization_id")?,
        email: row.text("email")?,
        membership: memberships::read(row)?,
        digest: row.text("digest")?,
        created_by: row.parsed("created_by")?,
        created_at: row.time("created_at")?,
        expires_at: row.time("expires_at")?,
    })
}

/// # Errors
/// `Taken(Invitation)` for an address that is invited already.
pub async fn add(tx: &mut OrgTx, new: &Invitation) -> Result<(), Error> {
    let sql = "INSERT INTO invitations (id, organization_id, email, role, grants, digest, created_by, created_at, expires_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    sqlx::query(sql)
        .bind(new.id.to_string())
        .bind(tx.key())
        .bind(new.email.clone())
        .bind(new.membership.role.name())
        .bind(json(&new.membership.grants)?)
        .bind(new.digest.clone())
        .bind(new.created_by.to_string())
        .bind(micros(new.created_at))
        .bind(micros(new.expires_at))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Newest first, expired ones among them.
///
/// # Errors
/// The database's.
pub async fn list(tx: &mut OrgTx) -> Result<Vec<Invitation>, Error> {
    let sql = "SELECT * FROM invitations WHERE organization_id = $1 ORDER BY created_at DESC, id";
    sqlx::query(sql).bind(tx.key()).fetch_all(tx.connection()).await?.iter().map(read).collect()
}

/// # Errors
/// The database's.
pub async fn lookup(tx: &mut OrgTx, id: InvitationId) -> Result<Option<Invitation>, Error> {
    let query =
        sqlx::query("SELECT * FROM invitations WHERE organization_id = $1 AND id = $2").bind(tx.key()).bind(id.to_string());
    query.fetch_optional(tx.connection()).await?.as_ref().map(read).transpose()
}

/// By its link, unless it has expired.
///
/// # Errors
/// The database's.
pub async fn find_by_digest(tx: &mut Tx, digest: &str, now: DateTime<Utc>) -> Result<Option<Invitation>, Error> {
    let query = sqlx::query("SELECT * FROM invitations WHERE digest = $1 AND expires_at > $2");
    let query = query.bind(digest.to_owned()).bind(micros(now));
    query.fetch_optional(tx.connection()).await?.as_ref().map(read).transpose()
}

/// A new link: the old one is worth nothing from now on.
///
/// # Errors
/// The database's.
pub async fn set_digest(tx: &mut OrgTx, id: InvitationId, digest: &str, expires_at: DateTime<Utc>) -> Result<(), Error> {
    sqlx::query("UPDATE invitations SET digest = $3, expires_at = $4 WHERE organization_id = $1 AND id = $2")
        .bind(tx.key())
        .bind(id.to_string())
        .bind(digest.to_owned())
        .bind(micros(expires_at))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// `false`: it was not there any more, so whoever asked was not the first.
///
/// # Errors
/// The database's.
pub async fn remove(tx: &mut OrgTx, id: InvitationId) -> Result<bool, Error> {
    let query = sqlx::query("DELETE FROM invitations WHERE organization_id = $1 AND id = $2").bind(tx.key()).bind(id.to_string());
    Ok(query.execute(tx.connection()).await?.rows_affected() == 1)
}
