//! Which account is in which subset, on which days.

use chrono::{DateTime, NaiveDate, Utc};
use muster_domain::{AccountId, SubsetId, UserId};
use sqlx::any::AnyRow;
use uuid::Uuid;

use crate::row::{Columns, micros};
use crate::{Error, OrgTx};

/// An account in a subset on the days `[from, until)`; `None` is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub id: Uuid,
    pub subset: SubsetId,
    pub account: AccountId,
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    /// Name of who assigned it.
    pub by: String,
}

impl Member {
    pub fn is_in_on(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }
}

fn read(row: &AnyRow) -> Result<Member, Error> {
    Ok(Member {
        id: row.parsed("id")?,
        subset: row.parsed("subset_id")?,
        account: row.parsed("account_id")?,
        from: row.maybe_parsed("from_day")?,
        until: row.maybe_parsed("until_day")?,
        by: row.text("by_name")?,
    })
}

/// Every membership there is or was, in the order in which they were made.
///
/// # Errors
/// The database's.
pub async fn list(tx: &mut OrgTx) -> Result<Vec<Member>, Error> {
    let sql = "SELECT m.*, u.name AS by_name FROM subset_members m JOIN users u ON u.id = m.created_by \
               WHERE m.organization_id = $1 ORDER BY m.created_at, m.id";
    sqlx::query(sql).bind(tx.key()).fetch_all(tx.connection()).await?.iter().map(read).collect()
}

/// A membership without an end.
#[derive(Clone, Debug)]
pub struct NewMember {
    pub id: Uuid,
    pub subset: SubsetId,
    pub account: AccountId,
    /// `None`: it always was in.
    pub from: Option<NaiveDate>,
    pub by: UserId,
    pub at: DateTime<Utc>,
}

/// # Errors
/// `Taken(SubsetMember)` when another membership of the account has no end.
pub async fn add(tx: &mut OrgTx, new: &NewMember) -> Result<(), Error> {
    let sql = "INSERT INTO subset_members (id, organization_id, subset_id, account_id, from_day, created_by, created_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    sqlx::query(sql)
        .bind(new.id.to_string())
        .bind(tx.key())
        .bind(new.subset.to_string())
        .bind(new.account.to_string())
        .bind(new.from.map(|day| day.to_string()))
        .bind(new.by.to_string())
        .bind(micros(new.at))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Ends a membership before `until`, or opens it again.
///
/// # Errors
/// `Taken(SubsetMember)` when it would be open beside another.
pub async fn set_until(tx: &mut OrgTx, id: Uuid, until: Option<NaiveDate>) -> Result<(), Error> {
    let sql = "UPDATE subset_members SET until_day = $3 WHERE organization_id = $1 AND id = $2";
    let query = sqlx::query(sql).bind(tx.key()).bind(id.to_string()).bind(until.map(|day| day.to_string()));
    query.execute(tx.connection()).await?;
    Ok(())
}

/// Forgets a membership that lasted no day.
///
/// # Errors
/// The database's.
pub async fn remove(tx: &mut OrgTx, id: Uuid) -> Result<(), Error> {
    let sql = "DELETE FROM subset_members WHERE organization_id = $1 AND id = $2";
    sqlx::query(sql).bind(tx.key()).bind(id.to_string()).execute(tx.connection()).await?;
    Ok(())
}
