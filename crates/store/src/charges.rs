//! What subsets are charged for months. The cells are in files that are named as the rows.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use muster_domain::{AccountId, ChargeId, ImportId, Money, Month, SubsetId, WorkflowId};
use sqlx::any::AnyRow;

use crate::row::{Columns, json, micros};
use crate::{Error, OrgTx, Tx};

/// Whether a charge counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    Kept,
    /// What a closed month would come to now.
    Late,
}

impl Standing {
    fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Late => "late",
        }
    }

    fn from_name(name: &str) -> Result<Self, Error> {
        let found = [Self::Kept, Self::Late].into_iter().find(|standing| standing.name() == name);
        found.ok_or_else(|| Error::Corrupt(format!("standing is `{name}`")))
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    pub id: ChargeId,
    pub subset: SubsetId,
    pub month: Month,
    pub standing: Standing,
    pub workflow: WorkflowId,
    pub version: u32,
    pub currency: String,
    pub amount: Money,
    pub imports: Vec<ImportId>,
    /// Keys of the tags that its files tell amounts apart by.
    pub tags: Vec<String>,
    pub computed_at: DateTime<Utc>,
}

fn read(row: &AnyRow) -> Result<Charge, Error> {
    Ok(Charge {
        id: row.parsed("id")?,
        subset: row.parsed("subset_id")?,
        month: row.parsed("month")?,
        standing: Standing::from_name(&row.text("standing")?)?,
        workflow: row.parsed("workflow_id")?,
        version: row.small("workflow_version")?,
        currency: row.text("currency")?,
        amount: row.parsed("amount")?,
        imports: row.json("imports")?,
        tags: row.json("tags")?,
        computed_at: row.time("computed_at")?,
    })
}

/// Of every month, oldest first.
///
/// # Errors
/// The database's.
pub async fn list(tx: &mut OrgTx) -> Result<Vec<Charge>, Error> {
    let query =
        sqlx::query("SELECT * FROM charges WHERE organization_id = $1 ORDER BY month, subset_id, standing").bind(tx.key());
    query.fetch_all(tx.connection()).await?.iter().map(read).collect()
}

/// Of one month.
///
/// # Errors
/// The database's.
pub async fn list_by_month(tx: &mut OrgTx, month: Month) -> Result<Vec<Charge>, Error> {
    let query = sqlx::query("SELECT * FROM charges WHERE organization_id = $1 AND month = $2 ORDER BY subset_id, standing");
    let query = query.bind(tx.key()).bind(month.to_string());
    query.fetch_all(tx.connection()).await?.iter().map(read).collect()
}

/// Which charge counts for a subset and month, and the tags that its files tell apart by; all that finding the files takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    pub id: ChargeId,
    pub subset: SubsetId,
    pub month: Month,
    pub tags: Vec<String>,
}

/// Those of some months in a row, oldest first.
///
/// # Errors
/// The database's.
pub async fn list_counted(tx: &mut OrgTx, (first, last): (Month, Month)) -> Result<Vec<Counted>, Error> {
    let sql = "SELECT id, subset_id, month, tags FROM charges WHERE organization_id = $1 AND month >= $2 AND month <= $3 \
               AND standing = 'kept' ORDER BY month, subset_id";
    let query = sqlx::query(sql).bind(tx.key()).bind(first.to_string()).bind(last.to_string());
    let rows = query.fetch_all(tx.connection()).await?;
    let counted = |row: &AnyRow| {
        Ok(Counted {
            id: row.parsed("id")?,
            subset: row.parsed("subset_id")?,
            month: row.parsed("month")?,
            tags: row.json("tags")?,
        })
    };
    rows.iter().map(counted).collect()
}

/// What counts of one subset, oldest month first.
///
/// # Errors
/// The database's.
pub async fn list_by_subset(tx: &mut OrgTx, subset: SubsetId) -> Result<Vec<Charge>, Error> {
    let query =
        sqlx::query("SELECT * FROM charges WHERE organization_id = $1 AND subset_id = $2 AND standing = 'kept' ORDER BY month");
    let query = query.bind(tx.key()).bind(subset.to_string());
    query.fetch_all(tx.connection()).await?.iter().map(read).collect()
}

/// What a subset's accounts are charged in a month, where it counts.
///
/// # Errors
/// The database's.
pub async fn list_accounts(tx: &mut OrgTx, subset: SubsetId, month: Month) -> Result<BTreeMap<AccountId, Money>, Error> {
    let sql = "SELECT a.account_id, a.amount FROM charge_accounts a JOIN charges c ON c.id = a.charge_id \
               WHERE c.organization_id = $1 AND c.subset_id = $2 AND c.month = $3 AND c.standing = 'kept'";
    let query = sqlx::query(sql).bind(tx.key()).bind(subset.to_string()).bind(month.to_string());
    let rows = query.fetch_all(tx.connection()).await?;
    rows.iter().map(|row| Ok((row.parsed("account_id")?, row.parsed("amount")?))).collect()
}

/// Puts it in the place of what the subset has with that standing in that month.
///
/// # Errors
/// `Dangling` when the subset was removed meanwhile.
pub async fn put(tx: &mut OrgTx, new: &Charge, accounts: &BTreeMap<AccountId, Money>) -> Result<(), Error> {
    remove(tx, (new.subset, new.month, new.standing)).await?;
    let sql = "INSERT INTO charges (id, organization_id, subset_id, month, standing, workflow_id, workflow_version, currency, \
               amount, imports, tags, computed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    sqlx::query(sql)
        .bind(new.id.to_string())
        .bind(tx.key())
        .bind(new.subset.to_string())
        .bind(new.month.to_string())
        .bind(new.standing.name())
        .bind(new.workflow.to_string())
        .bind(i64::from(new.version))
        .bind(new.currency.clone())
        .bind(new.amount.exact())
        .bind(json(&new.imports)?)
        .bind(json(&new.tags)?)
        .bind(micros(new.computed_at))
        .execute(tx.connection())
        .await?;
    let sql = "INSERT INTO charge_accounts (charge_id, organization_id, account_id, amount) VALUES ($1, $2, $3, $4)";
    for (account, amount) in accounts {
        let query = sqlx::query(sql).bind(new.id.to_string()).bind(tx.key()).bind(account.to_string()).bind(amount.exact());
        query.execute(tx.connection()).await?;
    }
    Ok(())
}

/// # Errors
/// The database's.
pub async fn remove(tx: &mut OrgTx, (subset, month, standing): (SubsetId, Month, Standing)) -> Result<(), Error> {
    let sql = "DELETE FROM charges WHERE organization_id = $1 AND subset_id = $2 AND month = $3 AND standing = $4";
    let query = sqlx::query(sql).bind(tx.key()).bind(subset.to_string()).bind(month.to_string()).bind(standing.name());
    query.execute(tx.connection()).await?;
    Ok(())
}

/// The late charge takes the place of the kept one.
///
/// # Errors
/// The database's.
pub async fn keep_late(tx: &mut OrgTx, subset: SubsetId, month: Month) -> Result<(), Error> {
    remove(tx, (subset, month, Standing::Kept)).await?;
    let sql = "UPDATE charges SET standing = 'kept' WHERE organization_id = $1 AND subset_id = $2 AND month = $3";
    let query = sqlx::query(sql).bind(tx.key()).bind(subset.to_string()).bind(month.to_string());
    query.execute(tx.connection()).await?;
    Ok(())
}

/// Whether the file of this charge is needed, of any organization; for the worker that removes files.
///
/// # Errors
/// The database's.
pub async fn is_there(tx: &mut Tx, id: ChargeId) -> Result<bool, Error> {
    let query = sqlx::query("SELECT 1 FROM charges WHERE id = $1").bind(id.to_string());
    Ok(query.fetch_optional(tx.connection()).await?.is_some())
}
