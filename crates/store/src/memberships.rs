//! Who belongs to which organization, and what they may do there.

use chrono::{DateTime, Utc};
use muster_domain::permission::{Membership, Role};
use muster_domain::{OrganizationId, UserId};
use sqlx::any::AnyRow;

use crate::row::{Columns, json, micros};
use crate::{Error, Tx};

pub(crate) fn read(row: &AnyRow) -> Result<Membership, Error> {
    let role = row.text("role")?;
    let role = Role::from_name(&role).ok_or_else(|| Error::Corrupt(format!("role is `{role}`")))?;
    Ok(Membership { role, grants: row.json("grants")? })
}

/// # Errors
/// The database's.
pub async fn lookup(tx: &mut Tx, organization: OrganizationId, user: UserId) -> Result<Option<Membership>, Error> {
    let row = sqlx::query("SELECT role, grants FROM memberships WHERE organization_id = $1 AND user_id = $2")
        .bind(organization.to_string())
        .bind(user.to_string())
        .fetch_optional(tx.connection())
        .await?;
    row.as_ref().map(read).transpose()
}

/// A person joins an organization.
#[derive(Clone, Debug)]
pub struct NewMember {
    pub organization: OrganizationId,
    pub user: UserId,
    pub membership: Membership,
    pub created_at: DateTime<Utc>,
}

/// # Errors
/// `Taken(Id)` for a member.
pub async fn add(tx: &mut Tx, new: &NewMember) -> Result<(), Error> {
    let sql = "INSERT INTO memberships (organization_id, user_id, role, grants, created_at) VALUES ($1, $2, $3, $4, $5)";
    sqlx::query(sql)
        .bind(new.organization.to_string())
        .bind(new.user.to_string())
        .bind(new.membership.role.name())
        .bind(json(&new.membership.grants)?)
        .bind(micros(new.created_at))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// The member who has been administrator for longest; `None` for an organization that is not there.
///
/// # Errors
/// The database's.
pub async fn find_administrator(tx: &mut Tx, organization: OrganizationId) -> Result<Option<UserId>, Error> {
    let sql = "SELECT user_id FROM memberships WHERE organization_id = $1 AND role = $2 ORDER BY created_at, user_id LIMIT 1";
    let row =
        sqlx::query(sql).bind(organization.to_string()).bind(Role::Administrator.name()).fetch_optional(tx.connection()).await?;
    row.map(|row| row.parsed("user_id")).transpose()
}
