//! Reports on their way to somebody, and every try. Leased like jobs, in a queue of its own: what waits for hours to be
//! tried again is no work to be waited for.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use muster_domain::view::schedules::{AttemptRow, Channel, DeliveryRow, DeliveryState};
use muster_domain::{DeliveryId, OrganizationId, ReportId, ScheduleId};
use sqlx::any::AnyRow;
use uuid::Uuid;

use crate::row::{Columns, micros, size};
use crate::schedules::named;
use crate::{Error, OrgTx, Tx};

/// What is to be sent.
#[derive(Clone, Debug)]
pub struct NewDelivery {
    pub id: DeliveryId,
    pub schedule: ScheduleId,
    pub report: ReportId,
    pub report_name: String,
    pub channel: Channel,
    pub target: String,
    pub body: String,
    pub state: DeliveryState,
    pub at: DateTime<Utc>,
}

/// # Errors
/// The database's.
pub async fn add(tx: &mut OrgTx, new: &NewDelivery) -> Result<(), Error> {
    let due = (new.state == DeliveryState::Waiting).then_some(micros(new.at));
    let sql = "INSERT INTO deliveries (id, organization_id, schedule_id, report_id, report_name, channel, target, body, state, \
               due_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    sqlx::query(sql)
        .bind(new.id.to_string())
        .bind(tx.key())
        .bind(new.schedule.to_string())
        .bind(new.report.to_string())
        .bind(new.report_name.clone())
        .bind(new.channel.name())
        .bind(new.target.clone())
        .bind(new.body.clone())
        .bind(new.state.name())
        .bind(due)
        .bind(micros(new.at))
        .execute(tx.connection())
        .await?;
    Ok(())
}

fn read(row: &AnyRow) -> Result<DeliveryRow, Error> {
    Ok(DeliveryRow {
        id: row.parsed("id")?,
        channel: named(row, "channel", Channel::from_name)?,
        target: row.text("target")?,
        report: row.parsed("report_id")?,
        report_name: row.text("report_name")?,
        state: named(row, "state", DeliveryState::from_name)?,
        created_at: row.time("created_at")?,
        due_at: row.maybe_time("due_at")?,
        attempts: Vec::new(),
    })
}

/// Of one schedule with their tries, newest first, at most so many.
///
/// # Errors
/// The database's.
pub async fn list(tx: &mut OrgTx, schedule: ScheduleId, most: u32) -> Result<Vec<DeliveryRow>, Error> {
    let sql =
        "SELECT * FROM deliveries WHERE organization_id = $1 AND schedule_id = $2 ORDER BY created_at DESC, id DESC LIMIT $3";
    let query = sqlx::query(sql).bind(tx.key()).bind(schedule.to_string()).bind(i64::from(most));
    let rows = query.fetch_all(tx.connection()).await?;
    let mut found = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let mut tried = attempts(tx, schedule).await?;
    for delivery in &mut found {
        delivery.attempts = tried.remove(&delivery.id).unwrap_or_default();
    }
    Ok(found)
}

async fn attempts(tx: &mut OrgTx, schedule: ScheduleId) -> Result<HashMap<DeliveryId, Vec<AttemptRow>>, Error> {
    let sql = "SELECT a.* FROM delivery_attempts a JOIN deliveries d ON d.id = a.delivery_id \
               WHERE d.organization_id = $1 AND d.schedule_id = $2 ORDER BY a.created_at DESC, a.id DESC";
    let rows = sqlx::query(sql).bind(tx.key()).bind(schedule.to_string()).fetch_all(tx.connection()).await?;
    let mut found: HashMap<DeliveryId, Vec<AttemptRow>> = HashMap::new();
    for row in &rows {
        let status = row.maybe_number("status")?.and_then(|status| u16::try_from(status).ok());
        let (at, error, milliseconds) = (row.time("created_at")?, row.maybe_text("error")?, row.count("milliseconds")?);
        found.entry(row.parsed("delivery_id")?).or_default().push(AttemptRow { at, status, error, milliseconds });
    }
    Ok(found)
}

/// The schedule it belongs to, and where it stands.
///
/// # Errors
/// The database's.
pub async fn lookup(tx: &mut OrgTx, id: DeliveryId) -> Result<Option<(ScheduleId, DeliveryRow)>, Error> {
    let query = sqlx::query("SELECT * FROM deliveries WHERE organization_id = $1 AND id = $2");
    let row = query.bind(tx.key()).bind(id.to_string()).fetch_optional(tx.connection()).await?;
    row.map(|row| Ok((row.parsed("schedule_id")?, read(&row)?))).transpose()
}

/// Whether this report was sent out already, or is on its way.
///
/// # Errors
/// The database's.
pub async fn is_sent(tx: &mut OrgTx, report: ReportId) -> Result<bool, Error> {
    let query = sqlx::query("SELECT 1 FROM deliveries WHERE organization_id = $1 AND report_id = $2 LIMIT 1");
    Ok(query.bind(tx.key()).bind(report.to_string()).fetch_optional(tx.connection()).await?.is_some())
}

/// To be tried again from the beginning, now.
///
/// # Errors
/// The database's.
pub async fn set_waiting(tx: &mut OrgTx, id: DeliveryId, due_at: DateTime<Utc>) -> Result<(), Error> {
    let sql = "UPDATE deliveries SET state = 'waiting', attempts = 0, due_at = $3 WHERE organization_id = $1 AND id = $2";
    sqlx::query(sql).bind(tx.key()).bind(id.to_string()).bind(micros(due_at)).execute(tx.connection()).await?;
    Ok(())
}

/// One that is being tried.
#[derive(Clone, Debug)]
pub struct Taken {
    pub id: DeliveryId,
    pub organization: OrganizationId,
    pub schedule: ScheduleId,
    pub report: ReportId,
    pub report_name: String,
    pub channel: Channel,
    pub target: String,
    pub body: String,
    /// How often it was taken, this time included.
    pub attempts: u64,
}

/// Takes the one that has been due for longest, until another time; `None` when there is none, or another was quicker.
///
/// # Errors
/// The database's.
pub async fn take(tx: &mut Tx, (now, until): (DateTime<Utc>, DateTime<Utc>)) -> Result<Option<Taken>, Error> {
    let sql = "SELECT id, attempts FROM deliveries WHERE due_at <= $1 ORDER BY due_at, id LIMIT 1";
    let Some(found) = sqlx::query(sql).bind(micros(now)).fetch_optional(tx.connection()).await? else { return Ok(None) };
    // Counting is the proof of being first, as with jobs.
    let sql =
        "UPDATE deliveries SET attempts = attempts + 1, due_at = $3 WHERE id = $1 AND attempts = $2 AND due_at <= $4 RETURNING *";
    let query = sqlx::query(sql).bind(found.text("id")?).bind(found.number("attempts")?).bind(micros(until)).bind(micros(now));
    let Some(row) = query.fetch_optional(tx.connection()).await? else { return Ok(None) };
    Ok(Some(Taken {
        id: row.parsed("id")?,
        organization: row.parsed("organization_id")?,
        schedule: row.parsed("schedule_id")?,
        report: row.parsed("report_id")?,
        report_name: row.text("report_name")?,
        channel: named(&row, "channel", Channel::from_name)?,
        target: row.text("target")?,
        body: row.text("body")?,
        attempts: row.count("attempts")?,
    }))
}

/// Keeps it from others until another time, for a try that takes long.
///
/// # Errors
/// The database's.
pub async fn hold(tx: &mut OrgTx, taken: &Taken, until: DateTime<Utc>) -> Result<(), Error> {
    let sql = "UPDATE deliveries SET due_at = $4 WHERE organization_id = $1 AND id = $2 AND attempts = $3 AND due_at IS NOT NULL";
    let query = sqlx::query(sql).bind(tx.key()).bind(taken.id.to_string()).bind(size(taken.attempts)?).bind(micros(until));
    query.execute(tx.connection()).await?;
    Ok(())
}

/// Where a try left it. `false`: it was taken by another meanwhile, or is gone, and nothing was written.
///
/// # Errors
/// The database's.
pub async fn set_tried(
    tx: &mut OrgTx,
    taken: &Taken,
    (state, due_at): (DeliveryState, Option<DateTime<Utc>>),
) -> Result<bool, Error> {
    let sql = "UPDATE deliveries SET state = $4, due_at = $5 WHERE organization_id = $1 AND id = $2 AND attempts = $3";
    let query = sqlx::query(sql)
        .bind(tx.key())
        .bind(taken.id.to_string())
        .bind(size(taken.attempts)?)
        .bind(state.name())
        .bind(due_at.map(micros));
    Ok(query.execute(tx.connection()).await?.rows_affected() == 1)
}

/// Writes a try down.
///
/// # Errors
/// `Dangling` where the delivery is gone.
pub async fn add_attempt(tx: &mut OrgTx, (id, delivery): (Uuid, DeliveryId), tried: &AttemptRow) -> Result<(), Error> {
    let sql = "INSERT INTO delivery_attempts (id, organization_id, delivery_id, status, error, milliseconds, created_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    sqlx::query(sql)
        .bind(id.to_string())
        .bind(tx.key())
        .bind(delivery.to_string())
        .bind(tried.status.map(i64::from))
        .bind(tried.error.clone())
        .bind(size(tried.milliseconds)?)
        .bind(micros(tried.at))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Those that are due by this time.
///
/// # Errors
/// The database's.
pub async fn count_due(tx: &mut Tx, by: DateTime<Utc>) -> Result<u64, Error> {
    let query = sqlx::query("SELECT COUNT(*) AS due FROM deliveries WHERE due_at <= $1").bind(micros(by));
    query.fetch_one(tx.connection()).await?.count("due")
}
