//! Sessions in the console's own database, so that every server of an installation knows them.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use muster_service::Clock;
use muster_store::{Store, Tx, sessions};
use tower_sessions_core::session::{Id, Record};
use tower_sessions_core::session_store::{Error, Result};
use tower_sessions_core::{ExpiredDeletion, SessionStore};

/// tower-sessions on our store. A record is kept as JSON, its expiry beside it.
#[derive(Clone, Debug)]
pub(crate) struct Sessions {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
}

impl Sessions {
    fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    async fn write(&self) -> Result<Tx> {
        self.store.write().await.map_err(backend)
    }
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let mut tx = self.write().await?;
        while !sessions::add(&mut tx, &record.id.to_string(), &encode(record)?, expiry(record)).await.map_err(backend)? {
            record.id = Id::default();
        }
        tx.commit().await.map_err(backend)
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let mut tx = self.write().await?;
        sessions::save(&mut tx, &record.id.to_string(), &encode(record)?, expiry(record)).await.map_err(backend)?;
        tx.commit().await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let mut tx = self.store.read().await.map_err(backend)?;
        let kept = sessions::lookup(&mut tx, &id.to_string(), self.now()).await.map_err(backend)?;
        kept.map(|(json, _)| serde_json::from_str(&json).map_err(|e| Error::Decode(e.to_string()))).transpose()
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let mut tx = self.write().await?;
        sessions::remove(&mut tx, &id.to_string()).await.map_err(backend)?;
        tx.commit().await.map_err(backend)
    }
}

#[async_trait]
impl ExpiredDeletion for Sessions {
    async fn delete_expired(&self) -> Result<()> {
        let mut tx = self.write().await?;
        sessions::remove_expired(&mut tx, self.now()).await.map_err(backend)?;
        tx.commit().await.map_err(backend)
    }
}

fn encode(record: &Record) -> Result<String> {
    serde_json::to_string(record).map_err(|e| Error::Encode(e.to_string()))
}

fn expiry(record: &Record) -> DateTime<Utc> {
    DateTime::from_timestamp(record.expiry_date.unix_timestamp(), 0).unwrap_or(DateTime::UNIX_EPOCH)
}

fn backend(error: impl std::fmt::Display) -> Error {
    Error::Backend(error.to_string())
}
