//! What came of the days that schedules planned.

use chrono::{DateTime, NaiveDate, Utc};
use muster_domain::view::imports::WorkState;
use muster_domain::view::schedules::{Outcome, RunRow};
use muster_domain::{Period, ReportId, ScheduleId};
use sqlx::any::AnyRow;
use uuid::Uuid;

use crate::row::{Columns, micros};
use crate::schedules::named;
use crate::{Error, OrgTx};

/// What is written down.
#[derive(Clone, Debug)]
pub struct NewRun {
    pub id: Uuid,
    pub schedule: ScheduleId,
    /// `None` where somebody asked for it.
    pub day: Option<NaiveDate>,
    pub covers: Period,
    pub outcome: Outcome,
    pub why: Option<String>,
    pub report: Option<ReportId>,
    pub at: DateTime<Utc>,
}

fn read(row: &AnyRow) -> Result<(ScheduleId, RunRow), Error> {
    let (from, to): (NaiveDate, NaiveDate) = (row.parsed("from_day")?, row.parsed("to_day")?);
    let state = |name: String| WorkState::from_name(&name).ok_or_else(|| Error::Corrupt(format!("state is `{name}`")));
    let run = RunRow {
        id: row.parsed("id")?,
        day: row.maybe_parsed("planned_day")?,
        at: row.time("created_at")?,
        covers: Period::new(from, to).map_err(|error| Error::Corrupt(error.to_string()))?,
        outcome: named(row, "outcome", Outcome::from_name)?,
        why: row.maybe_text("why")?,
        report: row.maybe_parsed("report_id")?,
        report_state: row.maybe_text("report_state")?.map(state).transpose()?,
    };
    Ok((row.parsed("schedule_id")?, run))
}

/// # Errors
/// `Taken(Id)` where something came of that day already.
pub async fn add(tx: &mut OrgTx, new: &NewRun) -> Result<(), Error> {
    let sql = "INSERT INTO schedule_runs (id, organization_id, schedule_id, planned_day, from_day, to_day, outcome, why, \
               report_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    sqlx::query(sql)
        .bind(new.id.to_string())
        .bind(tx.key())
        .bind(new.schedule.to_string())
        .bind(new.day.map(|day| day.to_string()))
        .bind(new.covers.from().to_string())
        .bind(new.covers.to().to_string())
        .bind(new.outcome.name())
        .bind(new.why.clone())
        .bind(new.report.map(|id| id.to_string()))
        .bind(micros(new.at))
        .execute(tx.connection())
        .await?;
    Ok(())
}

macro_rules! runs {
    ($rest:literal) => {
        concat!(
            "SELECT n.*, r.state AS report_state FROM schedule_runs n LEFT JOIN reports r ON r.id = n.report_id ",
            "WHERE n.organization_id = $1 ",
            $rest
        )
    };
}

/// Of one schedule, newest first, at most so many.
///
/// # Errors
/// The database's.
pub async fn list(tx: &mut OrgTx, schedule: ScheduleId, most: u32) -> Result<Vec<RunRow>, Error> {
    let query = sqlx::query(runs!("AND n.schedule_id = $2 ORDER BY n.created_at DESC, n.planned_day DESC, n.id DESC LIMIT $3"));
    let query = query.bind(tx.key()).bind(schedule.to_string()).bind(i64::from(most));
    query.fetch_all(tx.connection()).await?.iter().map(|row| Ok(read(row)?.1)).collect()
}

/// The last of each schedule of which something came.
///
/// # Errors
/// The database's.
pub async fn list_last(tx: &mut OrgTx) -> Result<Vec<(ScheduleId, RunRow)>, Error> {
    let sql = runs!(
        "AND n.outcome <> 'skipped' AND NOT EXISTS (SELECT 1 FROM schedule_runs o WHERE o.schedule_id = n.schedule_id \
         AND o.outcome <> 'skipped' AND (o.created_at > n.created_at OR (o.created_at = n.created_at AND o.id > n.id)))"
    );
    sqlx::query(sql).bind(tx.key()).fetch_all(tx.connection()).await?.iter().map(read).collect()
}

/// The last day of which something came; `None` before the first.
///
/// # Errors
/// The database's.
pub async fn last_day(tx: &mut OrgTx, schedule: ScheduleId) -> Result<Option<NaiveDate>, Error> {
    let sql = "SELECT MAX(planned_day) AS day FROM schedule_runs WHERE organization_id = $1 AND schedule_id = $2";
    let query = sqlx::query(sql).bind(tx.key()).bind(schedule.to_string());
    query.fetch_one(tx.connection()).await?.maybe_parsed("day")
}

/// The schedule that a report was made for.
///
/// # Errors
/// The database's.
pub async fn find_schedule(tx: &mut OrgTx, report: ReportId) -> Result<Option<ScheduleId>, Error> {
    let sql = "SELECT schedule_id FROM schedule_runs WHERE organization_id = $1 AND report_id = $2";
    let row = sqlx::query(sql).bind(tx.key()).bind(report.to_string()).fetch_optional(tx.connection()).await?;
    row.map(|row| row.parsed("schedule_id")).transpose()
}
