//! What can go wrong with a ledger folder.

use std::io;
use std::path::{Path, PathBuf};

use super::schema::VERSION;

#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    #[error("{}: not a ledger: expected a folder with `ledger.json`, or an empty one to begin with", .0.display())]
    NotALedger(PathBuf),
    #[error("{}: a ledger of version {version}: this program reads version {VERSION}; import the bills again", path.display())]
    Version { path: PathBuf, version: u32 },
    #[error("{}: cannot be read as a record of the ledger: {source}", path.display())]
    Record { path: PathBuf, source: serde_json::Error },
    #[error("{}: another import is writing this period: wait for it to end", .0.display())]
    Busy(PathBuf),
    #[error("{}: another import has taken this period over: this one changed nothing", .0.display())]
    Overtaken(PathBuf),
    #[error("{}: the ledger's file is damaged or cannot be written: {reason}", path.display())]
    Parquet { path: PathBuf, reason: String },
    #[error("{}: the sums of this period could not be computed: {reason}", path.display())]
    Cells { path: PathBuf, reason: String },
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
}

impl LedgerError {
    pub(crate) fn io(path: &Path, source: io::Error) -> Self {
        Self::Io { path: path.to_owned(), source }
    }

    pub(crate) fn parquet(path: &Path, source: impl std::fmt::Display) -> Self {
        Self::Parquet { path: path.to_owned(), reason: source.to_string() }
    }

    pub(crate) fn cells(path: &Path, source: impl std::fmt::Display) -> Self {
        Self::Cells { path: path.to_owned(), reason: source.to_string() }
    }

    /// Whether the caller named the wrong thing (exit code 2), rather than that the machine failed it (3).
    pub fn is_wrong_input(&self) -> bool {
        match self {
            Self::NotALedger(_) | Self::Version { .. } | Self::Record { .. } => true,
            Self::Io { source, .. } => source.kind() == io::ErrorKind::NotFound,
            Self::Busy(_) | Self::Overtaken(_) | Self::Parquet { .. } | Self::Cells { .. } => false,
        }
    }
}
