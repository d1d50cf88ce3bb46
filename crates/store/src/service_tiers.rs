//! How far management accounts are on their way to full service. No row is the first tier.

use chrono::{DateTime, NaiveDate, Utc};
use muster_domain::enrollment::{RampUp, Tier};
use muster_domain::{AccountId, ManagementAccountId, OrganizationId};
use sqlx::any::AnyRow;

use crate::row::{Columns, micros};
use crate::{Error, OrgTx, Tx};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServiceTier {
    pub tier: Tier,
    pub since: DateTime<Utc>,
    /// The day of the strategy call.
    pub call_on: Option<NaiveDate>,
    pub ramp_up: Option<RampUp>,
}

fn read(row: &AnyRow) -> Result<ServiceTier, Error> {
    let tier = row.text("tier")?;
    let from: Option<NaiveDate> = row.maybe_parsed("ramp_up_from")?;
    let weeks = row.maybe_number("ramp_up_weeks")?.map(|weeks| u32::try_from(weeks).unwrap_or_default());
    Ok(ServiceTier {
        tier: Tier::from_name(&tier).ok_or_else(|| Error::Corrupt(format!("tier is `{tier}`")))?,
        since: row.time("since")?,
        call_on: row.maybe_parsed("call_on")?,
        ramp_up: from.zip(weeks).map(|(from, weeks)| RampUp { from, weeks }),
    })
}

/// # Errors
/// The database's.
pub async fn lookup(tx: &mut OrgTx, id: ManagementAccountId) -> Result<Option<ServiceTier>, Error> {
    let sql = "SELECT * FROM service_tiers WHERE organization_id = $1 AND management_account_id = $2";
    let query = sqlx::query(sql).bind(tx.key()).bind(id.to_string());
    query.fetch_optional(tx.connection()).await?.as_ref().map(read).transpose()
}

/// # Errors
/// `Dangling` when the organization has no such account.
pub async fn set(tx: &mut OrgTx, id: ManagementAccountId, tier: &ServiceTier) -> Result<(), Error> {
    let sql = "INSERT INTO service_tiers (management_account_id, organization_id, tier, since, call_on, ramp_up_from, ramp_up_weeks) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (management_account_id) DO UPDATE SET \
               tier = excluded.tier, since = excluded.since, call_on = excluded.call_on, \
               ramp_up_from = excluded.ramp_up_from, ramp_up_weeks = excluded.ramp_up_weeks";
    sqlx::query(sql)
        .bind(id.to_string())
        .bind(tx.key())
        .bind(tier.tier.name())
        .bind(micros(tier.since))
        .bind(tier.call_on.map(|day| day.to_string()))
        .bind(tier.ramp_up.map(|ramp_up| ramp_up.from.to_string()))
        .bind(tier.ramp_up.map(|ramp_up| i64::from(ramp_up.weeks)))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// A management account of whatever organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolled {
    pub organization: OrganizationId,
    pub organization_name: String,
    pub id: ManagementAccountId,
    pub account_id: AccountId,
    pub name: String,
}

/// Every management account of the installation, by organization and name.
///
/// # Errors
/// The database's.
pub async fn list_accounts(tx: &mut Tx) -> Result<Vec<Enrolled>, Error> {
    let sql = "SELECT m.id, m.account_id, m.name, m.organization_id, o.name AS organization_name FROM management_accounts m \
               JOIN organizations o ON o.id = m.organization_id ORDER BY LOWER(o.name), o.id, LOWER(m.name), m.id";
    let rows = sqlx::query(sql).fetch_all(tx.connection()).await?;
    rows.iter().map(read_enrolled).collect()
}

/// The organization of a management account, for whoever may see any.
///
/// # Errors
/// The database's.
pub async fn find_organization(tx: &mut Tx, id: ManagementAccountId) -> Result<Option<OrganizationId>, Error> {
    let query = sqlx::query("SELECT organization_id FROM management_accounts WHERE id = $1").bind(id.to_string());
    query.fetch_optional(tx.connection()).await?.map(|row| row.parsed("organization_id")).transpose()
}

fn read_enrolled(row: &AnyRow) -> Result<Enrolled, Error> {
    Ok(Enrolled {
        organization: row.parsed("organization_id")?,
        organization_name: row.text("organization_name")?,
        id: row.parsed("id")?,
        account_id: row.parsed("account_id")?,
        name: row.text("name")?,
    })
}
