//! The running installation: store, engine, settings and clock, shared by every request and worker.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use muster_engine::place;
use muster_engine::session::Engine;
use muster_store::Store;
use tokio::sync::Notify;
use uuid::{NoContext, Timestamp, Uuid};

use crate::costs::Cache;
use crate::coverage::Cache as Coverage;
use crate::deliveries::Connecting;
use crate::mail::Mailer;
use crate::passwords::{PasswordCost, Passwords};
use crate::workflows::preview::Previews;
use crate::{Clock, Error, Secret, Webhooks, tags};

/// Bytes for sums of months that were decoded for an analysis and may be asked again: a month of a bill with 300 accounts
/// takes some ten million.
const TABLES: usize = 256 << 20;

/// How an installation is set up.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Folder of uploads, ledgers and reports, or one of a bucket: `s3://bucket/prefix`.
    pub data: PathBuf,
    /// How long a report's files are kept, in days.
    pub report_days: u32,
    /// How many imports this server makes at once.
    pub imports: usize,
    /// Requests that support would answer are granted at once.
    pub self_service: bool,
}

/// The installation. Cheap to clone.
#[derive(Clone)]
pub struct Muster {
    inner: Arc<Inner>,
    passwords: Passwords,
    secret: Secret,
    /// How people reach the console, without a slash at the end.
    public_url: Arc<str>,
    connecting: Arc<Connecting>,
    /// `None`: the installation sends no mail.
    mailer: Option<Mailer>,
    webhooks: Webhooks,
}

struct Inner {
    store: Store,
    engine: Engine,
    settings: Settings,
    clock: Clock,
    /// Rung when a job was added.
    bell: Notify,
    costs: Cache,
    coverage: Coverage,
    tables: muster_engine::rollup::Cache,
    previews: Previews,
    tag_keys: tags::Cache,
}

impl Muster {
    pub fn new(store: Store, engine: Engine, settings: Settings, clock: Clock) -> Self {
        // The engine wants absolute paths, wherever the process goes later.
        let data = place::absolute(&settings.data).unwrap_or_else(|_| settings.data.clone());
        let settings = Settings { data, ..settings };
        let (bell, costs, previews) = (Notify::new(), Cache::default(), Previews::default());
        let (coverage, tables) = (Coverage::default(), muster_engine::rollup::Cache::new(TABLES));
        let tag_keys = tags::Cache::default();
        let inner = Inner { store, engine, settings, clock, bell, costs, coverage, tables, previews, tag_keys };
        Self {
            inner: Arc::new(inner),
            passwords: Passwords::new(PasswordCost::default()),
            secret: Secret::random(),
            public_url: Arc::from("http://127.0.0.1:3000"),
            connecting: Arc::new(Connecting::default()),
            mailer: None,
            webhooks: Webhooks::default(),
        }
    }

    /// The same installation with the key that its other servers have too. Without it each process has its own.
    #[must_use]
    pub fn with_secret(self, secret: Secret) -> Self {
        Self { secret, ..self }
    }

    /// The same installation, reached at this URL: what links in mails begin with.
    #[must_use]
    pub fn with_public_url(self, url: &str) -> Self {
        Self { public_url: Arc::from(url.trim_end_matches('/')), ..self }
    }

    /// The same installation, reading deliveries by these means. Without it bills are uploaded, and nothing else.
    #[must_use]
    pub fn with_connecting(self, connecting: Connecting) -> Self {
        Self { connecting: Arc::new(connecting), ..self }
    }

    /// The same installation, whose webhooks may go where these say.
    #[must_use]
    pub fn with_webhooks(self, webhooks: Webhooks) -> Self {
        Self { webhooks, ..self }
    }

    /// The same installation, which sends mail.
    #[must_use]
    pub fn with_mailer(self, mailer: Mailer) -> Self {
        Self { mailer: Some(mailer), ..self }
    }

    /// Whether the installation sends mail: invitations, lost passwords, notifications.
    pub fn sends_mail(&self) -> bool {
        self.mailer.is_some()
    }

    /// The same installation, hashing new passwords at another cost.
    #[must_use]
    pub fn with_password_cost(self, cost: PasswordCost) -> Self {
        Self { passwords: Passwords::new(cost), ..self }
    }

    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// Waits until no import or report is waiting or being made; for tests and for scripts that stop a server.
    ///
    /// # Errors
    /// The database's.
    pub async fn jobs_idle(&self) -> Result<(), Error> {
        while muster_store::jobs::count(&mut self.store().read().await?).await? > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// Waits until every mail was sent or given up; for tests.
    ///
    /// # Errors
    /// The database's.
    pub async fn mails_idle(&self) -> Result<(), Error> {
        while muster_store::outbox::count_waiting(&mut self.store().read().await?).await? > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// Waits until no delivery is due; those that are tried again later are not waited for. For tests.
    ///
    /// # Errors
    /// The database's.
    pub async fn deliveries_idle(&self) -> Result<(), Error> {
        // What is being sent is leased, and not due until its lease runs out.
        let by = || self.now() + chrono::Duration::seconds(61);
        while muster_store::deliveries::count_due(&mut self.store().read().await?, by()).await? > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    pub(crate) fn mailer(&self) -> Option<&Mailer> {
        self.mailer.as_ref()
    }

    /// Whether people reach the console over https, so that a cookie may be kept to it.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// The console's own data.
    pub(crate) fn store(&self) -> &Store {
        &self.inner.store
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.inner.engine
    }

    pub(crate) fn connecting(&self) -> &Connecting {
        &self.connecting
    }

    pub(crate) fn secret(&self) -> &Secret {
        &self.secret
    }

    pub(crate) fn webhooks(&self) -> &Webhooks {
        &self.webhooks
    }

    /// The address of a page for somebody outside the console.
    pub(crate) fn link(&self, path: &str) -> String {
        format!("{}{path}", self.public_url)
    }

    pub(crate) fn passwords(&self) -> &Passwords {
        &self.passwords
    }

    pub(crate) fn costs(&self) -> &Cache {
        &self.inner.costs
    }

    pub(crate) fn coverage(&self) -> &Coverage {
        &self.inner.coverage
    }

    pub(crate) fn tag_keys(&self) -> &tags::Cache {
        &self.inner.tag_keys
    }

    /// Sums of months that somebody analysed.
    pub(crate) fn tables(&self) -> &muster_engine::rollup::Cache {
        &self.inner.tables
    }

    pub(crate) fn previews(&self) -> &Previews {
        &self.inner.previews
    }

    /// Rings when there may be a job to take.
    pub(crate) fn bell(&self) -> &Notify {
        &self.inner.bell
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

/// Runs what waits for the disk or the processor where it keeps no other request waiting.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)
}
