//! The ledger: typed Parquet per management account and billing period, replaced whole and atomically, in a folder or in
//! a bucket ([`crate::place`]).
//!
//! A period's `current.json` names the import that counts; giving it its new content is the commit, by a rename or by a
//! conditional PUT ([`claim`]). So a reader sees the old month or the new one, whenever it looks and whatever crashes.
//! Other programs: docs/ledger.md.

mod bill_form;
pub mod cells;
mod chunk;
mod claim;
pub mod days;
mod distant;
mod distinct;
mod encode;
mod error;
mod group;
mod hybrid;
mod period;
mod record;
pub mod rollup;
pub mod schema;
mod sweep;
mod value;
mod writer;

use std::io;
use std::path::{Path, PathBuf};

use muster_domain::Month;
use serde::{Deserialize, Serialize};

pub use bill_form::BillForm;
pub use error::LedgerError;
pub(crate) use period::{Finished, PeriodWriter};
pub(crate) use record::exact_text;
pub use record::{ColumnSet, Delivery, ImportRecord, LineFile, SourceFile};

use crate::place;

/// The file at the top of a ledger folder that says it is one, and of which layout.
const MARKER: &str = "ledger.json";
/// The same before it is renamed into place.
const DRAFT: &str = "ledger.json.tmp";

#[derive(Serialize, Deserialize)]
struct Marker {
    version: u32,
}

/// A ledger folder of the layout [`schema::VERSION`].
#[derive(Clone, Debug)]
pub struct Ledger {
    root: PathBuf,
}

/// What counts for one management account and billing period.
#[derive(Clone, Debug)]
pub struct CurrentImport {
    /// The folder of the import: `<ledger>/<payer account>/<YYYY-MM>/<import>`.
    pub folder: PathBuf,
    pub record: ImportRecord,
}

impl CurrentImport {
    /// Paths of the Parquet files with the lines, in order; together they are the period.
    pub fn lines(&self) -> Vec<PathBuf> {
        self.record.lines.iter().map(|file| self.folder.join(&file.name)).collect()
    }

    /// Path of the sums of lines from which most reports are made, where they are such as this program reads.
    pub fn cells(&self) -> Option<PathBuf> {
        let known = self.record.cells.as_ref().filter(|file| file.version == cells::VERSION)?;
        Some(self.folder.join(&known.name))
    }

    /// Path of the exact sums of which analyses are made, where they are such as this program reads: see [`rollup`].
    pub fn rollup(&self) -> Option<PathBuf> {
        let known = self.record.rollup.as_ref().filter(|file| file.version == rollup::VERSION)?;
        Some(self.folder.join(&known.name))
    }

    /// Path of the exact sums per account and day: see [`days`].
    pub fn days(&self) -> PathBuf {
        self.folder.join(days::FILE)
    }
}

impl Ledger {
    /// Whether the folder is a ledger, of any version.
    pub fn is_ledger(path: &Path) -> bool {
        place::exists(&path.join(MARKER)).unwrap_or(false)
    }

    /// The ledger in this folder; `None` where there is none.
    ///
    /// # Errors
    /// [`LedgerError::Version`] for a ledger of another version, or the store's.
    pub fn find(root: &Path) -> Result<Option<Self>, LedgerError> {
        let marker = root.join(MARKER);
        let content = match place::read(&marker) {
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => return Ok(None),
            // What ails is mostly not this file: the place cannot be reached.
            content => content.map_err(|source| LedgerError::io(root, source))?,
        };
        let Marker { version } = parse(&marker, &content)?;
        check_version(root, version)?;
        Ok(Some(Self { root: root.to_owned() }))
    }

    /// # Errors
    /// [`LedgerError::NotALedger`], or as [`Self::find`].
    pub fn open(root: &Path) -> Result<Self, LedgerError> {
        Self::find(root)?.ok_or_else(|| LedgerError::NotALedger(root.to_owned()))
    }

    /// Opens the ledger, or makes an empty one where there is no folder or an empty one.
    ///
    /// # Errors
    /// As [`Self::open`]; [`LedgerError::NotALedger`] when the folder holds something else.
    pub fn open_or_create(root: &Path) -> Result<Self, LedgerError> {
        if let Some(found) = Self::find(root)? {
            return Ok(found);
        }
        let failed = |source| LedgerError::io(root, source);
        place::make_folder(root).map_err(failed)?;
        // A process that was killed while it made a ledger leaves the draft of its marker, and nothing else. Another one
        // may be making it now.
        if place::holds_other_than(root, DRAFT).map_err(failed)? && !Self::is_ledger(root) {
            return Err(LedgerError::NotALedger(root.to_owned()));
        }
        write_json(root, MARKER, &Marker { version: schema::VERSION })?;
        Ok(Self { root: root.to_owned() })
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The current import of every period, by payer account, then month.
    ///
    /// # Errors
    /// The file system's, or a record that cannot be read.
    pub fn periods(&self) -> Result<Vec<CurrentImport>, LedgerError> {
        let mut periods = if place::is_remote(&self.root) { distant::periods(&self.root)? } else { near(&self.root)? };
        periods.sort_by(|a, b| a.record.key().cmp(&b.record.key()));
        Ok(periods)
    }

    /// What counts for one period; `None` before its first import.
    ///
    /// # Errors
    /// As [`Self::periods`].
    pub fn period(&self, payer_account: &str, month: Month) -> Result<Option<CurrentImport>, LedgerError> {
        current_import(&self.period_folder(payer_account, month))
    }

    fn period_folder(&self, payer_account: &str, month: Month) -> PathBuf {
        self.root.join(payer_account).join(month.to_string())
    }
}

/// The content of `current.json`.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Current {
    version: u32,
    /// None in a bucket before the first commit.
    import: Option<String>,
    /// The import it replaced, kept for readers that began before.
    previous: Option<String>,
    /// In a bucket, the folder of an import that is being written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    claim: Option<String>,
}

const CURRENT: &str = "current.json";
const RECORD: &str = "import.json";

/// Of a ledger on this machine.
fn near(root: &Path) -> Result<Vec<CurrentImport>, LedgerError> {
    let mut periods = Vec::new();
    for account in folders(root)? {
        for month in folders(&account)? {
            if month.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.parse::<Month>().is_ok()) {
                periods.extend(current_import(&month)?);
            }
        }
    }
    Ok(periods)
}

fn read_current(period: &Path) -> Result<Option<Current>, LedgerError> {
    let path = period.join(CURRENT);
    let content = match place::read(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        content => content.map_err(|source| LedgerError::io(&path, source))?,
    };
    let current: Current = parse(&path, &content)?;
    check_version(period, current.version)?;
    Ok(Some(current))
}

fn current_import(period: &Path) -> Result<Option<CurrentImport>, LedgerError> {
    let Some(import) = read_current(period)?.and_then(|current| current.import) else { return Ok(None) };
    let (folder, path) = (period.join(&import), period.join(&import).join(RECORD));
    let content = place::read(&path).map_err(|source| LedgerError::io(&path, source))?;
    let record: ImportRecord = parse(&path, &content)?;
    check_version(&folder, record.version)?;
    Ok(Some(CurrentImport { folder, record }))
}

fn check_version(path: &Path, version: u32) -> Result<(), LedgerError> {
    if version == schema::VERSION { Ok(()) } else { Err(LedgerError::Version { path: path.to_owned(), version }) }
}

fn folders(path: &Path) -> Result<Vec<PathBuf>, LedgerError> {
    place::folders(path).map_err(|source| LedgerError::io(path, source))
}

fn parse<T: serde::de::DeserializeOwned>(path: &Path, content: &[u8]) -> Result<T, LedgerError> {
    serde_json::from_slice(content).map_err(|source| LedgerError::Record { path: path.to_owned(), source })
}

/// Writes `<folder>/<name>` so that it is there whole or not at all, also after a crash.
fn write_json<T: Serialize>(folder: &Path, name: &str, value: &T) -> Result<(), LedgerError> {
    let path = folder.join(name);
    let text = serde_json::to_vec_pretty(value).map_err(|source| LedgerError::Record { path: path.clone(), source })?;
    place::write(&path, &text).map_err(|source| LedgerError::io(&path, source))
}
