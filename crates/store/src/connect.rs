//! Opening the database: the pool, what each connection is told, and migrations.

use sqlx::AnyPool;
use sqlx::any::AnyPoolOptions;

use crate::Error;
use crate::dialect::{Dialect, greet};
use crate::migrations::migrations;

/// The database of an installation. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    pool: AnyPool,
    dialect: Dialect,
}

/// Why the database could not be opened; one line for whoever starts the server.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("`{0}` is no database URL: expected sqlite://FILE or postgres://...")]
    Scheme(String),
    #[error("the database cannot be reached: {0}")]
    Connect(#[source] sqlx::Error),
    #[error("the database cannot be brought to this version of Muster: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
}

impl Store {
    /// Opens `sqlite://FILE` (made when it is not there; its folder must be) or `postgres://...` and brings its
    /// tables to this version.
    ///
    /// # Errors
    /// [`OpenError`].
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        let dialect = Dialect::of_url(url).ok_or_else(|| OpenError::Scheme(url.to_owned()))?;
        sqlx::any::install_default_drivers();
        let pool = AnyPoolOptions::new()
            .max_connections(dialect.connections())
            .after_connect(move |connection, _| Box::pin(greet(dialect, connection)))
            .connect(&made_if_missing(url, dialect))
            .await
            .map_err(OpenError::Connect)?;
        migrations().run(&pool).await?;
        Ok(Self { pool, dialect })
    }

    /// Whether the database answers, for a readiness check.
    ///
    /// # Errors
    /// The database's.
    pub async fn ping(&self) -> Result<(), Error> {
        sqlx::query("SELECT 1").execute(&self.pool).await?;
        Ok(())
    }

    /// Ends every connection; a SQLite file is then whole by itself.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    pub(crate) fn pool(&self) -> &AnyPool {
        &self.pool
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.dialect
    }
}

fn made_if_missing(url: &str, dialect: Dialect) -> String {
    match dialect {
        Dialect::Sqlite if url.contains("mode=") => url.to_owned(),
        Dialect::Sqlite => format!("{url}{}mode=rwc", if url.contains('?') { '&' } else { '?' }),
        Dialect::Postgres => url.to_owned(),
    }
}
