//! Mail on its way out. What it says is text that the caller encrypted.

use chrono::{DateTime, Utc};
use muster_domain::MailId;
use sqlx::any::AnyRow;
use uuid::Uuid;

use crate::row::{Columns, micros};
use crate::{Error, Tx};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    pub id: MailId,
    pub recipient: String,
    pub subject: String,
    /// Encrypted.
    pub content: String,
    /// The thing it is about, where that shows what became of it.
    pub about: Option<Uuid>,
    /// How often a sender took it, this time included.
    pub attempts: u64,
    pub due_at: DateTime<Utc>,
    /// Why it was not sent the last time.
    pub error: Option<String>,
    /// When it was given up.
    pub failed_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

fn read(row: &AnyRow) -> Result<Mail, Error> {
    Ok(Mail {
        id: row.parsed("id")?,
        recipient: row.text("recipient")?,
        subject: row.text("subject")?,
        content: row.text("content")?,
        about: row.maybe_parsed("about")?,
        attempts: row.count("attempts")?,
        due_at: row.time("due_at")?,
        error: row.maybe_text("error")?,
        failed_at: row.maybe_time("failed_at")?,
        created_at: row.time("created_at")?,
    })
}

/// # Errors
/// The database's.
pub async fn add(tx: &mut Tx, new: &Mail) -> Result<(), Error> {
    let sql =
        "INSERT INTO outbox (id, recipient, subject, content, about, due_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    sqlx::query(sql)
        .bind(new.id.to_string())
        .bind(new.recipient.clone())
        .bind(new.subject.clone())
        .bind(new.content.clone())
        .bind(new.about.map(|about| about.to_string()))
        .bind(micros(new.due_at))
        .bind(micros(new.created_at))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Whether a mail is due, without waiting for whoever writes.
///
/// # Errors
/// The database's.
pub async fn is_due(tx: &mut Tx, now: DateTime<Utc>) -> Result<bool, Error> {
    let query = sqlx::query("SELECT 1 FROM outbox WHERE failed_at IS NULL AND due_at <= $1 LIMIT 1").bind(micros(now));
    Ok(query.fetch_optional(tx.connection()).await?.is_some())
}

/// Takes the mail that has been due for longest; nobody else does until `until`. `None` when there is none, or another
/// sender was quicker.
///
/// # Errors
/// The database's.
pub async fn claim(tx: &mut Tx, now: DateTime<Utc>, until: DateTime<Utc>) -> Result<Option<Mail>, Error> {
    let sql = "SELECT id, attempts FROM outbox WHERE failed_at IS NULL AND due_at <= $1 ORDER BY due_at, id LIMIT 1";
    let Some(found) = sqlx::query(sql).bind(micros(now)).fetch_optional(tx.connection()).await? else {
        return Ok(None);
    };
    let sql = "UPDATE outbox SET due_at = $3, attempts = attempts + 1 WHERE id = $1 AND attempts = $2 RETURNING *";
    let query = sqlx::query(sql).bind(found.text("id")?).bind(found.number("attempts")?).bind(micros(until));
    query.fetch_optional(tx.connection()).await?.as_ref().map(read).transpose()
}

/// It was sent: nothing of it stays.
///
/// # Errors
/// The database's.
pub async fn remove(tx: &mut Tx, mail: &Mail) -> Result<(), Error> {
    let query = sqlx::query("DELETE FROM outbox WHERE id = $1 AND attempts = $2");
    query.bind(mail.id.to_string()).bind(attempts(mail)?).execute(tx.connection()).await?;
    Ok(())
}

/// It was not sent, and is to be tried again.
///
/// # Errors
/// The database's.
pub async fn postpone(tx: &mut Tx, mail: &Mail, due_at: DateTime<Utc>, error: &str) -> Result<(), Error> {
    let query = sqlx::query("UPDATE outbox SET due_at = $3, error = $4 WHERE id = $1 AND attempts = $2");
    let query = query.bind(mail.id.to_string()).bind(attempts(mail)?).bind(micros(due_at)).bind(error.to_owned());
    query.execute(tx.connection()).await?;
    Ok(())
}

/// It was not sent, and is not tried again.
///
/// # Errors
/// The database's.
pub async fn give_up(tx: &mut Tx, mail: &Mail, at: DateTime<Utc>, error: &str) -> Result<(), Error> {
    let query = sqlx::query("UPDATE outbox SET failed_at = $3, error = $4 WHERE id = $1 AND attempts = $2");
    let query = query.bind(mail.id.to_string()).bind(attempts(mail)?).bind(micros(at)).bind(error.to_owned());
    query.execute(tx.connection()).await?;
    Ok(())
}

/// Tries again what was given up, or waits; `false` where it is not there any more.
///
/// # Errors
/// The database's.
pub async fn retry(tx: &mut Tx, id: MailId, now: DateTime<Utc>) -> Result<bool, Error> {
    let query = sqlx::query("UPDATE outbox SET failed_at = NULL, due_at = $2, created_at = $2 WHERE id = $1");
    Ok(query.bind(id.to_string()).bind(micros(now)).execute(tx.connection()).await?.rows_affected() == 1)
}

/// What has not been sent, newest first, at most `limit`.
///
/// # Errors
/// The database's.
pub async fn list(tx: &mut Tx, limit: u32) -> Result<Vec<Mail>, Error> {
    let query = sqlx::query("SELECT * FROM outbox ORDER BY created_at DESC, id DESC LIMIT $1").bind(i64::from(limit));
    query.fetch_all(tx.connection()).await?.iter().map(read).collect()
}

/// The newest mail about something that has not been sent.
///
/// # Errors
/// The database's.
pub async fn find_about(tx: &mut Tx, about: Uuid) -> Result<Option<Mail>, Error> {
    let sql = "SELECT * FROM outbox WHERE about = $1 ORDER BY created_at DESC, id DESC LIMIT 1";
    let query = sqlx::query(sql).bind(about.to_string());
    query.fetch_optional(tx.connection()).await?.as_ref().map(read).transpose()
}

/// What is about something that is not so any more: nobody needs to be told.
///
/// # Errors
/// The database's.
pub async fn remove_about(tx: &mut Tx, about: Uuid) -> Result<(), Error> {
    sqlx::query("DELETE FROM outbox WHERE about = $1").bind(about.to_string()).execute(tx.connection()).await?;
    Ok(())
}

/// How many are still to be sent.
///
/// # Errors
/// The database's.
pub async fn count_waiting(tx: &mut Tx) -> Result<u64, Error> {
    let query = sqlx::query("SELECT COUNT(*) AS mails FROM outbox WHERE failed_at IS NULL");
    query.fetch_one(tx.connection()).await?.count("mails")
}

/// Takes away what was given up before.
///
/// # Errors
/// The database's.
pub async fn remove_failed(tx: &mut Tx, before: DateTime<Utc>) -> Result<(), Error> {
    sqlx::query("DELETE FROM outbox WHERE failed_at < $1").bind(micros(before)).execute(tx.connection()).await?;
    Ok(())
}

fn attempts(mail: &Mail) -> Result<i64, Error> {
    crate::row::size(mail.attempts)
}
