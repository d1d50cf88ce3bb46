//! How often something was tried, per source and window of time. Counting locks the row: of many tries at once, on
//! whatever server, each gets a number of its own.

use chrono::{DateTime, Duration, Utc};

use crate::row::{Columns, micros};
use crate::{Error, Tx};

/// Where a source stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// Tries in the window, this one included.
    pub taken: u64,
    /// When the window began.
    pub since: DateTime<Utc>,
}

/// Counts one try; begins a new window where the last one is over.
///
/// # Errors
/// The database's.
pub async fn take(tx: &mut Tx, source: &str, (now, window): (DateTime<Utc>, Duration)) -> Result<Count, Error> {
    let sql = "INSERT INTO attempts (source, taken, since) VALUES ($1, 1, $2) ON CONFLICT (source) DO UPDATE SET \
               taken = CASE WHEN attempts.since <= $3 THEN 1 ELSE attempts.taken + 1 END, \
               since = CASE WHEN attempts.since <= $3 THEN excluded.since ELSE attempts.since END RETURNING taken, since";
    let query = sqlx::query(sql).bind(source.to_owned()).bind(micros(now)).bind(micros(now - window));
    let row = query.fetch_one(tx.connection()).await?;
    Ok(Count { taken: row.count("taken")?, since: row.time("since")? })
}

/// The last try did not count after all.
///
/// # Errors
/// The database's.
pub async fn give_back(tx: &mut Tx, source: &str) -> Result<(), Error> {
    let query = sqlx::query("UPDATE attempts SET taken = taken - 1 WHERE source = $1 AND taken > 0").bind(source.to_owned());
    query.execute(tx.connection()).await?;
    Ok(())
}

/// Forgets a source: it begins anew.
///
/// # Errors
/// The database's.
pub async fn remove(tx: &mut Tx, source: &str) -> Result<(), Error> {
    sqlx::query("DELETE FROM attempts WHERE source = $1").bind(source.to_owned()).execute(tx.connection()).await?;
    Ok(())
}

/// Takes away windows that began before; none is longer than a day.
///
/// # Errors
/// The database's.
pub async fn remove_old(tx: &mut Tx, before: DateTime<Utc>) -> Result<(), Error> {
    sqlx::query("DELETE FROM attempts WHERE since < $1").bind(micros(before)).execute(tx.connection()).await?;
    Ok(())
}
