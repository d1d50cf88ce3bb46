//! Months that are charged: where their computation stands, whether they are closed, and why.

use chrono::{DateTime, Utc};
use muster_domain::charge::MonthEvent;
use muster_domain::view::imports::WorkState;
use muster_domain::{Month, UserId};
use sqlx::any::AnyRow;
use uuid::Uuid;

use crate::row::{Columns, micros, size};
use crate::{Error, OrgTx};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChargeMonth {
    pub id: Uuid,
    pub month: Month,
    /// How often a computation was asked for.
    pub asked: u64,
    pub state: WorkState,
    /// 0 to 100.
    pub percent: u64,
    pub error: Option<String>,
    pub computed_at: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
}

fn read(row: &AnyRow) -> Result<ChargeMonth, Error> {
    Ok(ChargeMonth {
        id: row.parsed("id")?,
        month: row.parsed("month")?,
        asked: row.count("asked")?,
        state: row.state("state")?,
        percent: row.count("percent")?,
        error: row.maybe_text("error")?,
        computed_at: row.maybe_time("computed_at")?,
        closed_at: row.maybe_time("closed_at")?,
    })
}

/// # Errors
/// The database's.
pub async fn lookup(tx: &mut OrgTx, id: Uuid) -> Result<Option<ChargeMonth>, Error> {
    let query = sqlx::query("SELECT * FROM charge_months WHERE organization_id = $1 AND id = $2");
    let query = query.bind(tx.key()).bind(id.to_string());
    query.fetch_optional(tx.connection()).await?.as_ref().map(read).transpose()
}

/// # Errors
/// The database's.
pub async fn find_by_month(tx: &mut OrgTx, month: Month) -> Result<Option<ChargeMonth>, Error> {
    let query = sqlx::query("SELECT * FROM charge_months WHERE organization_id = $1 AND month = $2");
    let query = query.bind(tx.key()).bind(month.to_string());
    query.fetch_optional(tx.connection()).await?.as_ref().map(read).transpose()
}

/// Newest first.
///
/// # Errors
/// The database's.
pub async fn list(tx: &mut OrgTx) -> Result<Vec<ChargeMonth>, Error> {
    let query = sqlx::query("SELECT * FROM charge_months WHERE organization_id = $1 ORDER BY month DESC").bind(tx.key());
    query.fetch_all(tx.connection()).await?.iter().map(read).collect()
}

/// Asks for its computation, once more where it was asked for before. `id` is for a month that was not yet; answers
/// the id that it has.
///
/// # Errors
/// The database's.
pub async fn ask(tx: &mut OrgTx, month: Month, id: Uuid) -> Result<Uuid, Error> {
    let sql = "INSERT INTO charge_months (id, organization_id, month, asked, state) VALUES ($1, $2, $3, 1, 'queued') \
               ON CONFLICT (organization_id, month) DO UPDATE SET asked = charge_months.asked + 1, error = NULL, \
               state = CASE charge_months.state WHEN 'processing' THEN 'processing' ELSE 'queued' END RETURNING id";
    let query = sqlx::query(sql).bind(id.to_string()).bind(tx.key()).bind(month.to_string());
    query.fetch_one(tx.connection()).await?.parsed("id")
}

/// Where its computation stands, and why it was not done.
#[derive(Clone, Debug)]
pub struct Standing<'a> {
    pub state: WorkState,
    /// 0 to 100.
    pub percent: u64,
    pub error: Option<&'a str>,
}

/// # Errors
/// The database's.
pub async fn set_standing(tx: &mut OrgTx, id: Uuid, standing: Standing<'_>) -> Result<(), Error> {
    let sql = "UPDATE charge_months SET state = $3, percent = $4, error = $5 WHERE organization_id = $1 AND id = $2";
    let query = sqlx::query(sql).bind(tx.key()).bind(id.to_string()).bind(standing.state.name());
    let query = query.bind(size(standing.percent)?).bind(standing.error.map(str::to_owned));
    query.execute(tx.connection()).await?;
    Ok(())
}

/// Its charges are there.
///
/// # Errors
/// The database's.
pub async fn set_computed(tx: &mut OrgTx, id: Uuid, at: DateTime<Utc>) -> Result<(), Error> {
    let query = sqlx::query("UPDATE charge_months SET computed_at = $3 WHERE organization_id = $1 AND id = $2");
    query.bind(tx.key()).bind(id.to_string()).bind(micros(at)).execute(tx.connection()).await?;
    Ok(())
}

/// Closes it, or opens it again.
///
/// # Errors
/// The database's.
pub async fn set_closed(tx: &mut OrgTx, month: Month, at: Option<DateTime<Utc>>) -> Result<(), Error> {
    let query = sqlx::query("UPDATE charge_months SET closed_at = $3 WHERE organization_id = $1 AND month = $2");
    query.bind(tx.key()).bind(month.to_string()).bind(at.map(micros)).execute(tx.connection()).await?;
    Ok(())
}

/// What was done to a month, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub month: Month,
    pub event: MonthEvent,
    pub reason: String,
    /// Name of who did it.
    pub by: String,
    pub at: DateTime<Utc>,
}

fn read_event(row: &AnyRow) -> Result<Event, Error> {
    let name = row.text("event")?;
    Ok(Event {
        month: row.parsed("month")?,
        event: MonthEvent::from_name(&name).ok_or_else(|| Error::Corrupt(format!("event is `{name}`")))?,
        reason: row.text("reason")?,
        by: row.text("by_name")?,
        at: row.time("created_at")?,
    })
}

/// Of every month, newest first.
///
/// # Errors
/// The database's.
pub async fn list_events(tx: &mut OrgTx) -> Result<Vec<Event>, Error> {
    let sql = "SELECT e.*, u.name AS by_name FROM month_events e JOIN users u ON u.id = e.created_by \
               WHERE e.organization_id = $1 ORDER BY e.created_at DESC, e.id DESC";
    sqlx::query(sql).bind(tx.key()).fetch_all(tx.connection()).await?.iter().map(read_event).collect()
}

#[derive(Clone, Debug)]
pub struct NewEvent {
    pub id: Uuid,
    pub month: Month,
    pub event: MonthEvent,
    pub reason: String,
    pub by: UserId,
    pub at: DateTime<Utc>,
}

/// # Errors
/// The database's.
pub async fn add_event(tx: &mut OrgTx, new: &NewEvent) -> Result<(), Error> {
    let sql = "INSERT INTO month_events (id, organization_id, month, event, reason, created_by, created_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    sqlx::query(sql)
        .bind(new.id.to_string())
        .bind(tx.key())
        .bind(new.month.to_string())
        .bind(new.event.name())
        .bind(new.reason.clone())
        .bind(new.by.to_string())
        .bind(micros(new.at))
        .execute(tx.connection())
        .await?;
    Ok(())
}
