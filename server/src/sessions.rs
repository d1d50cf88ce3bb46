//! Sessions in the console's own database, so that every server of an installation knows them. What the cookie says
//! is not written down: a row is found by a digest of it, so that a copy of the database signs nobody in. An id has
//! 128 random bits, which no dictionary guesses, so the digest needs neither salt nor slowness.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use muster_app::api::session::{self, USER};
use muster_service::Clock;
use muster_store::sessions::Session;
use muster_store::{Store, Tx, sessions};
use tower_sessions::cookie::time::OffsetDateTime;
use tower_sessions_core::session::{Id, Record};
use tower_sessions_core::session_store::{Error, Result};
use tower_sessions_core::{ExpiredDeletion, SessionStore};

/// tower-sessions on our store. What a record holds is kept as JSON, its expiry beside it.
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

    /// As the store knows it: whose it is, and by what its person knows it, stand beside the text.
    fn session(&self, record: &Record) -> Result<Session> {
        let text = |name| record.data.get(name).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
        let user = record.data.get(USER).and_then(|value| value.as_str()).and_then(|id| id.parse().ok());
        let now = self.now();
        Ok(Session {
            key: key(&record.id),
            data: encode(record)?,
            user,
            agent: text(session::AGENT),
            address: text(session::ADDRESS),
            created_at: now,
            seen_at: now,
            expires_at: expiry(record),
        })
    }
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let mut tx = self.write().await?;
        while !sessions::add(&mut tx, &self.session(record)?).await.map_err(backend)? {
            record.id = Id::default();
        }
        tx.commit().await.map_err(backend)
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let mut tx = self.write().await?;
        sessions::save(&mut tx, &self.session(record)?).await.map_err(backend)?;
        tx.commit().await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let mut tx = self.store.read().await.map_err(backend)?;
        let kept = sessions::lookup(&mut tx, &key(id), self.now()).await.map_err(backend)?;
        kept.map(|kept| decode(*id, &kept.data, kept.expires_at)).transpose()
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let mut tx = self.write().await?;
        sessions::remove(&mut tx, &key(id)).await.map_err(backend)?;
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

/// What a session is kept under.
pub(crate) fn key(id: &Id) -> String {
    blake3::hash(&id.0.to_le_bytes()).to_hex().to_string()
}

fn encode(record: &Record) -> Result<String> {
    serde_json::to_string(&record.data).map_err(|e| Error::Encode(e.to_string()))
}

fn decode(id: Id, json: &str, expires_at: DateTime<Utc>) -> Result<Record> {
    let data = serde_json::from_str(json).map_err(|e| Error::Decode(e.to_string()))?;
    let expiry_date = OffsetDateTime::from_unix_timestamp(expires_at.timestamp()).map_err(|e| Error::Decode(e.to_string()))?;
    Ok(Record { id, data, expiry_date })
}

fn expiry(record: &Record) -> DateTime<Utc> {
    DateTime::from_timestamp(record.expiry_date.unix_timestamp(), 0).unwrap_or(DateTime::UNIX_EPOCH)
}

fn backend(error: impl std::fmt::Display) -> Error {
    Error::Backend(error.to_string())
}

#[cfg(test)]
mod tests {
    use tower_sessions::cookie::time::Duration;

    use super::*;

    #[tokio::test]
    async fn a_session_comes_back_by_an_id_that_is_written_nowhere() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("muster.db");
        let store = Store::open(&format!("sqlite://{}", file.display())).await.unwrap();
        let sessions = Sessions { store: store.clone(), clock: Clock::system() };
        let expiry_date = OffsetDateTime::now_utc() + Duration::hours(1);
        let mut record = Record { id: Id(0x1234_5678_9abc_def0), data: Default::default(), expiry_date };
        record.data.insert("user".to_owned(), "somebody".into());
        sessions.create(&mut record).await.unwrap();
        assert_eq!(sessions.load(&record.id).await.unwrap().unwrap().data, record.data);
        assert_eq!(sessions.load(&Id(7)).await.unwrap().map(|record| record.data), None);
        store.close().await;
        let written = std::fs::read(&file).unwrap();
        let holds = |text: &str| written.windows(text.len()).any(|bytes| bytes == text.as_bytes());
        assert!(holds("somebody") && holds(&key(&record.id)));
        assert!(!holds(&record.id.to_string()) && !holds(&record.id.0.to_string()));
    }
}
