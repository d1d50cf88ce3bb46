//! End customers: whose organization sees what which subset of a provider is charged. The one table that two
//! organizations share; a provider reaches its own rows through [`OrgTx`], a customer those that name it.

use chrono::{DateTime, Utc};
use muster_domain::{CustomerLinkId, OrganizationId, SubsetId, UserId};
use sqlx::any::AnyRow;

use crate::row::{Columns, micros};
use crate::{Error, OrgTx, Tx};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerLink {
    pub id: CustomerLinkId,
    pub provider: OrganizationId,
    pub provider_name: String,
    pub subset: SubsetId,
    pub subset_name: String,
    pub customer: OrganizationId,
    pub customer_name: String,
    /// Of the customer's administrator, as it was asked for.
    pub email: String,
    /// Name of who approved it.
    pub by: String,
    pub at: DateTime<Utc>,
}

fn read(row: &AnyRow) -> Result<CustomerLink, Error> {
    Ok(CustomerLink {
        id: row.parsed("id")?,
        provider: row.parsed("organization_id")?,
        provider_name: row.text("provider_name")?,
        subset: row.parsed("subset_id")?,
        subset_name: row.text("subset_name")?,
        customer: row.parsed("customer_id")?,
        customer_name: row.text("customer_name")?,
        email: row.text("email")?,
        by: row.text("by_name")?,
        at: row.time("created_at")?,
    })
}

macro_rules! links {
    ($rest:literal) => {
        concat!(
            "SELECT l.*, p.name AS provider_name, s.name AS subset_name, c.name AS customer_name, u.name AS by_name ",
            "FROM customer_links l JOIN organizations p ON p.id = l.organization_id JOIN subsets s ON s.id = l.subset_id ",
            "JOIN organizations c ON c.id = l.customer_id JOIN users u ON u.id = l.created_by ",
            $rest
        )
    };
}

/// Of the provider whose transaction it is, in order of subset and customer.
///
/// # Errors
/// The database's.
pub async fn list(tx: &mut OrgTx) -> Result<Vec<CustomerLink>, Error> {
    let query = sqlx::query(links!("WHERE l.organization_id = $1 ORDER BY s.name_key, c.name, l.id")).bind(tx.key());
    query.fetch_all(tx.connection()).await?.iter().map(read).collect()
}

/// Those that name this organization as the customer, in order of subset.
///
/// # Errors
/// The database's.
pub async fn list_by_customer(tx: &mut Tx, customer: OrganizationId) -> Result<Vec<CustomerLink>, Error> {
    let query = sqlx::query(links!("WHERE l.customer_id = $1 ORDER BY s.name_key, l.id")).bind(customer.to_string());
    query.fetch_all(tx.connection()).await?.iter().map(read).collect()
}

/// A person's organizations that see charges of a provider.
///
/// # Errors
/// The database's.
pub async fn list_customers(tx: &mut Tx, user: UserId) -> Result<Vec<OrganizationId>, Error> {
    let sql = "SELECT DISTINCT l.customer_id FROM customer_links l JOIN memberships m ON m.organization_id = l.customer_id \
               WHERE m.user_id = $1 ORDER BY l.customer_id";
    let rows = sqlx::query(sql).bind(user.to_string()).fetch_all(tx.connection()).await?;
    rows.iter().map(|row| row.parsed("customer_id")).collect()
}

/// Customers who see this subset.
///
/// # Errors
/// The database's.
pub async fn count_by_subset(tx: &mut OrgTx, subset: SubsetId) -> Result<u64, Error> {
    let sql = "SELECT COUNT(*) AS links FROM customer_links WHERE organization_id = $1 AND subset_id = $2";
    sqlx::query(sql).bind(tx.key()).bind(subset.to_string()).fetch_one(tx.connection()).await?.count("links")
}

#[derive(Clone, Debug)]
pub struct NewLink {
    pub id: CustomerLinkId,
    pub subset: SubsetId,
    pub customer: OrganizationId,
    pub email: String,
    pub by: UserId,
    pub at: DateTime<Utc>,
}

/// Adds it; says whether it is new: a customer sees a subset once.
///
/// # Errors
/// `Dangling` without such a subset or organization.
pub async fn add(tx: &mut OrgTx, new: &NewLink) -> Result<bool, Error> {
    let sql = "INSERT INTO customer_links (id, organization_id, subset_id, customer_id, email, created_by, created_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (subset_id, customer_id) DO NOTHING";
    let done = sqlx::query(sql)
        .bind(new.id.to_string())
        .bind(tx.key())
        .bind(new.subset.to_string())
        .bind(new.customer.to_string())
        .bind(new.email.clone())
        .bind(new.by.to_string())
        .bind(micros(new.at))
        .execute(tx.connection())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Says whether it was there.
///
/// # Errors
/// The database's.
pub async fn remove(tx: &mut OrgTx, id: CustomerLinkId) -> Result<bool, Error> {
    let query = sqlx::query("DELETE FROM customer_links WHERE organization_id = $1 AND id = $2");
    let query = query.bind(tx.key()).bind(id.to_string());
    Ok(query.execute(tx.connection()).await?.rows_affected() == 1)
}
