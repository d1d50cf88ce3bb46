//! Who did what, on which thing, when. Written in the transaction of what it speaks of.

use chrono::{DateTime, Utc};
use muster_domain::{OrganizationId, UserId};
use sqlx::any::AnyRow;
use uuid::Uuid;

use crate::row::{Columns, micros};
use crate::{Error, OrgTx, Tx};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub id: Uuid,
    /// `None` for what concerns a person alone (a sign-in).
    pub organization: Option<OrganizationId>,
    /// `None` for what nobody signed in did.
    pub user: Option<UserId>,
    /// Feature and verb: `subsets.assign`.
    pub action: String,
    /// Id of the thing.
    pub subject: String,
    /// What is worth knowing beyond the id.
    pub detail: String,
    /// What the thing was, and became; `None` where nothing was there, or nothing changed.
    pub before: Option<String>,
    pub after: Option<String>,
    /// The network address that the request came from; empty for what came from the operator's command line.
    pub address: String,
    pub request_id: String,
    pub at: DateTime<Utc>,
}

fn read(row: &AnyRow) -> Result<Record, Error> {
    Ok(Record {
        id: row.parsed("id")?,
        organization: row.maybe_parsed("organization_id")?,
        user: row.maybe_parsed("user_id")?,
        action: row.text("action")?,
        subject: row.text("subject_id")?,
        detail: row.text("detail")?,
        before: row.maybe_text("before")?,
        after: row.maybe_text("after")?,
        address: row.text("address")?,
        request_id: row.text("request_id")?,
        at: row.time("at")?,
    })
}

/// # Errors
/// The database's.
pub async fn add(tx: &mut Tx, record: &Record) -> Result<(), Error> {
    let sql = "INSERT INTO audit (id, organization_id, user_id, action, subject_id, detail, request_id, at, before, after, address) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    sqlx::query(sql)
        .bind(record.id.to_string())
        .bind(record.organization.map(|id| id.to_string()))
        .bind(record.user.map(|id| id.to_string()))
        .bind(record.action.clone())
        .bind(record.subject.clone())
        .bind(record.detail.clone())
        .bind(record.request_id.clone())
        .bind(micros(record.at))
        .bind(record.before.clone())
        .bind(record.after.clone())
        .bind(record.address.clone())
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// What a person did beside any organization (signing in, say), newest first.
///
/// # Errors
/// The database's.
pub async fn list_by_user(tx: &mut Tx, user: UserId) -> Result<Vec<Record>, Error> {
    let sql = "SELECT * FROM audit WHERE organization_id IS NULL AND user_id = $1 ORDER BY at DESC, id DESC";
    let query = sqlx::query(sql).bind(user.to_string());
    query.fetch_all(tx.connection()).await?.iter().map(read).collect()
}

/// Of the organization, newest first.
///
/// # Errors
/// The database's.
pub async fn list(tx: &mut OrgTx) -> Result<Vec<Record>, Error> {
    let query = sqlx::query("SELECT * FROM audit WHERE organization_id = $1 ORDER BY at DESC, id DESC").bind(tx.key());
    query.fetch_all(tx.connection()).await?.iter().map(read).collect()
}

/// What is looked for.
#[derive(Clone, Debug)]
pub struct Search {
    pub user: Option<UserId>,
    /// A feature, or a feature and verb; empty is everything.
    pub action: String,
    pub from: DateTime<Utc>,
    /// Exclusive.
    pub before: DateTime<Utc>,
    pub limit: u32,
    pub offset: u32,
    /// Only what stands below this record in the order of the list.
    pub below: Option<(DateTime<Utc>, Uuid)>,
}

/// A record, and the name of whose deed it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub record: Record,
    pub who: Option<String>,
}

const FOUND: &str = "FROM audit a LEFT JOIN users u ON u.id = a.user_id WHERE a.organization_id = $1 \
                     AND ($2 = '' OR a.user_id = $2) AND ($3 = '' OR a.action = $3 OR a.action LIKE $3 || '.%') \
                     AND a.at >= $4 AND a.at < $5 AND ($6 = '' OR a.at < $7 OR (a.at = $7 AND a.id < $6))";

fn named(row: &AnyRow) -> Result<Named, Error> {
    Ok(Named { record: read(row)?, who: row.maybe_text("who")? })
}

/// Of the organization, newest first.
///
/// # Errors
/// The database's.
pub async fn search(tx: &mut OrgTx, search: &Search) -> Result<Vec<Named>, Error> {
    let sql = format!("SELECT a.*, u.name AS who {FOUND} ORDER BY a.at DESC, a.id DESC LIMIT $8 OFFSET $9");
    let query = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(tx.key())
        .bind(search.user.map(|id| id.to_string()).unwrap_or_default())
        .bind(search.action.clone())
        .bind(micros(search.from))
        .bind(micros(search.before))
        .bind(search.below.map(|(_, id)| id.to_string()).unwrap_or_default())
        .bind(search.below.map_or(0, |(at, _)| micros(at)))
        .bind(i64::from(search.limit))
        .bind(i64::from(search.offset));
    query.fetch_all(tx.connection()).await?.iter().map(named).collect()
}

/// How many there are of what is looked for.
///
/// # Errors
/// The database's.
pub async fn count(tx: &mut OrgTx, search: &Search) -> Result<u64, Error> {
    let query = sqlx::query(sqlx::AssertSqlSafe(format!("SELECT COUNT(*) AS found {FOUND}")))
        .bind(tx.key())
        .bind(search.user.map(|id| id.to_string()).unwrap_or_default())
        .bind(search.action.clone())
        .bind(micros(search.from))
        .bind(micros(search.before))
        .bind(search.below.map(|(_, id)| id.to_string()).unwrap_or_default())
        .bind(search.below.map_or(0, |(at, _)| micros(at)));
    query.fetch_one(tx.connection()).await?.count("found")
}

/// # Errors
/// The database's.
pub async fn lookup(tx: &mut OrgTx, id: Uuid) -> Result<Option<Named>, Error> {
    let sql = "SELECT a.*, u.name AS who FROM audit a LEFT JOIN users u ON u.id = a.user_id \
               WHERE a.organization_id = $1 AND a.id = $2";
    let row = sqlx::query(sql).bind(tx.key()).bind(id.to_string()).fetch_optional(tx.connection()).await?;
    row.as_ref().map(named).transpose()
}

/// Everybody who did something in the organization, by name.
///
/// # Errors
/// The database's.
pub async fn list_people(tx: &mut OrgTx) -> Result<Vec<(UserId, String)>, Error> {
    let sql = "SELECT u.id, u.name FROM users u WHERE u.id IN (SELECT a.user_id FROM audit a WHERE a.organization_id = $1) \
               ORDER BY LOWER(u.name), u.id";
    let rows = sqlx::query(sql).bind(tx.key()).fetch_all(tx.connection()).await?;
    rows.iter().map(|row| Ok((row.parsed("id")?, row.text("name")?))).collect()
}

/// Everything that was done in the organization, in order of name.
///
/// # Errors
/// The database's.
pub async fn list_actions(tx: &mut OrgTx) -> Result<Vec<String>, Error> {
    let sql = "SELECT DISTINCT action FROM audit WHERE organization_id = $1 ORDER BY action";
    sqlx::query(sql).bind(tx.key()).fetch_all(tx.connection()).await?.iter().map(|row| row.text("action")).collect()
}

/// Whether a request of this person left a record since: what it did was committed.
///
/// # Errors
/// The database's.
pub async fn has_request(tx: &mut Tx, (user, request_id): (UserId, &str), since: DateTime<Utc>) -> Result<bool, Error> {
    let query = sqlx::query("SELECT 1 FROM audit WHERE request_id = $1 AND user_id = $2 AND at >= $3 LIMIT 1");
    let query = query.bind(request_id.to_owned()).bind(user.to_string()).bind(micros(since));
    Ok(query.fetch_optional(tx.connection()).await?.is_some())
}

/// Records of the whole installation.
///
/// # Errors
/// The database's.
pub async fn count_all(tx: &mut Tx) -> Result<u64, Error> {
    sqlx::query("SELECT COUNT(*) AS records FROM audit").fetch_one(tx.connection()).await?.count("records")
}
