//! How far a report is. The reader sets it from any thread; whoever shows it looks whenever it likes.

use std::sync::atomic::{AtomicU64, Ordering};

/// Lines read so far, of how many.
#[derive(Debug, Default)]
pub struct Progress {
    read: AtomicU64,
    total: AtomicU64,
}

impl Progress {
    /// Lines read so far.
    pub fn read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    /// Lines to be read; 0 while that is not known.
    pub fn total(&self) -> u64 {
        self.total.load(Ordering::Relaxed)
    }

    /// Of the lines to be read; never all, as what is over says so itself.
    pub fn percent(&self) -> u64 {
        self.read().saturating_mul(100).checked_div(self.total()).unwrap_or(0).min(99)
    }

    pub(crate) fn set_read(&self, lines: u64) {
        self.read.store(lines, Ordering::Relaxed);
    }

    pub(crate) fn set_total(&self, lines: u64) {
        self.total.store(lines, Ordering::Relaxed);
    }
}
