//! People who can sign in.

use chrono::{DateTime, Utc};
use muster_domain::{OrganizationId, UserId};
use sqlx::any::AnyRow;

use crate::row::{Columns, micros};
use crate::{Error, Tx};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    pub id: UserId,
    /// Normalised: trimmed, lower case.
    pub email: String,
    pub name: String,
    /// PHC string.
    pub password: String,
    /// Member of the installation's support staff.
    pub support: bool,
    /// The organization of a service user, which has no password and does not sign in.
    pub service_of: Option<OrganizationId>,
    /// When the address was shown to be theirs.
    pub verified_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

fn read(row: &AnyRow) -> Result<User, Error> {
    Ok(User {
        id: row.parsed("id")?,
        email: row.text("email")?,
        name: row.text("name")?,
        password: row.text("password")?,
        support: row.truth("support")?,
        service_of: row.maybe_parsed("service_of")?,
        verified_at: row.maybe_time("verified_at")?,
        created_at: row.time("created_at")?,
    })
}

/// # Errors
/// The database's.
pub async fn lookup(tx: &mut Tx, id: UserId) -> Result<Option<User>, Error> {
    let query = sqlx::query("SELECT * FROM users WHERE id = $1").bind(id.to_string());
    query.fetch_optional(tx.connection()).await?.as_ref().map(read).transpose()
}

/// By the normalised address.
///
/// # Errors
/// The database's.
pub async fn find_by_email(tx: &mut Tx, email: &str) -> Result<Option<User>, Error> {
    let query = sqlx::query("SELECT * FROM users WHERE email = $1").bind(email.to_owned());
    query.fetch_optional(tx.connection()).await?.as_ref().map(read).transpose()
}

/// The support staff, in order of name.
///
/// # Errors
/// The database's.
pub async fn list_support(tx: &mut Tx) -> Result<Vec<User>, Error> {
    let query = sqlx::query("SELECT * FROM users WHERE support <> 0 ORDER BY LOWER(name), id");
    query.fetch_all(tx.connection()).await?.iter().map(read).collect()
}

/// # Errors
/// `Taken(UserEmail)`.
pub async fn add(tx: &mut Tx, user: &User) -> Result<(), Error> {
    let sql = "INSERT INTO users (id, email, name, password, support, created_at, service_of, verified_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    sqlx::query(sql)
        .bind(user.id.to_string())
        .bind(user.email.clone())
        .bind(user.name.clone())
        .bind(user.password.clone())
        .bind(i64::from(user.support))
        .bind(micros(user.created_at))
        .bind(user.service_of.map(|id| id.to_string()))
        .bind(user.verified_at.map(micros))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Gives them another password, as a PHC string.
///
/// # Errors
/// The database's.
pub async fn set_password(tx: &mut Tx, id: UserId, password: &str) -> Result<(), Error> {
    let query = sqlx::query("UPDATE users SET password = $2 WHERE id = $1").bind(id.to_string()).bind(password.to_owned());
    query.execute(tx.connection()).await?;
    Ok(())
}

/// The address was shown to be theirs.
///
/// # Errors
/// The database's.
pub async fn set_verified(tx: &mut Tx, id: UserId, at: DateTime<Utc>) -> Result<(), Error> {
    let query = sqlx::query("UPDATE users SET verified_at = $2 WHERE id = $1").bind(id.to_string()).bind(micros(at));
    query.execute(tx.connection()).await?;
    Ok(())
}

/// # Errors
/// The database's.
pub async fn set_name(tx: &mut Tx, id: UserId, name: &str) -> Result<(), Error> {
    let query = sqlx::query("UPDATE users SET name = $2 WHERE id = $1").bind(id.to_string()).bind(name.to_owned());
    query.execute(tx.connection()).await?;
    Ok(())
}

/// Another address, which nobody has shown to be theirs yet.
///
/// # Errors
/// `Taken(UserEmail)`.
pub async fn set_email(tx: &mut Tx, id: UserId, email: &str) -> Result<(), Error> {
    let query = sqlx::query("UPDATE users SET email = $2, verified_at = NULL WHERE id = $1").bind(id.to_string());
    query.bind(email.to_owned()).execute(tx.connection()).await?;
    Ok(())
}
