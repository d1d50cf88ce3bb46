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
mod collect;
mod csv;
mod decimal;
mod delivery;
mod derive;
mod error;
mod file;
mod header;
mod keep;
mod line;
mod manifest;
mod notes;
mod parquet;
mod pipeline;
#[doc(hidden)]
pub mod probe;
mod progress;
mod sources;
mod time;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use muster_domain::{ImportId, Month};

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
    let sources = sources::find(inputs)?;
    let ledger = Ledger::open_or_create(ledger)?;
    delivery::import_all(sources, &ledger, options, progress)
}
