//! The tickets of all organizations, for support.

use chrono::{DateTime, Utc};
use muster_domain::view::support::QueueFilter;
use muster_domain::{OrganizationId, TicketId};
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, AssertSqlSafe};

use super::{Ticket, read, tickets};
use crate::row::{Columns, micros, size};
use crate::{Error, Tx};

/// A missing filter is an empty text, which matches everything.
macro_rules! filtered {
    () => {
        "WHERE ($1 = '' OR t.kind = $1) \
         AND ($2 = 'all' OR t.state = $2 OR ($2 = 'waiting' AND t.state IN ('open', 'in_progress'))) \
         AND ($3 = '' OR t.assignee = $3 OR ($3 = 'nobody' AND t.assignee IS NULL)) \
         AND ($4 = '' OR t.organization_id = $4) AND t.created_at <= $5 "
    };
}

/// Which of the matching tickets to read.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    pub skip: u64,
    pub take: u64,
    /// Tickets made after it are passed over.
    pub until: DateTime<Utc>,
}

/// What waits: longest waiting first; else newest first.
///
/// # Errors
/// The database's.
pub async fn queue(tx: &mut Tx, filter: &QueueFilter, page: Page) -> Result<Vec<Ticket>, Error> {
    let order = "ORDER BY CASE WHEN $2 = 'waiting' THEN t.created_at ELSE -t.created_at END, t.id LIMIT $6 OFFSET $7";
    let sql = format!("{}{}{order}", tickets!(""), filtered!());
    let query = bound(sqlx::query(AssertSqlSafe(sql)), filter, page.until).bind(size(page.take)?).bind(size(page.skip)?);
    query.fetch_all(tx.connection()).await?.iter().map(read).collect()
}

/// Those that match, newest first, below a ticket in that order.
///
/// # Errors
/// The database's.
pub async fn newest(tx: &mut Tx, filter: &QueueFilter, page: Page, below: Option<TicketId>) -> Result<Vec<Ticket>, Error> {
    let order = "AND ($6 = '' OR t.id < $6) ORDER BY t.id DESC LIMIT $7";
    let sql = format!("{}{}{order}", tickets!(""), filtered!());
    let query = bound(sqlx::query(AssertSqlSafe(sql)), filter, page.until);
    let query = query.bind(below.map(|id| id.to_string()).unwrap_or_default()).bind(size(page.take)?);
    query.fetch_all(tx.connection()).await?.iter().map(read).collect()
}

/// How many match.
///
/// # Errors
/// The database's.
pub async fn count_queue(tx: &mut Tx, filter: &QueueFilter, until: DateTime<Utc>) -> Result<u64, Error> {
    let sql = concat!("SELECT COUNT(*) AS found FROM tickets t ", filtered!());
    bound(sqlx::query(sql), filter, until).fetch_one(tx.connection()).await?.count("found")
}

fn bound<'q>(query: Query<'q, Any, AnyArguments>, filter: &QueueFilter, until: DateTime<Utc>) -> Query<'q, Any, AnyArguments> {
    query
        .bind(filter.kind.map(|kind| kind.name()).unwrap_or_default())
        .bind(filter.state.name())
        .bind(filter.assignee.to_string())
        .bind(filter.organization.map(|id| id.to_string()).unwrap_or_default())
        .bind(micros(until))
}

/// Organizations that ever asked for something, in order of name.
///
/// # Errors
/// The database's.
pub async fn queue_organizations(tx: &mut Tx) -> Result<Vec<(OrganizationId, String)>, Error> {
    let sql = "SELECT o.id, o.name FROM organizations o \
               WHERE EXISTS (SELECT 1 FROM tickets t WHERE t.organization_id = o.id) ORDER BY LOWER(o.name), o.id";
    let read = |row: &AnyRow| Ok((row.parsed("id")?, row.text("name")?));
    sqlx::query(sql).fetch_all(tx.connection()).await?.iter().map(read).collect()
}
