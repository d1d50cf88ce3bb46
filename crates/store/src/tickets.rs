//! Tickets: what organizations ask of support, and what was said about it. An organization reaches its own; support
//! finds any by its id and lists all by [`queue()`].

mod queue;

use chrono::{DateTime, Utc};
use muster_domain::ticket::{Request, TicketKind, TicketState};
use muster_domain::{OrganizationId, TicketId, UserId};
use sqlx::any::AnyRow;
use uuid::Uuid;

use crate::row::{Columns, json, micros};
use crate::{Error, OrgTx, Tx};

pub use queue::{Page, count_queue, newest, queue, queue_organizations};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    pub id: TicketId,
    pub organization: OrganizationId,
    pub organization_name: String,
    pub state: TicketState,
    pub request: Request,
    /// As composed on the day of asking.
    pub text: String,
    pub requested_by: UserId,
    pub requester: String,
    pub requester_email: String,
    pub assignee: Option<UserId>,
    pub assignee_name: Option<String>,
    pub comments: u64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

fn read(row: &AnyRow) -> Result<Ticket, Error> {
    Ok(Ticket {
        id: row.parsed("id")?,
        organization: row.parsed("organization_id")?,
        organization_name: row.text("organization_name")?,
        state: state(&row.text("state")?)?,
        request: row.json("request")?,
        text: row.text("text")?,
        requested_by: row.parsed("requested_by")?,
        requester: row.text("requester")?,
        requester_email: row.text("requester_email")?,
        assignee: row.maybe_parsed("assignee")?,
        assignee_name: row.maybe_text("assignee_name")?,
        comments: row.count("comments")?,
        created_at: row.time("created_at")?,
        updated_at: row.time("updated_at")?,
    })
}

fn state(name: &str) -> Result<TicketState, Error> {
    TicketState::from_name(name).ok_or_else(|| Error::Corrupt(format!("a ticket's state is `{name}`")))
}

macro_rules! tickets {
    ($rest:literal) => {
        concat!(
            "SELECT t.*, o.name AS organization_name, r.name AS requester, r.email AS requester_email, ",
            "a.name AS assignee_name, ",
            "(SELECT COUNT(*) FROM ticket_comments c WHERE c.ticket_id = t.id) AS comments ",
            "FROM tickets t JOIN organizations o ON o.id = t.organization_id JOIN users r ON r.id = t.requested_by ",
            "LEFT JOIN users a ON a.id = t.assignee ",
            $rest
        )
    };
}
use tickets;

/// # Errors
/// The database's.
pub async fn lookup(tx: &mut OrgTx, id: TicketId) -> Result<Option<Ticket>, Error> {
    let query = sqlx::query(tickets!("WHERE t.organization_id = $1 AND t.id = $2")).bind(tx.key()).bind(id.to_string());
    query.fetch_optional(tx.connection()).await?.as_ref().map(read).transpose()
}

/// Newest first.
///
/// # Errors
/// The database's.
pub async fn list(tx: &mut OrgTx) -> Result<Vec<Ticket>, Error> {
    let query = sqlx::query(tickets!("WHERE t.organization_id = $1 ORDER BY t.created_at DESC, t.id DESC")).bind(tx.key());
    query.fetch_all(tx.connection()).await?.iter().map(read).collect()
}

/// Of one kind, open or in progress, oldest first.
///
/// # Errors
/// The database's.
pub async fn list_waiting(tx: &mut OrgTx, kind: TicketKind) -> Result<Vec<Ticket>, Error> {
    let sql = tickets!(
        "WHERE t.organization_id = $1 AND t.kind = $2 AND t.state IN ('open', 'in_progress') ORDER BY t.created_at, t.id"
    );
    let query = sqlx::query(sql).bind(tx.key()).bind(kind.name());
    query.fetch_all(tx.connection()).await?.iter().map(read).collect()
}

/// The organization of a ticket, for whoever may see any.
///
/// # Errors
/// The database's.
pub async fn find_organization(tx: &mut Tx, id: TicketId) -> Result<Option<OrganizationId>, Error> {
    let query = sqlx::query("SELECT organization_id FROM tickets WHERE id = $1").bind(id.to_string());
    query.fetch_optional(tx.connection()).await?.map(|row| row.parsed("organization_id")).transpose()
}

/// Something that is asked for.
#[derive(Clone, Debug)]
pub struct NewTicket {
    pub id: TicketId,
    pub request: Request,
    pub text: String,
    pub by: UserId,
    pub at: DateTime<Utc>,
}

/// # Errors
/// The database's.
pub async fn add(tx: &mut OrgTx, new: &NewTicket) -> Result<(), Error> {
    let sql = "INSERT INTO tickets (id, organization_id, kind, state, request, text, requested_by, created_at, updated_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)";
    sqlx::query(sql)
        .bind(new.id.to_string())
        .bind(tx.key())
        .bind(new.request.kind().name())
        .bind(TicketState::Open.name())
        .bind(json(&new.request)?)
        .bind(new.text.clone())
        .bind(new.by.to_string())
        .bind(micros(new.at))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Says whether it was there, in a state that may become this one: of two who decide, the second is told no.
///
/// # Errors
/// The database's.
pub async fn set_state(tx: &mut OrgTx, id: TicketId, state: TicketState, at: DateTime<Utc>) -> Result<bool, Error> {
    let sql = "UPDATE tickets SET state = $3, updated_at = $4 \
               WHERE organization_id = $1 AND id = $2 AND state IN ('open', 'in_progress') AND state <> $3";
    let query = sqlx::query(sql).bind(tx.key()).bind(id.to_string()).bind(state.name()).bind(micros(at));
    Ok(query.execute(tx.connection()).await?.rows_affected() == 1)
}

/// Who works on it; `None`: nobody.
///
/// # Errors
/// The database's.
pub async fn set_assignee(tx: &mut OrgTx, id: TicketId, assignee: Option<UserId>, at: DateTime<Utc>) -> Result<(), Error> {
    let sql = "UPDATE tickets SET assignee = $3, updated_at = $4 WHERE organization_id = $1 AND id = $2";
    let assignee = assignee.map(|user| user.to_string());
    sqlx::query(sql).bind(tx.key()).bind(id.to_string()).bind(assignee).bind(micros(at)).execute(tx.connection()).await?;
    Ok(())
}

/// What was said about a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    pub by: String,
    pub support: bool,
    pub text: String,
    pub became: Option<TicketState>,
    pub at: DateTime<Utc>,
}

/// In the order in which it was said.
///
/// # Errors
/// The database's.
pub async fn list_comments(tx: &mut OrgTx, id: TicketId) -> Result<Vec<Comment>, Error> {
    let sql = "SELECT c.became, c.text, c.support, c.created_at, u.name AS by_name FROM ticket_comments c \
               JOIN users u ON u.id = c.created_by WHERE c.organization_id = $1 AND c.ticket_id = $2 ORDER BY c.created_at, c.id";
    let rows = sqlx::query(sql).bind(tx.key()).bind(id.to_string()).fetch_all(tx.connection()).await?;
    let read = |row: &AnyRow| {
        Ok(Comment {
            by: row.text("by_name")?,
            support: row.truth("support")?,
            text: row.text("text")?,
            became: row.maybe_text("became")?.map(|name| state(&name)).transpose()?,
            at: row.time("created_at")?,
        })
    };
    rows.iter().map(read).collect()
}

/// Something to be said about a ticket.
#[derive(Clone, Debug)]
pub struct NewComment {
    pub id: Uuid,
    pub ticket: TicketId,
    pub became: Option<TicketState>,
    pub text: String,
    /// Whether it is support who says it.
    pub support: bool,
    pub by: UserId,
    pub at: DateTime<Utc>,
}

/// # Errors
/// `Dangling` when there is no such ticket.
pub async fn add_comment(tx: &mut OrgTx, new: &NewComment) -> Result<(), Error> {
    let sql = "INSERT INTO ticket_comments (id, ticket_id, organization_id, became, text, support, created_by, created_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    sqlx::query(sql)
        .bind(new.id.to_string())
        .bind(new.ticket.to_string())
        .bind(tx.key())
        .bind(new.became.map(TicketState::name))
        .bind(new.text.clone())
        .bind(i64::from(new.support))
        .bind(new.by.to_string())
        .bind(micros(new.at))
        .execute(tx.connection())
        .await?;
    let touch = "UPDATE tickets SET updated_at = $3 WHERE organization_id = $1 AND id = $2";
    sqlx::query(touch).bind(tx.key()).bind(new.ticket.to_string()).bind(micros(new.at)).execute(tx.connection()).await?;
    Ok(())
}
