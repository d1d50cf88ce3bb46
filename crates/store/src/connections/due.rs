//! Connections of whatever organization, for the workers.

use chrono::{DateTime, Utc};
use muster_domain::{ManagementAccountId, OrganizationId};

use crate::row::{Columns, micros};
use crate::{Error, Tx};

/// Those whose next check is due.
///
/// # Errors
/// The database's.
pub async fn list_due(tx: &mut Tx, now: DateTime<Utc>) -> Result<Vec<(OrganizationId, ManagementAccountId)>, Error> {
    let sql = "SELECT organization_id, management_account_id FROM connections WHERE next_check_at <= $1 ORDER BY next_check_at";
    let rows = sqlx::query(sql).bind(micros(now)).fetch_all(tx.connection()).await?;
    rows.iter().map(|row| Ok((row.parsed("organization_id")?, row.parsed("management_account_id")?))).collect()
}

/// Which places on the server are read, and for whom: what one organization reads is no other's.
///
/// # Errors
/// The database's.
pub async fn list_locations(tx: &mut Tx) -> Result<Vec<(OrganizationId, String)>, Error> {
    let sql = "SELECT organization_id, location FROM connections WHERE kind = 'location' ORDER BY management_account_id";
    let rows = sqlx::query(sql).fetch_all(tx.connection()).await?;
    rows.iter().map(|row| Ok((row.parsed("organization_id")?, row.text("location")?))).collect()
}
