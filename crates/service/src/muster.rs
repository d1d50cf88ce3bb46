//! The running installation: store, engine, settings and clock, shared by every request and worker.

use std::path::PathBuf;
use std::sync::Arc;

use crate::engine_port::Engine;
use chrono::{DateTime, Utc};
use muster_store::Store;
use uuid::{NoContext, Timestamp, Uuid};

use crate::Clock;

/// How an installation is set up.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Folder of uploads, ledgers and reports.
    pub data: PathBuf,
    /// How long a report's files are kept, in days.
    pub report_days: u32,
    /// Requests that support would answer are granted at once.
    pub self_service: bool,
}

/// The installation. Cheap to clone.
#[derive(Clone)]
pub struct Muster {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    engine: Engine,
    settings: Settings,
    clock: Clock,
}

impl Muster {
    pub fn new(store: Store, engine: Engine, settings: Settings, clock: Clock) -> Self {
        Self { inner: Arc::new(Inner { store, engine, settings, clock }) }
    }

    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// For wiring only (sessions, readiness): use cases go through a [`crate::Ctx`].
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.inner.engine
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock().now()
    }

    /// A new id, sorting by the clock's time.
    pub(crate) fn id(&self) -> Uuid {
        let now = self.now();
        let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
        Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, now.timestamp_subsec_nanos()))
    }
}
