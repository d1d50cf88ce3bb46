//! Subsets; their members are in [`crate::subset_members`].

use chrono::{DateTime, Utc};
use muster_domain::SubsetId;
use sqlx::any::AnyRow;

use crate::row::{Columns, key, micros};
use crate::{Error, OrgTx};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subset {
    pub id: SubsetId,
    pub name: String,
}

fn read(row: &AnyRow) -> Result<Subset, Error> {
    Ok(Subset { id: row.parsed("id")?, name: row.text("name")? })
}

/// # Errors
/// The database's.
pub async fn lookup(tx: &mut OrgTx, id: SubsetId) -> Result<Option<Subset>, Error> {
    let query = sqlx::query("SELECT * FROM subsets WHERE organization_id = $1 AND id = $2").bind(tx.key()).bind(id.to_string());
    query.fetch_optional(tx.connection()).await?.as_ref().map(read).transpose()
}

/// In order of name.
///
/// # Errors
/// The database's.
pub async fn list(tx: &mut OrgTx) -> Result<Vec<Subset>, Error> {
    let query = sqlx::query("SELECT * FROM subsets WHERE organization_id = $1 ORDER BY name_key, id").bind(tx.key());
    query.fetch_all(tx.connection()).await?.iter().map(read).collect()
}

/// # Errors
/// `Taken(SubsetName)`, whatever the case of its letters.
pub async fn add(tx: &mut OrgTx, new: &Subset, created_at: DateTime<Utc>) -> Result<(), Error> {
    let sql = "INSERT INTO subsets (id, organization_id, name, name_key, created_at) VALUES ($1, $2, $3, $4, $5)";
    sqlx::query(sql)
        .bind(new.id.to_string())
        .bind(tx.key())
        .bind(new.name.clone())
        .bind(key(&new.name))
        .bind(micros(created_at))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Says whether it was there.
///
/// # Errors
/// `Taken(SubsetName)`.
pub async fn set_name(tx: &mut OrgTx, id: SubsetId, name: &str) -> Result<bool, Error> {
    let sql = "UPDATE subsets SET name = $3, name_key = $4 WHERE organization_id = $1 AND id = $2";
    let query = sqlx::query(sql).bind(tx.key()).bind(id.to_string()).bind(name.to_owned()).bind(key(name));
    Ok(query.execute(tx.connection()).await?.rows_affected() == 1)
}

/// With its memberships. Says whether it was there.
///
/// # Errors
/// The database's.
pub async fn remove(tx: &mut OrgTx, id: SubsetId) -> Result<bool, Error> {
    let query = sqlx::query("DELETE FROM subsets WHERE organization_id = $1 AND id = $2").bind(tx.key()).bind(id.to_string());
    Ok(query.execute(tx.connection()).await?.rows_affected() == 1)
}
