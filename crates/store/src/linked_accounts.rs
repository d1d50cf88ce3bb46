//! Names of linked accounts, for bills that do not say them.

use std::collections::BTreeMap;

use muster_domain::AccountId;

use crate::row::Columns;
use crate::{Error, OrgTx};

/// # Errors
/// The database's.
pub async fn list(tx: &mut OrgTx) -> Result<BTreeMap<AccountId, String>, Error> {
    let query = sqlx::query("SELECT account_id, name FROM linked_accounts WHERE organization_id = $1").bind(tx.key());
    let rows = query.fetch_all(tx.connection()).await?;
    rows.iter().map(|row| Ok((row.parsed("account_id")?, row.text("name")?))).collect()
}

/// Names an account, or names it anew.
///
/// # Errors
/// The database's.
pub async fn set_name(tx: &mut OrgTx, account: &AccountId, name: &str) -> Result<(), Error> {
    let sql = "INSERT INTO linked_accounts (organization_id, account_id, name) VALUES ($1, $2, $3) \
               ON CONFLICT (organization_id, account_id) DO UPDATE SET name = excluded.name";
    let query = sqlx::query(sql).bind(tx.key()).bind(account.to_string()).bind(name.to_owned());
    query.execute(tx.connection()).await?;
    Ok(())
}
