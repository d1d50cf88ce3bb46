//! From columns to our own types and back; the only place that knows how each is stored (see the crate's head).

use std::fmt::Display;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use muster_domain::view::imports::WorkState;
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::Error;

/// Microseconds since 1970, UTC.
pub(crate) fn micros(time: DateTime<Utc>) -> i64 {
    time.timestamp_micros()
}

/// Reads columns by name.
pub(crate) trait Columns {
    fn text(&self, column: &str) -> Result<String, Error>;
    fn maybe_text(&self, column: &str) -> Result<Option<String>, Error>;
    fn number(&self, column: &str) -> Result<i64, Error>;
    fn maybe_number(&self, column: &str) -> Result<Option<i64>, Error>;

    /// A count, a size: never negative.
    fn count(&self, column: &str) -> Result<u64, Error> {
        let number = self.number(column)?;
        u64::try_from(number).map_err(|_| Error::Corrupt(format!("{column} is {number}")))
    }

    /// A version's number: a count that fits 32 bits.
    fn small(&self, column: &str) -> Result<u32, Error> {
        let number = self.number(column)?;
        u32::try_from(number).map_err(|_| Error::Corrupt(format!("{column} is {number}")))
    }

    fn truth(&self, column: &str) -> Result<bool, Error> {
        Ok(self.number(column)? != 0)
    }

    fn time(&self, column: &str) -> Result<DateTime<Utc>, Error> {
        time(self.number(column)?, column)
    }

    fn maybe_time(&self, column: &str) -> Result<Option<DateTime<Utc>>, Error> {
        self.maybe_number(column)?.map(|micros| time(micros, column)).transpose()
    }

    /// An id, an account's digits, a state: whatever is kept as text and parses back.
    fn parsed<T: FromStr<Err: Display>>(&self, column: &str) -> Result<T, Error> {
        parse(&self.text(column)?, column)
    }

    fn maybe_parsed<T: FromStr<Err: Display>>(&self, column: &str) -> Result<Option<T>, Error> {
        self.maybe_text(column)?.map(|text| parse(&text, column)).transpose()
    }

    fn state(&self, column: &str) -> Result<WorkState, Error> {
        let name = self.text(column)?;
        WorkState::from_name(&name).ok_or_else(|| Error::Corrupt(format!("{column} is `{name}`")))
    }

    /// A JSON text that Muster wrote.
    fn json<T: serde::de::DeserializeOwned>(&self, column: &str) -> Result<T, Error> {
        from_json(&self.text(column)?, column)
    }

    fn maybe_json<T: serde::de::DeserializeOwned>(&self, column: &str) -> Result<Option<T>, Error> {
        self.maybe_text(column)?.map(|text| from_json(&text, column)).transpose()
    }
}

impl Columns for AnyRow {
    fn text(&self, column: &str) -> Result<String, Error> {
        Ok(self.try_get(column)?)
    }

    fn maybe_text(&self, column: &str) -> Result<Option<String>, Error> {
        Ok(self.try_get(column)?)
    }

    fn number(&self, column: &str) -> Result<i64, Error> {
        Ok(self.try_get(column)?)
    }

    fn maybe_number(&self, column: &str) -> Result<Option<i64>, Error> {
        Ok(self.try_get(column)?)
    }
}

fn time(micros: i64, column: &str) -> Result<DateTime<Utc>, Error> {
    DateTime::from_timestamp_micros(micros).ok_or_else(|| Error::Corrupt(format!("{column} is no time: {micros}")))
}

fn parse<T: FromStr<Err: Display>>(text: &str, column: &str) -> Result<T, Error> {
    text.parse().map_err(|error| Error::Corrupt(format!("{column} is `{text}`: {error}")))
}

fn from_json<T: serde::de::DeserializeOwned>(text: &str, column: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| Error::Corrupt(format!("{column}: {error}")))
}

/// JSON text of what is kept whole in one column.
pub(crate) fn json<T: serde::Serialize>(value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Corrupt(error.to_string()))
}

/// A count or size as a column holds it.
pub(crate) fn size(count: u64) -> Result<i64, Error> {
    i64::try_from(count).map_err(|_| Error::Corrupt(format!("{count} is more than a column holds")))
}

/// What of a name must be unique: case does not tell two names apart. Folded here, since SQLite folds only ASCII.
pub(crate) fn key(name: &str) -> String {
    name.trim().to_lowercase()
}
