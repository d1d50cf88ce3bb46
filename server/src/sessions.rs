//! Sessions in the console's own database, so that every server of an installation knows them.

use async_trait::async_trait;
use muster_store::Store;
use tower_sessions_core::session::{Id, Record};
use tower_sessions_core::session_store::{Error, Result};
use tower_sessions_core::{ExpiredDeletion, SessionStore};

/// tower-sessions on our store. A record is JSON; its expiry is kept beside it, in seconds since 1970.
#[derive(Clone, Debug)]
pub(crate) struct Sessions(pub(crate) Store);

#[async_trait]
impl SessionStore for Sessions {
    async fn save(&self, record: &Record) -> Result<()> {
        let json = serde_json::to_string(record).map_err(|e| Error::Encode(e.to_string()))?;
        let expiry = record.expiry_date.unix_timestamp();
        self.0.sessions().save(&record.id.to_string(), &json, expiry).await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let now = chrono_now();
        let json = self.0.sessions().load(&id.to_string(), now).await.map_err(backend)?;
        json.map(|json| serde_json::from_str(&json).map_err(|e| Error::Decode(e.to_string()))).transpose()
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.0.sessions().delete(&id.to_string()).await.map_err(backend)
    }
}

#[async_trait]
impl ExpiredDeletion for Sessions {
    async fn delete_expired(&self) -> Result<()> {
        self.0.sessions().delete_expired(chrono_now()).await.map_err(backend)
    }
}

/// tower-sessions asks without a clock, so this is the one place beside the process's own that reads it.
fn chrono_now() -> i64 {
    chrono::Utc::now().timestamp()
}

fn backend(error: impl std::fmt::Display) -> Error {
    Error::Backend(error.to_string())
}
