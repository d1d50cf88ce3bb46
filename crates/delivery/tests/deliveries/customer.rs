//! A customer: a bucket with bills, a role, and the connection that names both.

use std::path::Path;
use std::sync::OnceLock;

use chrono::{DateTime, Utc};
use muster_delivery::{Aws, Expected, Identity, Look, Shelf, finding, look};
use muster_domain::ImportId;
use muster_domain::connection::{Finding, Place, S3Delivery, Source};
use muster_engine::import::{BadRows, ImportError, ImportOptions, ImportSummary, Input, Progress, import_from};
use muster_engine::ledger::Ledger;
use muster_testkit::bill::delivery::{Form, write};
use muster_testkit::bill::{Spec, generate};
use tokio::runtime::Runtime;

use super::store::{REGION, Store};

const EXTERNAL_ID: &str = "muster-0123456789";

/// The server as this store knows it.
pub(crate) fn aws(store: &Store) -> Aws {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    let runtime = RUNTIME.get_or_init(|| Runtime::new().unwrap());
    let (key, secret, endpoint) = ("AKIAMUSTER".to_owned(), "secret".to_owned(), store.endpoint());
    Aws::new(runtime.handle().clone()).with_identity(Identity { key, secret, endpoint })
}

pub(crate) struct Customer {
    pub(crate) store: Store,
    pub(crate) connection: S3Delivery,
    pub(crate) folder: tempfile::TempDir,
}

impl Customer {
    /// Nothing is delivered yet.
    pub(crate) fn new(test: &str, form: Form) -> Option<Self> {
        Self::with_role(test, form, |store| store.role(EXTERNAL_ID, &store.least("bills"), 0))
    }

    pub(crate) fn with_role(test: &str, form: Form, role: impl FnOnce(&Store) -> String) -> Option<Self> {
        let store = Store::new(test)?;
        let place = Place {
            bucket: store.bucket.clone(),
            region: REGION.to_owned(),
            prefix: "bills".to_owned(),
            report: form.report().to_owned(),
            endpoint: Some(store.endpoint()),
            path_style: true,
            requester_pays: false,
            key: None,
        };
        let role = role(&store).parse().unwrap();
        let account = "111122223333".parse().unwrap();
        let connection = S3Delivery { account, place, role, external_id: EXTERNAL_ID.to_owned() };
        Some(Self { store, connection, folder: tempfile::tempdir().unwrap() })
    }

    pub(crate) fn bill(test: &str, form: Form) -> Option<Self> {
        let customer = Self::new(test, form)?;
        customer.deliver(form, Spec::tiny(1));
        Some(customer)
    }

    pub(crate) fn deliver(&self, form: Form, spec: Spec) {
        let bills = self.bills();
        let _ = std::fs::remove_dir_all(&bills);
        write(&generate(spec), form, &bills).unwrap();
        self.store.upload(&bills, "bills");
    }

    /// The bill on disk.
    pub(crate) fn bills(&self) -> std::path::PathBuf {
        self.folder.path().join("bills")
    }

    /// The first bill file, without `bills/`.
    pub(crate) fn file(&self) -> String {
        let months = self.look().unwrap().months;
        let file = months[0].1.names().next().unwrap().display().to_string();
        file.split_once("/bills/").unwrap().1.to_owned()
    }

    pub(crate) fn aws(&self) -> Aws {
        aws(&self.store)
    }

    pub(crate) fn shelf(&self) -> Result<Shelf, Finding> {
        self.aws().shelf(&Source::S3(self.connection.clone()))
    }

    pub(crate) fn look(&self) -> Result<Look, Finding> {
        self.look_at(Utc::now())
    }

    pub(crate) fn look_at(&self, now: DateTime<Utc>) -> Result<Look, Finding> {
        look(&self.shelf()?, Expected { account: None, now })
    }

    /// Writes the manifests anew, as after a file was.
    pub(crate) fn deliver_manifest_again(&self) {
        self.store.upload_manifests(&self.bills(), "bills");
    }

    /// Reads all that is there, whatever a look would say.
    pub(crate) fn import_unseen(&self) -> Result<ImportSummary, ImportError> {
        let shelf = self.shelf().unwrap();
        import_from(&[Input::Bucket(shelf.bucket, shelf.root)], &self.ledger(), &options(), &Progress::default())
    }

    /// Reads all that is there.
    pub(crate) fn import(&self) -> Result<ImportSummary, ImportError> {
        let inputs: Vec<_> =
            self.look().unwrap().months.into_iter().map(|(_, delivered)| Input::Delivered(Box::new(delivered))).collect();
        import_from(&inputs, &self.ledger(), &options(), &Progress::default())
    }

    pub(crate) fn ledger(&self) -> std::path::PathBuf {
        self.folder.path().join("ledger")
    }

    pub(crate) fn finding(&self, error: &ImportError) -> Finding {
        finding(&self.shelf().unwrap(), error)
    }
}

pub(crate) fn options() -> ImportOptions {
    ImportOptions { id: ImportId(uuid::Uuid::now_v7()), created: Utc::now(), bad_rows: BadRows::Stop }
}

/// Month, rows, cost, and the digest of the lines' sums, of everything in a ledger.
pub(crate) fn content(ledger: &Path) -> Vec<(String, u64, String, String)> {
    let Ok(ledger) = Ledger::open(ledger) else { return Vec::new() };
    let periods = ledger.periods().unwrap().into_iter().map(|period| period.record);
    periods
        .map(|record| (record.month.to_string(), record.rows, record.unblended_cost.clone(), record.amortized_cost.clone()))
        .collect()
}
