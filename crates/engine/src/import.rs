//! Reads bill files into a ledger.
//!
//! ```text
//! sources ─ which files make a delivery        pipeline ─ threads: reader → parsers → collector → ledger writer
//! header  ─ which column means what            csv, parquet ─ cells of a row, by meaning
//! line    ─ a row becomes a ledger line        derive ─ what every rule asks of a line (pure)
//! ```
//!
//! A delivery replaces each (payer account, billing period) that it holds, whole. Nothing is committed before all
//! of it has been read, so that a bad row leaves the ledger as it was.

mod apart;
mod bucket;
mod collect;
mod csv;
mod decimal;
mod delivered;
mod delivery;
mod derive;
mod error;
mod file;
mod header;
mod keep;
mod line;
mod manifest;
#[cfg(test)]
mod memory;
mod notes;
mod object_file;
mod object_stream;
mod origin;
mod parquet;
mod pipeline;
#[doc(hidden)]
pub mod probe;
mod progress;
mod random;
mod same;
mod sources;
mod time;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use muster_domain::{ImportId, Month};

pub use bucket::{Bucket, Object};
pub use delivered::{Delivered, deliveries, peek};
pub use error::{BadRow, Cause, ImportError};
pub use progress::{Progress, Snapshot, Stage};

use crate::ledger::{CurrentImport, Ledger};

/// How to import; clock and id are the caller's.
#[derive(Clone, Debug)]
pub struct ImportOptions {
    /// Names this import; every period it replaces keeps it.
    pub id: ImportId,
    pub created: DateTime<Utc>,
    pub bad_rows: BadRows,
}

/// What a row that cannot be read means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadRows {
    /// The import fails and changes nothing.
    Stop,
    /// The row is left out and listed.
    Skip,
}

/// What an import did.
#[derive(Clone, Debug, Default)]
pub struct ImportSummary {
    /// By payer account and month within each delivery.
    pub periods: Vec<PeriodSummary>,
    /// Rows read in this run; 0 when everything was there already.
    pub rows: u64,
    /// Bytes of the files that were read, as they lie on disk.
    pub bytes: u64,
    /// Rows left out ([`BadRows::Skip`]).
    pub bad_row_count: u64,
    /// The first of them, at most [`BAD_ROWS_LISTED`].
    pub bad_rows: Vec<BadRow>,
}

impl ImportSummary {
    /// What these bills cannot say, each sentence once.
    pub fn notes(&self) -> BTreeSet<&str> {
        self.periods.iter().flat_map(|period| &period.current.record.notes).map(String::as_str).collect()
    }
}

/// How many bad rows are kept with their reason; beyond, they are counted.
pub const BAD_ROWS_LISTED: usize = 1000;

#[derive(Clone, Debug)]
pub struct PeriodSummary {
    pub payer_account: String,
    pub month: Month,
    pub outcome: Outcome,
    /// What counts for the period now.
    pub current: CurrentImport,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The ledger had nothing for the period.
    Added,
    Replaced,
    /// The same delivery was there already.
    Unchanged,
}

/// Where bills are.
#[derive(Clone, Debug)]
pub enum Input {
    /// A file, a manifest file or a folder.
    Disk(PathBuf),
    /// An object, a manifest, or whatever is delivered below a name.
    Bucket(Arc<dyn Bucket>, PathBuf),
    /// One that [`deliveries`] found.
    Delivered(Box<Delivered>),
}

/// Reads `inputs` (files, manifest files, folders: see [`sources`]) into the ledger folder, which is made when it
/// does not exist. Blocks; uses threads of its own. Set [`Progress::cancel`] from another thread to stop it.
///
/// # Errors
/// [`ImportError`]; [`ImportError::is_wrong_input`] tells the bill's fault from the machine's. Deliveries committed
/// before the failing one stay; of the failing one nothing does.
pub fn import(
    inputs: &[PathBuf],
    ledger: &Path,
    options: &ImportOptions,
    progress: &Progress,
) -> Result<ImportSummary, ImportError> {
    let inputs: Vec<_> = inputs.iter().cloned().map(Input::Disk).collect();
    import_from(&inputs, ledger, options, progress)
}

/// The same of inputs that may lie in a bucket. Those are read as they were when they were found, or not at all.
///
/// # Errors
/// As [`import`]; [`ImportError::Changed`] when a newer delivery came between.
pub fn import_from(
    inputs: &[Input],
    ledger: &Path,
    options: &ImportOptions,
    progress: &Progress,
) -> Result<ImportSummary, ImportError> {
    let sources = sources::find(inputs, options.created)?;
    let ledger = Ledger::open_or_create(ledger)?;
    delivery::import_all(sources, &ledger, options, progress)
}
