//! Organizations.

use chrono::{DateTime, Utc};
use muster_domain::feature::{Feature, Features};
use muster_domain::permission::Membership;
use muster_domain::schedule::Zone;
use muster_domain::{OrganizationId, UserId};
use sqlx::any::AnyRow;

use crate::memberships;
use crate::row::{Columns, micros};
use crate::{Error, OrgTx, Tx};

/// # Errors
/// The database's.
pub async fn add(tx: &mut Tx, id: OrganizationId, name: &str, created_at: DateTime<Utc>) -> Result<(), Error> {
    sqlx::query("INSERT INTO organizations (id, name, created_at) VALUES ($1, $2, $3)")
        .bind(id.to_string())
        .bind(name.to_owned())
        .bind(micros(created_at))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// The name of the transaction's organization.
///
/// # Errors
/// The database's.
pub async fn lookup(tx: &mut OrgTx) -> Result<Option<String>, Error> {
    let query = sqlx::query("SELECT name FROM organizations WHERE id = $1").bind(tx.key());
    query.fetch_optional(tx.connection()).await?.map(|row| row.text("name")).transpose()
}

/// The name of any organization, for whoever may see any.
///
/// # Errors
/// The database's.
pub async fn find_name(tx: &mut Tx, id: OrganizationId) -> Result<Option<String>, Error> {
    let query = sqlx::query("SELECT name FROM organizations WHERE id = $1").bind(id.to_string());
    query.fetch_optional(tx.connection()).await?.map(|row| row.text("name")).transpose()
}

/// # Errors
/// The database's.
pub async fn set_name(tx: &mut OrgTx, name: &str) -> Result<(), Error> {
    let query = sqlx::query("UPDATE organizations SET name = $2 WHERE id = $1").bind(tx.key()).bind(name.to_owned());
    query.execute(tx.connection()).await?;
    Ok(())
}

/// Whose clock the schedules of the transaction's organization go by; UTC for one that is not there.
///
/// # Errors
/// The database's.
pub async fn time_zone(tx: &mut OrgTx) -> Result<Zone, Error> {
    let query = sqlx::query("SELECT time_zone FROM organizations WHERE id = $1").bind(tx.key());
    let row = query.fetch_optional(tx.connection()).await?;
    row.map_or(Ok(Zone::UTC), |row| row.parsed("time_zone"))
}

/// # Errors
/// The database's.
pub async fn set_time_zone(tx: &mut OrgTx, zone: Zone) -> Result<(), Error> {
    let query = sqlx::query("UPDATE organizations SET time_zone = $2 WHERE id = $1").bind(tx.key()).bind(zone.to_string());
    query.execute(tx.connection()).await?;
    Ok(())
}

pub(crate) fn read_features(row: &AnyRow) -> Result<Features, Error> {
    Ok(Features { subsets: row.truth("subsets_enabled")? })
}

/// What is turned on for an organization; `None` for one that is not there.
///
/// # Errors
/// The database's.
pub async fn features(tx: &mut Tx, id: OrganizationId) -> Result<Option<Features>, Error> {
    let query = sqlx::query("SELECT subsets_enabled FROM organizations WHERE id = $1").bind(id.to_string());
    query.fetch_optional(tx.connection()).await?.as_ref().map(read_features).transpose()
}

/// Turns it on or off for the transaction's organization.
///
/// # Errors
/// The database's.
pub async fn set_feature(tx: &mut OrgTx, feature: Feature, is_on: bool) -> Result<(), Error> {
    let sql = match feature {
        Feature::Subsets => "UPDATE organizations SET subsets_enabled = $2 WHERE id = $1",
    };
    sqlx::query(sql).bind(tx.key()).bind(i64::from(is_on)).execute(tx.connection()).await?;
    Ok(())
}

/// An organization that a person belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Belonging {
    pub organization: OrganizationId,
    pub name: String,
    pub membership: Membership,
    pub features: Features,
}

/// The organizations of a person, in order of name.
///
/// # Errors
/// The database's.
pub async fn list_by_user(tx: &mut Tx, user: UserId) -> Result<Vec<Belonging>, Error> {
    let sql = "SELECT o.id, o.name, o.subsets_enabled, m.role, m.grants FROM memberships m \
               JOIN organizations o ON o.id = m.organization_id WHERE m.user_id = $1 ORDER BY LOWER(o.name), o.id";
    let rows = sqlx::query(sql).bind(user.to_string()).fetch_all(tx.connection()).await?;
    let read = |row: &_| {
        let membership = memberships::read(row)?;
        let (organization, name) = (row.parsed("id")?, row.text("name")?);
        Ok(Belonging { organization, name, membership, features: read_features(row)? })
    };
    rows.iter().map(read).collect()
}
