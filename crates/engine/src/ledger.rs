//! The ledger: typed Parquet per management account and billing period, replaced whole and atomically.
//!
//! A period's `current.json` names the import that counts; renaming it into place is the commit. So a reader sees
//! the old month or the new one, whenever it looks and whatever crashes. Other programs: docs/ledger.md.

mod bill_form;
pub mod cells;
mod chunk;
pub mod days;
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

use std::path::{Path, PathBuf};
use std::{fs, io};

use muster_domain::Month;
use serde::{Deserialize, Serialize};

pub use bill_form::BillForm;
pub use error::LedgerError;
pub(crate) use period::{Finished, PeriodWriter};
pub(crate) use record::exact_text;
pub use record::{ColumnSet, Delivery, ImportRecord, LineFile, SourceFile};

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
        path.join(MARKER).is_file()
    }

    /// # Errors
    /// [`LedgerError::NotALedger`], [`LedgerError::Version`] for a ledger of another version, or the file system's.
    pub fn open(root: &Path) -> Result<Self, LedgerError> {
        let marker = root.join(MARKER);
        if !marker.is_file() {
            return Err(LedgerError::NotALedger(root.to_owned()));
        }
        let Marker { version } = read_json(&marker)?;
        check_version(root, version)?;
        Ok(Self { root: root.to_owned() })
    }

    /// Opens the ledger, or makes an empty one where there is no folder or an empty one.
    ///
    /// # Errors
    /// As [`Self::open`]; [`LedgerError::NotALedger`] when the folder holds something else.
    pub fn open_or_create(root: &Path) -> Result<Self, LedgerError> {
        if Self::is_ledger(root) {
            return Self::open(root);
        }
        fs::create_dir_all(root).map_err(|source| LedgerError::io(root, source))?;
        // A process that was killed while it made a ledger leaves the draft of its marker, and nothing else.
        let is_foreign = |entry: io::Result<fs::DirEntry>| entry.map(|entry| entry.file_name() != DRAFT);
        for entry in fs::read_dir(root).map_err(|source| LedgerError::io(root, source))? {
            if is_foreign(entry).map_err(|source| LedgerError::io(root, source))? && !Self::is_ledger(root) {
                return Err(LedgerError::NotALedger(root.to_owned()));
            }
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
        let mut periods = Vec::new();
        for account in folders(&self.root)? {
            for month in folders(&account)? {
                if month.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.parse::<Month>().is_ok()) {
                    periods.extend(current_import(&month)?);
                }
            }
        }
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
    import: String,
    /// The import it replaced, kept on disk for readers that began before.
    previous: Option<String>,
}

const CURRENT: &str = "current.json";
const RECORD: &str = "import.json";

fn read_current(period: &Path) -> Result<Option<Current>, LedgerError> {
    let path = period.join(CURRENT);
    if !path.is_file() {
        return Ok(None);
    }
    let current: Current = read_json(&path)?;
    check_version(period, current.version)?;
    Ok(Some(current))
}

fn current_import(period: &Path) -> Result<Option<CurrentImport>, LedgerError> {
    let Some(current) = read_current(period)? else { return Ok(None) };
    let folder = period.join(&current.import);
    let record: ImportRecord = read_json(&folder.join(RECORD))?;
    check_version(&folder, record.version)?;
    Ok(Some(CurrentImport { folder, record }))
}

fn check_version(path: &Path, version: u32) -> Result<(), LedgerError> {
    if version == schema::VERSION { Ok(()) } else { Err(LedgerError::Version { path: path.to_owned(), version }) }
}

fn folders(path: &Path) -> Result<Vec<PathBuf>, LedgerError> {
    let failed = |source| LedgerError::io(path, source);
    let mut folders = Vec::new();
    for entry in fs::read_dir(path).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if entry.file_type().map_err(failed)?.is_dir() {
            folders.push(entry.path());
        }
    }
    Ok(folders)
}

fn read_json<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, LedgerError> {
    let bytes = fs::read(path).map_err(|source| LedgerError::io(path, source))?;
    serde_json::from_slice(&bytes).map_err(|source| LedgerError::Record { path: path.to_owned(), source })
}

/// Writes `<folder>/<name>` so that it is there whole or not at all, also after a crash.
fn write_json<T: Serialize>(folder: &Path, name: &str, value: &T) -> Result<(), LedgerError> {
    let path = folder.join(name);
    let draft = folder.join(format!("{name}.tmp"));
    let failed = |source| LedgerError::io(&path, source);
    let text = serde_json::to_vec_pretty(value).map_err(|source| LedgerError::Record { path: path.clone(), source })?;
    fs::write(&draft, text).map_err(failed)?;
    sync(&draft)?;
    fs::rename(&draft, &path).map_err(failed)?;
    sync(folder)
}

/// Has a file or the names in a folder reach the disk.
fn sync(path: &Path) -> Result<(), LedgerError> {
    fs::File::open(path).and_then(|file| file.sync_all()).map_err(|source| LedgerError::io(path, source))
}
