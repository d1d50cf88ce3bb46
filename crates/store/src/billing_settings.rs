//! What an organization decides about its bills, and the Eco invoices it recorded. Without a row nothing was decided.

use muster_domain::credit::CreditPatterns;
use muster_domain::report::{EcoCommitments, EcoInvoices};
use muster_domain::{Money, Month};

use crate::row::{Columns, json};
use crate::{Error, OrgTx};

/// As they were decided.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decided {
    /// `None`: Muster's own.
    pub credit_patterns: Option<CreditPatterns>,
    pub eco_commitments: EcoCommitments,
    /// Keys of the tags that charges are told apart by, in order.
    pub charge_tags: Vec<String>,
}

/// # Errors
/// The database's.
pub async fn lookup(tx: &mut OrgTx) -> Result<Decided, Error> {
    let sql = "SELECT credit_patterns, eco_commitments, charge_tags FROM billing_settings WHERE organization_id = $1";
    let Some(row) = sqlx::query(sql).bind(tx.key()).fetch_optional(tx.connection()).await? else {
        return Ok(Decided::default());
    };
    Ok(Decided {
        credit_patterns: row.maybe_json("credit_patterns")?,
        eco_commitments: row.json("eco_commitments")?,
        charge_tags: row.json("charge_tags")?,
    })
}

/// # Errors
/// The database's.
pub async fn save(tx: &mut OrgTx, decided: &Decided) -> Result<(), Error> {
    let sql = "INSERT INTO billing_settings (organization_id, credit_patterns, eco_commitments, charge_tags) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (organization_id) DO UPDATE SET credit_patterns = excluded.credit_patterns, \
               eco_commitments = excluded.eco_commitments, charge_tags = excluded.charge_tags";
    sqlx::query(sql)
        .bind(tx.key())
        .bind(decided.credit_patterns.as_ref().map(json).transpose()?)
        .bind(json(&decided.eco_commitments)?)
        .bind(json(&decided.charge_tags)?)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Every Eco invoice that was recorded.
///
/// # Errors
/// The database's.
pub async fn list_invoices(tx: &mut OrgTx) -> Result<EcoInvoices, Error> {
    let query = sqlx::query("SELECT month, amount FROM eco_invoices WHERE organization_id = $1 ORDER BY month").bind(tx.key());
    let rows = query.fetch_all(tx.connection()).await?;
    rows.iter().map(|row| Ok((row.parsed("month")?, row.parsed("amount")?))).collect()
}

/// Records the invoice of a month, in place of the one that was there.
///
/// # Errors
/// The database's.
pub async fn set_invoice(tx: &mut OrgTx, month: Month, amount: Money) -> Result<(), Error> {
    let sql = "INSERT INTO eco_invoices (organization_id, month, amount) VALUES ($1, $2, $3) \
               ON CONFLICT (organization_id, month) DO UPDATE SET amount = excluded.amount";
    sqlx::query(sql).bind(tx.key()).bind(month.to_string()).bind(amount.exact()).execute(tx.connection()).await?;
    Ok(())
}

/// Says whether there was one.
///
/// # Errors
/// The database's.
pub async fn remove_invoice(tx: &mut OrgTx, month: Month) -> Result<bool, Error> {
    let query = sqlx::query("DELETE FROM eco_invoices WHERE organization_id = $1 AND month = $2");
    Ok(query.bind(tx.key()).bind(month.to_string()).execute(tx.connection()).await?.rows_affected() == 1)
}
