//! Databases that live as long as one test. Here, because nothing outside this crate speaks SQL.

use sqlx::{AnyConnection, AssertSqlSafe, Connection};
use uuid::Uuid;

/// A PostgreSQL database made for one test, on a server that a person or the workshop named.
#[derive(Clone, Debug)]
pub struct Throwaway {
    server: String,
    name: String,
}

impl Throwaway {
    /// Makes an empty one; `server` is the URL of any database on it whose user may make others.
    ///
    /// # Errors
    /// The server's.
    pub async fn make(server: &str) -> sqlx::Result<Self> {
        let made = Self { server: server.to_owned(), name: format!("muster_test_{}", Uuid::now_v7().simple()) };
        administer(server, format!("CREATE DATABASE {}", made.name)).await?;
        Ok(made)
    }

    pub fn url(&self) -> String {
        let (base, options) = self.server.split_once('?').unwrap_or((&self.server, ""));
        let server = base.rsplit_once('/').map_or(base, |(server, _)| server);
        format!("{server}/{}?{options}", self.name)
    }

    /// Removes it, whoever is still connected.
    ///
    /// # Errors
    /// The server's.
    pub async fn remove(self) -> sqlx::Result<()> {
        administer(&self.server, format!("DROP DATABASE {} WITH (FORCE)", self.name)).await
    }
}

async fn administer(server: &str, statement: String) -> sqlx::Result<()> {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(server).await?;
    // The name is ours: letters and digits.
    sqlx::query(AssertSqlSafe(statement)).execute(&mut connection).await?;
    connection.close().await
}
