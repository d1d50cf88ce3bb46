//! Deliveries on a shelf: a folder that stands for the bucket, with a folder for each month as AWS lays it out. What
//! is wrong with it lies there as a file too, so that another process meets the same.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use muster_domain::Month;
use muster_domain::connection::{Finding, Source};
use muster_engine::import::{ImportError, import};
use muster_service::Connecting;
use muster_service::deliveries::{Delivered, Deliveries, Look, NotRead, Parcel, Read, Reading};
use serde::{Deserialize, Serialize};
use tempfile::TempDir;

use crate::bill::{Line, csv};

/// Who the installation is, as its customers' roles name it.
pub(crate) const PRINCIPAL: &str = "arn:aws:iam::999900001111:role/MusterServer";

pub(crate) struct Shelf {
    folder: TempDir,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    assembly_id: String,
    report_keys: Vec<String>,
    written: DateTime<Utc>,
}

impl Shelf {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("months")).unwrap();
        Self { folder }
    }

    /// Where the months are.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("months")
    }

    pub(crate) fn connecting(&self) -> Connecting {
        connecting(&self.path())
    }

    /// AWS delivers a month: writes its bill, then its manifest.
    pub(crate) fn deliver(&self, month: &str, lines: &[Line<'_>], (assembly, written): (&str, &str)) {
        fs::create_dir_all(self.path().join(month)).unwrap();
        fs::write(self.path().join(month).join("bill.csv"), csv(lines)).unwrap();
        self.announce(month, (assembly, written));
    }

    /// Only the manifest.
    pub(crate) fn announce(&self, month: &str, (assembly, written): (&str, &str)) {
        let manifest = Manifest {
            assembly_id: assembly.to_owned(),
            report_keys: vec!["bill.csv".to_owned()],
            written: format!("{written}T06:00:00Z").parse().unwrap(),
        };
        fs::create_dir_all(self.path().join(month)).unwrap();
        fs::write(self.path().join(month).join("manifest.json"), serde_json::to_vec(&manifest).unwrap()).unwrap();
    }

    /// From now on every look finds this.
    pub(crate) fn break_with(&self, finding: &Finding) {
        fs::write(self.path().join("finding"), serde_json::to_vec(finding).unwrap()).unwrap();
    }

    pub(crate) fn mend(&self) {
        fs::remove_file(self.path().join("finding")).unwrap();
    }
}

/// Means to read a shelf; the folder `open` beside it is open to organizations.
pub(crate) fn connecting(shelf: &Path) -> Connecting {
    let open = vec![shelf.with_file_name("open").to_str().unwrap().parse().unwrap()];
    let endpoints = vec!["http://store.example:9000".to_owned()];
    Connecting {
        deliveries: Arc::new(OnShelf(shelf.to_owned())),
        principal: Some(PRINCIPAL.to_owned()),
        open,
        reports: Vec::new(),
        endpoints,
    }
}

struct OnShelf(PathBuf);

#[async_trait]
impl Deliveries for OnShelf {
    async fn look(&self, _: &Source) -> Result<Look, Finding> {
        if let Ok(finding) = fs::read(self.0.join("finding")) {
            return Err(serde_json::from_slice(&finding).unwrap());
        }
        let names = fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let months = names.filter_map(|name| name.parse().ok()).map(|month| delivered(&self.0, month)).collect();
        Ok(Look { months, finding: None })
    }

    async fn read(&self, reading: Reading) -> Result<Read, NotRead> {
        let (folder, assembly) = (self.0.join(reading.month.to_string()), delivered(&self.0, reading.month).assembly);
        let Reading { ledger, options, progress, .. } = reading;
        let done = tokio::task::spawn_blocking(move || import(&[folder], &ledger, &options, &progress)).await.unwrap();
        match done {
            Ok(summary) => Ok(Read { assembly, summary }),
            Err(ImportError::Cancelled) => Err(NotRead::Cancelled),
            Err(error @ ImportError::Ledger(_)) => Err(NotRead::Passing(error.to_string())),
            Err(error) => {
                let finding = Finding::BadRow { reason: error.to_string() };
                Err(NotRead::Found { finding, assembly: Some(assembly) })
            }
        }
    }

    async fn put(&self, _: Parcel) -> Result<(), String> {
        Err("a shelf is read from only".to_owned())
    }
}

fn delivered(shelf: &Path, month: Month) -> Delivered {
    let folder = shelf.join(month.to_string());
    let manifest: Manifest = serde_json::from_slice(&fs::read(folder.join("manifest.json")).unwrap()).unwrap();
    let bill = fs::metadata(folder.join("bill.csv"));
    Delivered {
        month,
        assembly: manifest.assembly_id,
        files: manifest.report_keys,
        bytes: bill.as_ref().map(fs::Metadata::len).unwrap_or_default(),
        at: manifest.written,
        unfinished: bill.is_err().then(|| "bill.csv".to_owned()),
    }
}
