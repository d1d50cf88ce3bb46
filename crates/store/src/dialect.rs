//! Where SQLite and PostgreSQL must differ: every pair, named.

use sqlx::AnyConnection;

/// Which database answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// From the scheme of a database URL.
    pub(crate) fn of_url(url: &str) -> Option<Self> {
        match url.split_once(':')?.0 {
            "sqlite" => Some(Self::Sqlite),
            "postgres" | "postgresql" => Some(Self::Postgres),
            _ => None,
        }
    }

    /// Begins a transaction that only reads, with one view of the data from first query to last.
    pub(crate) fn begin_read(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN DEFERRED",
            Self::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        }
    }

    /// Begins a transaction that writes. SQLite takes its one write lock at once: a transaction that reads first
    /// and wants the lock later is refused without waiting when another wrote in between.
    pub(crate) fn begin_write(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN IMMEDIATE",
            Self::Postgres => "BEGIN",
        }
    }

    /// What each new connection is told.
    pub(crate) fn on_connect(self) -> &'static [&'static str] {
        match self {
            // WAL: readers do not wait for the writer. FULL: a commit that was answered survives a power cut, since
            // an upload is acknowledged by it. Ten seconds is longer than any write of ours holds the lock.
            Self::Sqlite => &[
                "PRAGMA busy_timeout = 10000",
                "PRAGMA journal_mode = WAL",
                "PRAGMA synchronous = FULL",
                "PRAGMA foreign_keys = ON",
            ],
            Self::Postgres => &["SET TIME ZONE 'UTC'"],
        }
    }

    /// How many connections the pool keeps at most.
    pub(crate) fn connections(self) -> u32 {
        match self {
            Self::Sqlite => 8,
            Self::Postgres => 16,
        }
    }
}

/// Says to a new connection what [`Dialect::on_connect`] lists.
pub(crate) async fn greet(dialect: Dialect, connection: &mut AnyConnection) -> sqlx::Result<()> {
    for statement in dialect.on_connect() {
        sqlx::query(*statement).execute(&mut *connection).await?;
    }
    Ok(())
}
