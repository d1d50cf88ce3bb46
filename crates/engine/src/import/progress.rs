//! How far an import is, read from another thread while it runs.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

/// Counters of a running import. Cheap to update: plain atomics, the name of the file only when it changes.
#[derive(Debug, Default)]
pub struct Progress {
    rows: AtomicU64,
    bytes: AtomicU64,
    total_bytes: AtomicU64,
    stage: AtomicU8,
    file: Mutex<Option<PathBuf>>,
    cancelled: AtomicBool,
}

/// What an import is busy with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Finding out which files there are and whether the ledger has them.
    Looking,
    Reading,
    /// Everything is read; the last rows are being written and the periods replaced.
    Committing,
    Done,
}

/// The counters at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    pub stage: Stage,
    /// Rows read so far.
    pub rows: u64,
    /// Bytes read so far of [`Self::total_bytes`], compressed as they are.
    pub bytes: u64,
    pub total_bytes: u64,
    pub file: Option<PathBuf>,
}

impl Progress {
    pub fn snapshot(&self) -> Snapshot {
        let stage = match self.stage.load(Relaxed) {
            0 => Stage::Looking,
            1 => Stage::Reading,
            2 => Stage::Committing,
            _ => Stage::Done,
        };
        Snapshot {
            stage,
            rows: self.rows.load(Relaxed),
            bytes: self.bytes.load(Relaxed),
            total_bytes: self.total_bytes.load(Relaxed),
            file: self.file.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }

    /// Asks the import to stop; it ends with [`super::ImportError::Cancelled`] and leaves the ledger as it was.
    pub fn cancel(&self) {
        self.cancelled.store(true, Relaxed);
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        self.cancelled.load(Relaxed)
    }

    pub(crate) fn enter(&self, stage: Stage) {
        let number = match stage {
            Stage::Looking => 0,
            Stage::Reading => 1,
            Stage::Committing => 2,
            Stage::Done => 3,
        };
        self.stage.store(number, Relaxed);
    }

    pub(crate) fn expect_bytes(&self, bytes: u64) {
        self.total_bytes.fetch_add(bytes, Relaxed);
    }

    pub(crate) fn add_bytes(&self, bytes: u64) {
        self.bytes.fetch_add(bytes, Relaxed);
    }

    pub(crate) fn add_rows(&self, rows: u64) {
        self.rows.fetch_add(rows, Relaxed);
    }

    pub(crate) fn open_file(&self, path: &Path) {
        *self.file.lock().unwrap_or_else(PoisonError::into_inner) = Some(path.to_owned());
    }
}
