//! Schedules: which report is made again, when, and to whom it goes.

use chrono::{DateTime, NaiveDate, Utc};
use muster_domain::report::GroupBy;
use muster_domain::schedule::{Plan, Range, Repeat};
use muster_domain::view::schedules::{Recipients, ScheduleState};
use muster_domain::{OrganizationId, ScheduleId, UserId, WorkflowId};
use sqlx::any::AnyRow;

use crate::reports::Scope;
use crate::row::{Columns, json, micros};
use crate::{Error, OrgTx, Tx};

#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    pub id: ScheduleId,
    pub name: String,
    pub workflow: WorkflowId,
    /// Of the workflow, deleted or not.
    pub workflow_name: String,
    pub scope: Scope,
    pub group_by: Vec<GroupBy>,
    pub plan: Plan,
    pub state: ScheduleState,
    pub why: Option<String>,
    /// The next run's day, and when it is due.
    pub next: Option<(NaiveDate, DateTime<Utc>)>,
    /// The day of which somebody was warned.
    pub warned: Option<NaiveDate>,
    pub recipients: Recipients,
    /// Of its webhook, encrypted.
    pub secret: Option<String>,
    pub owner: UserId,
    /// Of the owner.
    pub owner_name: String,
    pub created_at: DateTime<Utc>,
}

fn read(row: &AnyRow) -> Result<Schedule, Error> {
    let day: Option<NaiveDate> = row.maybe_parsed("next_day")?;
    let bucket = row.maybe_text("destination")?;
    let recipients = Recipients {
        members: row.json("recipients")?,
        attach: row.truth("attach")?,
        webhook: row.maybe_text("webhook_url")?,
        bucket: bucket.map(|text| serde_json::from_str(&text).map_err(|error| Error::Corrupt(error.to_string()))).transpose()?,
    };
    Ok(Schedule {
        id: row.parsed("id")?,
        name: row.text("name")?,
        workflow: row.parsed("workflow_id")?,
        workflow_name: row.text("workflow_name")?,
        scope: row.json("scope")?,
        group_by: row.json("group_by")?,
        plan: plan(row)?,
        state: named(row, "state", ScheduleState::from_name)?,
        why: row.maybe_text("why")?,
        next: day.zip(row.maybe_time("next_at")?),
        warned: row.maybe_parsed("warned_day")?,
        recipients,
        secret: row.maybe_text("webhook_secret")?,
        owner: row.parsed("owner")?,
        owner_name: row.text("owner_name")?,
        created_at: row.time("created_at")?,
    })
}

fn plan(row: &AnyRow) -> Result<Plan, Error> {
    let choices = (named(row, "covers", Range::from_name)?, named(row, "repeats", Repeat::from_name)?);
    Plan::new(row.parsed("start_day")?, choices).map_err(|error| Error::Corrupt(error.to_string()))
}

/// One of our own words.
pub(crate) fn named<T>(row: &AnyRow, column: &str, read: impl FnOnce(&str) -> Option<T>) -> Result<T, Error> {
    let name = row.text(column)?;
    read(&name).ok_or_else(|| Error::Corrupt(format!("{column} is `{name}`")))
}

macro_rules! schedules {
    ($rest:literal) => {
        concat!(
            "SELECT s.*, w.name AS workflow_name, u.name AS owner_name FROM schedules s ",
            "JOIN workflows w ON w.id = s.workflow_id JOIN users u ON u.id = s.owner WHERE s.organization_id = $1 ",
            $rest
        )
    };
}

/// # Errors
/// The database's.
pub async fn lookup(tx: &mut OrgTx, id: ScheduleId) -> Result<Option<Schedule>, Error> {
    let query = sqlx::query(schedules!("AND s.id = $2")).bind(tx.key()).bind(id.to_string());
    query.fetch_optional(tx.connection()).await?.as_ref().map(read).transpose()
}

/// Newest first.
///
/// # Errors
/// The database's.
pub async fn list(tx: &mut OrgTx) -> Result<Vec<Schedule>, Error> {
    let query = sqlx::query(schedules!("ORDER BY s.created_at DESC, s.id DESC")).bind(tx.key());
    query.fetch_all(tx.connection()).await?.iter().map(read).collect()
}

/// # Errors
/// `Dangling` without such a workflow.
pub async fn add(tx: &mut OrgTx, new: &Schedule) -> Result<(), Error> {
    let sql = "INSERT INTO schedules (id, organization_id, name, workflow_id, scope, group_by, start_day, covers, repeats, \
               state, why, next_day, next_at, warned_day, recipients, attach, webhook_url, webhook_secret, owner, created_at, \
               destination) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)";
    sqlx::query(sql)
        .bind(new.id.to_string())
        .bind(tx.key())
        .bind(new.name.clone())
        .bind(new.workflow.to_string())
        .bind(json(&new.scope)?)
        .bind(json(&new.group_by)?)
        .bind(new.plan.start().to_string())
        .bind(new.plan.range.name())
        .bind(new.plan.repeat.name())
        .bind(new.state.name())
        .bind(new.why.clone())
        .bind(new.next.map(|(day, _)| day.to_string()))
        .bind(new.next.map(|(_, at)| micros(at)))
        .bind(new.warned.map(|day| day.to_string()))
        .bind(json(&new.recipients.members)?)
        .bind(i64::from(new.recipients.attach))
        .bind(new.recipients.webhook.clone())
        .bind(new.secret.clone())
        .bind(new.owner.to_string())
        .bind(micros(new.created_at))
        .bind(new.recipients.bucket.as_ref().map(json).transpose()?)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Keeps all of it that can change; its workflow, groups and beginning do not.
///
/// # Errors
/// The database's.
pub async fn set(tx: &mut OrgTx, changed: &Schedule) -> Result<(), Error> {
    let sql = "UPDATE schedules SET name = $3, scope = $4, start_day = $5, covers = $6, repeats = $7, state = $8, why = $9, \
               next_day = $10, next_at = $11, warned_day = $12, recipients = $13, attach = $14, webhook_url = $15, \
               webhook_secret = $16, owner = $17, destination = $18 WHERE organization_id = $1 AND id = $2";
    sqlx::query(sql)
        .bind(tx.key())
        .bind(changed.id.to_string())
        .bind(changed.name.clone())
        .bind(json(&changed.scope)?)
        .bind(changed.plan.start().to_string())
        .bind(changed.plan.range.name())
        .bind(changed.plan.repeat.name())
        .bind(changed.state.name())
        .bind(changed.why.clone())
        .bind(changed.next.map(|(day, _)| day.to_string()))
        .bind(changed.next.map(|(_, at)| micros(at)))
        .bind(changed.warned.map(|day| day.to_string()))
        .bind(json(&changed.recipients.members)?)
        .bind(i64::from(changed.recipients.attach))
        .bind(changed.recipients.webhook.clone())
        .bind(changed.secret.clone())
        .bind(changed.owner.to_string())
        .bind(changed.recipients.bucket.as_ref().map(json).transpose()?)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Says whether it was there.
///
/// # Errors
/// The database's.
pub async fn remove(tx: &mut OrgTx, id: ScheduleId) -> Result<bool, Error> {
    let query = sqlx::query("DELETE FROM schedules WHERE organization_id = $1 AND id = $2").bind(tx.key()).bind(id.to_string());
    Ok(query.execute(tx.connection()).await?.rows_affected() == 1)
}

/// Schedules of every organization whose next run is due by this time, the longest waiting first.
///
/// # Errors
/// The database's.
pub async fn list_due(tx: &mut Tx, by: DateTime<Utc>) -> Result<Vec<(OrganizationId, ScheduleId)>, Error> {
    let sql = "SELECT organization_id, id FROM schedules WHERE next_at <= $1 ORDER BY next_at, id";
    ids(sqlx::query(sql).bind(micros(by)).fetch_all(tx.connection()).await?)
}

/// Those due by this time of whose day nobody has been warned or found a warning needless.
///
/// # Errors
/// The database's.
pub async fn list_unwarned(tx: &mut Tx, by: DateTime<Utc>) -> Result<Vec<(OrganizationId, ScheduleId)>, Error> {
    let sql = "SELECT organization_id, id FROM schedules \
               WHERE next_at <= $1 AND (warned_day IS NULL OR warned_day <> next_day) ORDER BY next_at, id";
    ids(sqlx::query(sql).bind(micros(by)).fetch_all(tx.connection()).await?)
}

fn ids(rows: Vec<AnyRow>) -> Result<Vec<(OrganizationId, ScheduleId)>, Error> {
    rows.iter().map(|row| Ok((row.parsed("organization_id")?, row.parsed("id")?))).collect()
}
