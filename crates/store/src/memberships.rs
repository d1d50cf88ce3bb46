//! Who belongs to which organization, and what they may do there.

use chrono::{DateTime, Utc};
use muster_domain::permission::{Membership, Role};
use muster_domain::{OrganizationId, UserId};
use sqlx::any::AnyRow;

use crate::row::{Columns, json, micros};
use crate::{Error, OrgTx, Tx};

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

/// Somebody who belongs to an organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub user: UserId,
    pub email: String,
    pub name: String,
    pub is_service: bool,
    /// Whether the address was shown to be theirs.
    pub is_confirmed: bool,
    pub membership: Membership,
    pub since: DateTime<Utc>,
    /// Whether signing in asks for a one-time code.
    pub second_factor: bool,
}

/// The organization's members, in order of name.
///
/// # Errors
/// The database's.
pub async fn list(tx: &mut OrgTx) -> Result<Vec<Member>, Error> {
    let sql = "SELECT m.user_id, m.role, m.grants, m.created_at, u.email, u.name, u.service_of, u.verified_at, f.confirmed_at \
               FROM memberships m JOIN users u ON u.id = m.user_id LEFT JOIN second_factors f ON f.user_id = m.user_id \
               WHERE m.organization_id = $1 ORDER BY LOWER(u.name), m.user_id";
    let read = |row: &AnyRow| {
        Ok(Member {
            user: row.parsed("user_id")?,
            email: row.text("email")?,
            name: row.text("name")?,
            is_service: row.maybe_text("service_of")?.is_some(),
            is_confirmed: row.maybe_number("verified_at")?.is_some(),
            membership: read(row)?,
            since: row.time("created_at")?,
            second_factor: row.maybe_number("confirmed_at")?.is_some(),
        })
    };
    sqlx::query(sql).bind(tx.key()).fetch_all(tx.connection()).await?.iter().map(read).collect()
}

/// Gives a member another role, other grants; `false` where there is no such member.
///
/// # Errors
/// The database's.
pub async fn set(tx: &mut OrgTx, user: UserId, membership: &Membership) -> Result<bool, Error> {
    let query = sqlx::query("UPDATE memberships SET role = $3, grants = $4 WHERE organization_id = $1 AND user_id = $2")
        .bind(tx.key())
        .bind(user.to_string())
        .bind(membership.role.name())
        .bind(json(&membership.grants)?);
    Ok(query.execute(tx.connection()).await?.rows_affected() == 1)
}

/// Takes a member away, and their tokens here with them; `false` where there is no such member.
///
/// # Errors
/// The database's.
pub async fn remove(tx: &mut OrgTx, user: UserId) -> Result<bool, Error> {
    let query = sqlx::query("DELETE FROM memberships WHERE organization_id = $1 AND user_id = $2").bind(tx.key());
    Ok(query.bind(user.to_string()).execute(tx.connection()).await?.rows_affected() == 1)
}

/// Administrators who can sign in: service users are none of them.
///
/// # Errors
/// The database's.
pub async fn count_administrators(tx: &mut OrgTx) -> Result<u64, Error> {
    let sql = "SELECT COUNT(*) AS administrators FROM memberships m JOIN users u ON u.id = m.user_id \
               WHERE m.organization_id = $1 AND m.role = $2 AND u.service_of IS NULL";
    let query = sqlx::query(sql).bind(tx.key()).bind(Role::Administrator.name());
    query.fetch_one(tx.connection()).await?.count("administrators")
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
