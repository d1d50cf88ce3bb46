//! How much of something an organization has, and since when; and all organizations, for support.

use chrono::{DateTime, Utc};
use muster_domain::OrganizationId;
use muster_domain::enrollment::Many;
use muster_domain::feature::Features;
use sqlx::any::AnyRow;

use crate::organizations::read_features;
use crate::row::Columns;
use crate::{Error, OrgTx, Tx};

/// When the transaction's organization was made.
///
/// # Errors
/// The database's.
pub async fn find_created_at(tx: &mut OrgTx) -> Result<Option<DateTime<Utc>>, Error> {
    let query = sqlx::query("SELECT created_at FROM organizations WHERE id = $1").bind(tx.key());
    query.fetch_optional(tx.connection()).await?.map(|row| row.time("created_at")).transpose()
}

/// What an organization can have many of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Subsets,
    Workflows,
    /// End customers' organizations.
    Customers,
}

/// How many there are, and since when.
///
/// # Errors
/// The database's.
pub async fn many(tx: &mut OrgTx, kind: Kind) -> Result<Many, Error> {
    let sql = match kind {
        Kind::Subsets => "SELECT COUNT(*) AS found, MIN(created_at) AS since FROM subsets WHERE organization_id = $1",
        Kind::Workflows => {
            "SELECT COUNT(*) AS found, MIN(created_at) AS since FROM workflows \
             WHERE organization_id = $1 AND deleted_at IS NULL"
        }
        Kind::Customers => {
            "SELECT COUNT(DISTINCT customer_id) AS found, MIN(created_at) AS since FROM customer_links WHERE organization_id = $1"
        }
    };
    let row = sqlx::query(sql).bind(tx.key()).fetch_one(tx.connection()).await?;
    Ok(Many { count: row.count("found")?, since: row.maybe_time("since")? })
}

/// An organization, and how much there is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub id: OrganizationId,
    pub name: String,
    pub features: Features,
    pub members: u64,
    pub accounts: u64,
    /// Tickets that are open or in progress.
    pub waiting: u64,
    pub created_at: DateTime<Utc>,
}

/// Every organization of the installation, in order of name.
///
/// # Errors
/// The database's.
pub async fn list(tx: &mut Tx) -> Result<Vec<Listed>, Error> {
    let sql = "SELECT o.id, o.name, o.subsets_enabled, o.created_at, \
               (SELECT COUNT(*) FROM memberships m WHERE m.organization_id = o.id) AS members, \
               (SELECT COUNT(*) FROM management_accounts a WHERE a.organization_id = o.id) AS accounts, \
               (SELECT COUNT(*) FROM tickets t WHERE t.organization_id = o.id AND t.state IN ('open', 'in_progress')) AS waiting \
               FROM organizations o ORDER BY LOWER(o.name), o.id";
    let read = |row: &AnyRow| {
        Ok(Listed {
            id: row.parsed("id")?,
            name: row.text("name")?,
            features: read_features(row)?,
            members: row.count("members")?,
            accounts: row.count("accounts")?,
            waiting: row.count("waiting")?,
            created_at: row.time("created_at")?,
        })
    };
    sqlx::query(sql).fetch_all(tx.connection()).await?.iter().map(read).collect()
}

/// Organizations with a member in whose e-mail this occurs.
///
/// # Errors
/// The database's.
pub async fn list_by_email(tx: &mut Tx, part: &str) -> Result<Vec<OrganizationId>, Error> {
    // Not LIKE, in which `_` and `%` of an address would mean something else.
    let sql = "SELECT DISTINCT m.organization_id FROM memberships m JOIN users u ON u.id = m.user_id \
               WHERE REPLACE(u.email, $1, '') <> u.email ORDER BY m.organization_id";
    let rows = sqlx::query(sql).bind(part.to_lowercase()).fetch_all(tx.connection()).await?;
    rows.iter().map(|row| row.parsed("organization_id")).collect()
}
