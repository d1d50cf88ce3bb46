//! Background work: leased, so that a worker that dies loses it to another; one at a time per lane.

use chrono::{DateTime, Utc};
use muster_domain::{JobId, OrganizationId};
use sqlx::any::AnyRow;
use uuid::Uuid;

use crate::row::{Columns, micros};
use crate::{Error, OrgTx, Tx};

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Import,
    Report,
    /// The re-rated bill beside a report.
    Rerate,
    /// What the subsets are charged for a month.
    Charges,
    /// Looking whether something new was delivered for a management account.
    Check,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Report => "report",
            Self::Rerate => "rerate",
            Self::Charges => "charges",
            Self::Check => "check",
        }
    }

    fn from_name(name: &str) -> Result<Self, Error> {
        let found =
            [Self::Import, Self::Report, Self::Rerate, Self::Charges, Self::Check].into_iter().find(|kind| kind.name() == name);
        found.ok_or_else(|| Error::Corrupt(format!("kind of job is `{name}`")))
    }
}

/// A job that a worker holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    pub id: JobId,
    pub organization: OrganizationId,
    pub kind: Kind,
    /// The import, report, re-rated bill, charged month or management account.
    pub subject: Uuid,
    /// How often it was taken, this time included.
    pub attempts: u64,
}

fn read(row: &AnyRow) -> Result<Job, Error> {
    Ok(Job {
        id: row.parsed("id")?,
        organization: row.parsed("organization_id")?,
        kind: Kind::from_name(&row.text("kind")?)?,
        subject: row.parsed("subject_id")?,
        attempts: row.count("attempts")?,
    })
}

/// A job to be done, beside the row it is about, in that row's transaction.
#[derive(Clone, Debug)]
pub struct NewJob {
    pub id: JobId,
    pub kind: Kind,
    pub subject: Uuid,
    /// Jobs of one lane run one after the other.
    pub lane: Uuid,
    pub at: DateTime<Utc>,
}

/// # Errors
/// `Taken(Id)` when the subject has a job already.
pub async fn add(tx: &mut OrgTx, new: &NewJob) -> Result<(), Error> {
    let sql = "INSERT INTO jobs (id, organization_id, kind, subject_id, lane, due_at, created_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $6)";
    sqlx::query(sql)
        .bind(new.id.to_string())
        .bind(tx.key())
        .bind(new.kind.name())
        .bind(new.subject.to_string())
        .bind(new.lane.to_string())
        .bind(micros(new.at))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Whether this has a job that waits or is worked on.
///
/// # Errors
/// The database's.
pub async fn is_there(tx: &mut OrgTx, kind: Kind, subject: Uuid) -> Result<bool, Error> {
    let query = sqlx::query("SELECT 1 FROM jobs WHERE organization_id = $1 AND kind = $2 AND subject_id = $3");
    let query = query.bind(tx.key()).bind(kind.name()).bind(subject.to_string());
    Ok(query.fetch_optional(tx.connection()).await?.is_some())
}

/// A worker's hold on a job.
#[derive(Clone, Debug)]
pub struct Lease {
    /// Names the worker; another process, another name.
    pub worker: Uuid,
    pub now: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

/// Jobs that have workers of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queue {
    /// They may take hours.
    Imports,
    /// Each is over soon, and somebody may be looking on.
    Checks,
    /// Whatever is computed from what is there.
    Others,
}

impl Queue {
    fn condition(self) -> &'static str {
        match self {
            Self::Imports => "kind = 'import'",
            Self::Checks => "kind = 'check'",
            Self::Others => "kind NOT IN ('import', 'check')",
        }
    }
}

/// Takes the queue's oldest job that waits, or whose worker let its lease run out, in a lane where nothing else is done.
/// `None` when there is none, or another worker was quicker; then ask again.
///
/// # Errors
/// The database's.
pub async fn claim(tx: &mut Tx, queue: Queue, lease: &Lease) -> Result<Option<Job>, Error> {
    let condition = queue.condition();
    let sql = format!(
        "SELECT id, attempts FROM jobs WHERE {condition} AND due_at <= $1 AND (leased_by IS NULL OR leased_until < $1) \
         AND NOT EXISTS (SELECT 1 FROM jobs o WHERE o.lane = jobs.lane AND o.id <> jobs.id AND o.leased_by IS NOT NULL) \
         ORDER BY due_at, id LIMIT 1"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(micros(lease.now));
    let Some(found) = query.fetch_optional(tx.connection()).await? else {
        return Ok(None);
    };
    // Counting the attempt is the proof of being first: of two workers that saw the same row, one finds it changed.
    let sql = "UPDATE jobs SET leased_by = $3, leased_until = $4, attempts = attempts + 1 \
               WHERE id = $1 AND attempts = $2 RETURNING *";
    let taken = sqlx::query(sql)
        .bind(found.text("id")?)
        .bind(found.number("attempts")?)
        .bind(lease.worker.to_string())
        .bind(micros(lease.until))
        .fetch_optional(tx.connection())
        .await;
    match taken.map_err(Error::from) {
        Ok(row) => row.as_ref().map(read).transpose(),
        Err(Error::Taken(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Holds on to a job. `false`: it is not this worker's any more, and whatever it does is in vain.
///
/// # Errors
/// The database's.
pub async fn extend(tx: &mut Tx, id: JobId, lease: &Lease) -> Result<bool, Error> {
    let query = sqlx::query("UPDATE jobs SET leased_until = $3 WHERE id = $1 AND leased_by = $2");
    let query = query.bind(id.to_string()).bind(lease.worker.to_string()).bind(micros(lease.until));
    Ok(query.execute(tx.connection()).await?.rows_affected() == 1)
}

/// Whether it is still this worker's: asked in the transaction that writes what came of it.
///
/// # Errors
/// The database's.
pub async fn is_held(tx: &mut Tx, id: JobId, worker: Uuid) -> Result<bool, Error> {
    let query = sqlx::query("UPDATE jobs SET attempts = attempts WHERE id = $1 AND leased_by = $2");
    let query = query.bind(id.to_string()).bind(worker.to_string());
    Ok(query.execute(tx.connection()).await?.rows_affected() == 1)
}

/// Puts it back, to be done not before `due_at`.
///
/// # Errors
/// The database's.
pub async fn release(tx: &mut Tx, id: JobId, due_at: DateTime<Utc>) -> Result<(), Error> {
    let query = sqlx::query("UPDATE jobs SET leased_by = NULL, leased_until = NULL, due_at = $2 WHERE id = $1");
    query.bind(id.to_string()).bind(micros(due_at)).execute(tx.connection()).await?;
    Ok(())
}

/// There is nothing left to do.
///
/// # Errors
/// The database's.
pub async fn remove(tx: &mut Tx, id: JobId) -> Result<(), Error> {
    sqlx::query("DELETE FROM jobs WHERE id = $1").bind(id.to_string()).execute(tx.connection()).await?;
    Ok(())
}

/// Takes away every job of a lane; who works on one notices at its next [`extend`].
///
/// # Errors
/// The database's.
pub async fn remove_lane(tx: &mut OrgTx, lane: Uuid) -> Result<(), Error> {
    let query = sqlx::query("DELETE FROM jobs WHERE organization_id = $1 AND lane = $2").bind(tx.key()).bind(lane.to_string());
    query.execute(tx.connection()).await?;
    Ok(())
}

/// Takes away the job of a subject, if it has one; who works on it notices.
///
/// # Errors
/// The database's.
pub async fn remove_of(tx: &mut OrgTx, kind: Kind, subject: Uuid) -> Result<(), Error> {
    let query = sqlx::query("DELETE FROM jobs WHERE organization_id = $1 AND kind = $2 AND subject_id = $3");
    query.bind(tx.key()).bind(kind.name()).bind(subject.to_string()).execute(tx.connection()).await?;
    Ok(())
}

/// Jobs that wait or are worked on, due or not.
///
/// # Errors
/// The database's.
pub async fn count(tx: &mut Tx) -> Result<u64, Error> {
    sqlx::query("SELECT COUNT(*) AS jobs FROM jobs").fetch_one(tx.connection()).await?.count("jobs")
}

/// How many jobs of each kind wait, and how many are worked on.
///
/// # Errors
/// The database's.
pub async fn tally(tx: &mut Tx) -> Result<Vec<(Kind, u64, u64)>, Error> {
    let sql = "SELECT kind, COUNT(*) AS jobs, COUNT(leased_by) AS held FROM jobs GROUP BY kind ORDER BY kind";
    let rows = sqlx::query(sql).fetch_all(tx.connection()).await?;
    let read = |row: &AnyRow| {
        let held = row.count("held")?;
        Ok((Kind::from_name(&row.text("kind")?)?, row.count("jobs")? - held, held))
    };
    rows.iter().map(read).collect()
}
