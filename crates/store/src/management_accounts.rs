//! Connected management accounts.

use chrono::{DateTime, Utc};
use muster_domain::{AccountId, ManagementAccountId, OrganizationId, UserId};
use sqlx::any::AnyRow;

use crate::row::{Columns, micros};
use crate::{Error, OrgTx, Tx};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManagementAccount {
    pub id: ManagementAccountId,
    pub account_id: AccountId,
    pub name: String,
    pub created_at: DateTime<Utc>,
}

fn read(row: &AnyRow) -> Result<ManagementAccount, Error> {
    Ok(ManagementAccount {
        id: row.parsed("id")?,
        account_id: row.parsed("account_id")?,
        name: row.text("name")?,
        created_at: row.time("created_at")?,
    })
}

/// # Errors
/// The database's.
pub async fn lookup(tx: &mut OrgTx, id: ManagementAccountId) -> Result<Option<ManagementAccount>, Error> {
    let sql = "SELECT * FROM management_accounts WHERE organization_id = $1 AND id = $2";
    let query = sqlx::query(sql).bind(tx.key()).bind(id.to_string());
    query.fetch_optional(tx.connection()).await?.as_ref().map(read).transpose()
}

/// In order of name.
///
/// # Errors
/// The database's.
pub async fn list(tx: &mut OrgTx) -> Result<Vec<ManagementAccount>, Error> {
    let sql = "SELECT * FROM management_accounts WHERE organization_id = $1 ORDER BY LOWER(name), id";
    sqlx::query(sql).bind(tx.key()).fetch_all(tx.connection()).await?.iter().map(read).collect()
}

/// A person's organizations that have one.
///
/// # Errors
/// The database's.
pub async fn list_payers(tx: &mut Tx, user: UserId) -> Result<Vec<OrganizationId>, Error> {
    let sql = "SELECT DISTINCT a.organization_id FROM management_accounts a \
               JOIN memberships m ON m.organization_id = a.organization_id WHERE m.user_id = $1 ORDER BY a.organization_id";
    let rows = sqlx::query(sql).bind(user.to_string()).fetch_all(tx.connection()).await?;
    rows.iter().map(|row| row.parsed("organization_id")).collect()
}

/// # Errors
/// `Taken(ManagementAccountDigits)` when the organization has it already.
pub async fn add(tx: &mut OrgTx, new: &ManagementAccount) -> Result<(), Error> {
    let sql = "INSERT INTO management_accounts (id, organization_id, account_id, name, created_at) VALUES ($1, $2, $3, $4, $5)";
    sqlx::query(sql)
        .bind(new.id.to_string())
        .bind(tx.key())
        .bind(new.account_id.to_string())
        .bind(new.name.clone())
        .bind(micros(new.created_at))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Says whether it was there.
///
/// # Errors
/// The database's.
pub async fn set_name(tx: &mut OrgTx, id: ManagementAccountId, name: &str) -> Result<bool, Error> {
    let sql = "UPDATE management_accounts SET name = $3 WHERE organization_id = $1 AND id = $2";
    let query = sqlx::query(sql).bind(tx.key()).bind(id.to_string()).bind(name.to_owned());
    Ok(query.execute(tx.connection()).await?.rows_affected() == 1)
}

/// With its imports. Says whether it was there.
///
/// # Errors
/// The database's.
pub async fn remove(tx: &mut OrgTx, id: ManagementAccountId) -> Result<bool, Error> {
    let sql = "DELETE FROM management_accounts WHERE organization_id = $1 AND id = $2";
    let query = sqlx::query(sql).bind(tx.key()).bind(id.to_string());
    Ok(query.execute(tx.connection()).await?.rows_affected() == 1)
}
