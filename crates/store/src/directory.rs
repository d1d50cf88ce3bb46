//! How much of something an organization has, and since when.

use chrono::{DateTime, Utc};
use muster_domain::enrollment::Many;

use crate::row::Columns;
use crate::{Error, OrgTx};

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
    };
    let row = sqlx::query(sql).bind(tx.key()).fetch_one(tx.connection()).await?;
    Ok(Many { count: row.count("found")?, since: row.maybe_time("since")? })
}
