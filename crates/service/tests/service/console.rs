//! An installation for one test: a database and a data folder of its own, cheap passwords, a clock that the test sets.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use chrono::{DateTime, Utc};
use muster_domain::permission::{Membership, Permission, Role};
use muster_domain::ticket::Request;
use muster_domain::view::imports::ImportRow;
use muster_domain::{ImportId, ManagementAccountId, OrganizationId, UserId};
use muster_engine::place;
use muster_engine::session::{Engine, Settings as EngineSettings};
use muster_service::people::{NewPerson, SignUp, sign_up};
use muster_service::{
    Clock, Connecting, Ctx, Error, Muster, PasswordCost, Settings, imports, jobs, management_accounts, organizations, tickets,
};
use muster_store::memberships::{self, NewMember};
use muster_store::{OrgTx, Store, outbox};
use object_store::memory::InMemory;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;

use crate::databases::Database;
use crate::shelf::Shelf;

/// When the test set the clock, and to what; it goes on from there.
pub(crate) type Time = Arc<Mutex<(DateTime<Utc>, Instant)>>;

pub(crate) struct Console {
    pub(crate) muster: Muster,
    pub(crate) store: Store,
    time: Time,
    /// Of its database.
    pub(crate) url: String,
    pub(crate) data: TempDir,
}

/// A member of an organization, asking.
pub(crate) struct Person {
    pub(crate) ctx: Ctx,
    pub(crate) user: UserId,
    pub(crate) org: OrganizationId,
}

impl Console {
    /// On the morning of 10 March 2026.
    pub(crate) async fn open(database: &Database) -> Self {
        let data = tempfile::tempdir().unwrap();
        let url = database.url(data.path()).await;
        let time = Arc::new(Mutex::new(("2026-03-10T08:00:00Z".parse().unwrap(), Instant::now())));
        let (muster, store) = installation(data.path(), &url, &time).await;
        Self { muster, store, time, url, data }
    }

    /// The same, with everything but the database in a bucket.
    pub(crate) async fn in_a_bucket(database: &Database) -> Self {
        let console = Self::open(database).await;
        let bucket = uuid::Uuid::now_v7().to_string();
        place::mount(&bucket, Arc::new(InMemory::new()));
        let (muster, store) = installation(Path::new(&format!("s3://{bucket}/data")), &console.url, &console.time).await;
        Self { muster, store, ..console }
    }

    /// The same, where deliveries are read from a shelf.
    pub(crate) async fn reading(database: &Database, shelf: &Shelf) -> Self {
        let console = Self::open(database).await;
        Self { muster: console.muster.clone().with_connecting(shelf.connecting()), ..console }
    }

    /// A morning in 2026.
    pub(crate) fn set_day(&self, day: &str) {
        *self.time.lock().unwrap() = (format!("{day}T08:00:00Z").parse().unwrap(), Instant::now());
    }

    pub(crate) fn time(&self) -> Time {
        Arc::clone(&self.time)
    }

    pub(crate) fn set_time(&self, time: &str) {
        *self.time.lock().unwrap() = (time.parse().unwrap(), Instant::now());
    }

    pub(crate) fn forward(&self, by: chrono::Duration) {
        self.time.lock().unwrap().0 += by;
    }

    /// Another server of the same installation, by the same clock.
    pub(crate) async fn twin(&self) -> Muster {
        installation(self.data.path(), &self.url, &self.time).await.0
    }

    /// Another installation with all that is in this one, in which nothing is under way. On SQLite, whose file lies in
    /// the data folder.
    pub(crate) async fn copy(&self) -> Self {
        let data = tempfile::tempdir().unwrap();
        copy_folder(self.data.path(), data.path());
        let url = self.url.replace(self.data.path().to_str().unwrap(), data.path().to_str().unwrap());
        assert_ne!(url, self.url, "a server's database is not copied");
        let time = Arc::new(Mutex::new(*self.time.lock().unwrap()));
        let (muster, store) = installation(data.path(), &url, &time).await;
        Self { muster, store, time, url, data }
    }

    /// The same, which reads deliveries by these means, so many at once.
    pub(crate) fn importing(self, imports: usize, connecting: Connecting) -> Self {
        let settings = Settings { imports, ..self.muster.settings().clone() };
        let engine = Engine::new(&EngineSettings { threads: 2, ..EngineSettings::default() }).unwrap();
        let muster = Muster::new(self.store.clone(), engine, settings, self.muster.clock().clone());
        let muster = muster.with_password_cost(PasswordCost { kibibytes: 8, passes: 1 }).with_connecting(connecting);
        Self { muster, ..self }
    }

    /// Another server of the same installation, wherever its data lies.
    pub(crate) async fn sibling(&self) -> Muster {
        installation(&self.muster.settings().data, &self.url, &self.time).await.0
    }

    /// The same installation, where support answers what self-service would grant.
    pub(crate) fn with_support(&self) -> Muster {
        let settings = Settings { self_service: false, ..self.muster.settings().clone() };
        let engine = Engine::new(&EngineSettings { threads: 2, ..EngineSettings::default() }).unwrap();
        Muster::new(self.store.clone(), engine, settings, self.muster.clock().clone())
    }

    /// A new member of the support staff.
    pub(crate) async fn support(&self, name: &str) -> Ctx {
        let (email, password) = (format!("{name}@example.org"), "correct horse".to_owned());
        let person = NewPerson { email, password, name: name.to_owned(), support: true };
        let user = muster_service::people::add(&self.muster, person).await.unwrap();
        Ctx::user(self.muster.clone(), "test", user)
    }

    /// A new organization's administrator, who has enabled Subsets.
    pub(crate) async fn administrator(&self, name: &str) -> Person {
        let person = self.newcomer(name).await;
        tickets::ask(&person.ctx, person.org, Request::EnableSubsets).await.unwrap();
        person
    }

    /// A new organization's administrator, right after signing up.
    pub(crate) async fn newcomer(&self, name: &str) -> Person {
        let form = SignUp {
            email: format!("{name}@example.org"),
            password: "correct horse".to_owned(),
            name: name.to_owned(),
            organization: format!("{name}'s"),
        };
        let user = sign_up(&Ctx::anonymous(self.muster.clone(), "test"), form).await.unwrap().person().unwrap();
        let ctx = Ctx::user(self.muster.clone(), "test", user);
        let org = muster_service::people::me(&ctx).await.unwrap().organizations[0].id;
        Person { ctx, user, org }
    }

    /// An administrator whose address is known to be theirs, by whoever runs the installation.
    pub(crate) async fn confirmed(&self, name: &str) -> Person {
        let (email, password) = (format!("{name}@example.org"), "correct horse".to_owned());
        let person = NewPerson { email, password, name: name.to_owned(), support: false };
        let user = muster_service::people::add(&self.muster, person).await.unwrap();
        let ctx = Ctx::user(self.muster.clone(), "test", user);
        let org = organizations::add(&ctx, &format!("{name}'s")).await.unwrap();
        tickets::ask(&ctx, org, Request::EnableSubsets).await.unwrap();
        Person { ctx, user, org }
    }

    /// A viewer in that organization, with these grants.
    pub(crate) async fn viewer(&self, org: OrganizationId, grants: &[Permission]) -> Person {
        let name = format!("viewer{}", grants.len());
        let Person { ctx, user, .. } = self.administrator(&name).await;
        let membership = Membership { role: Role::Viewer, grants: grants.to_vec() };
        let mut tx = self.store.write().await.unwrap();
        let new = NewMember { organization: org, user, membership, created_at: self.muster.clock().now() };
        memberships::add(&mut tx, &new).await.unwrap();
        tx.commit().await.unwrap();
        Person { ctx, user, org }
    }

    /// Works until there is nothing left to do.
    pub(crate) async fn work(&self) {
        let idle = async { self.muster.jobs_idle().await.unwrap() };
        jobs::run(self.muster.clone(), idle).await;
    }

    /// Works until it is so.
    pub(crate) async fn work_until(&self, is_so: impl AsyncFn() -> bool) {
        jobs::run(self.muster.clone(), until(is_so)).await;
    }

    /// Sends until every mail was sent or given up.
    pub(crate) async fn mail(&self) {
        let idle = async { self.muster.mails_idle().await.unwrap() };
        jobs::run(self.muster.clone(), in_time(idle)).await;
    }

    /// Tries once whatever is due.
    pub(crate) async fn mail_once(&self) {
        let is_due = async || outbox::is_due(&mut self.store.read().await.unwrap(), self.muster.clock().now()).await.unwrap();
        self.work_until(async || !is_due().await).await;
    }

    pub(crate) async fn tables(&self, org: OrganizationId) -> OrgTx {
        self.store.read_in(org).await.unwrap()
    }
}

/// Files and folders as they are; what of the database is not written back yet lies in a file beside it.
fn copy_folder(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let (from, to) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if from.is_dir() {
            std::fs::create_dir(&to).unwrap();
            copy_folder(&from, &to);
        } else if from.extension().is_none_or(|end| end != "db-shm") {
            std::fs::copy(&from, &to).unwrap();
        }
    }
}

/// The installation in a data folder and a database, which several processes may open.
pub(crate) async fn installation(data: &Path, url: &str, time: &Time) -> (Muster, Store) {
    let store = Store::open(url).await.unwrap();
    let engine = Engine::new(&EngineSettings { threads: 2, ..EngineSettings::default() }).unwrap();
    let settings = Settings { data: data.to_owned(), report_days: 30, imports: 2, self_service: true };
    let time = Arc::clone(time);
    let clock = Clock::from_fn(move || {
        let (set, at) = *time.lock().unwrap();
        set + at.elapsed()
    });
    let muster = Muster::new(store.clone(), engine, settings, clock);
    (muster.with_password_cost(PasswordCost { kibibytes: 8, passes: 1 }), store)
}

impl Person {
    pub(crate) async fn management_account(&self) -> ManagementAccountId {
        management_accounts::add(&self.ctx, self.org, "111122223333".to_owned(), "Payer".to_owned()).await.unwrap()
    }

    /// Uploads a file; the import waits for a worker.
    pub(crate) async fn upload(&self, ma: ManagementAccountId, name: &str, content: &str) -> ImportId {
        let mut staging = imports::stage(&self.ctx, self.org, ma).await.unwrap();
        let mut file = staging.file(name).await.unwrap();
        file.write_all(content.as_bytes()).await.unwrap();
        file.shutdown().await.unwrap();
        staging.finish().await.unwrap()
    }

    pub(crate) async fn import(&self, id: ImportId) -> Result<ImportRow, Error> {
        imports::find(&self.ctx, self.org, id).await
    }
}

/// Waits until it is so, however slow the machine is.
pub(crate) async fn until(is_so: impl AsyncFn() -> bool) {
    let so = async {
        while !is_so().await {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    in_time(so).await;
}

/// What never comes is a failure, not a test without end.
async fn in_time(done: impl Future<Output = ()>) {
    tokio::time::timeout(std::time::Duration::from_secs(60), done).await.expect("it comes in time");
}
