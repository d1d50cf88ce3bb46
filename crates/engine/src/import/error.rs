//! Why an import failed, in one line that says what to change.

use std::io;
use std::path::{Path, PathBuf};

use crate::ledger::LedgerError;

#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("{}: not found", .0.display())]
    NotFound(PathBuf),
    #[error("{}: no bill files in this folder: expected .csv, .csv.gz, .csv.zip or .parquet", .0.display())]
    NoBillFiles(PathBuf),
    #[error("{}: an empty file", .0.display())]
    Empty(PathBuf),
    #[error("{}: cannot read {what}: expected .csv, .csv.gz, .csv.zip or .parquet", path.display())]
    UnknownForm { path: PathBuf, what: &'static str },
    #[error("{}: not {what}: no column {column}", path.display())]
    NotABill { path: PathBuf, what: &'static str, column: &'static str },
    #[error("{}: two columns {column}: expected one", path.display())]
    ColumnTwice { path: PathBuf, column: String },
    #[error("{}: columns separated by `{}` ({excerpt}): expected commas", path.display(), found.escape_default())]
    Separator { path: PathBuf, found: char, excerpt: String },
    #[error("{}: ends too early: {reason}; copy it again", path.display())]
    Truncated { path: PathBuf, reason: String },
    #[error("{}: damaged: {reason}", path.display())]
    Damaged { path: PathBuf, reason: String },
    #[error("{}: line {line}: not UTF-8 text", path.display())]
    NotUtf8 { path: PathBuf, line: u64 },
    #[error("{}: a zip with {count} members: expected one CSV file", path.display())]
    ZipMembers { path: PathBuf, count: usize },
    #[error("{0}")]
    BadRow(BadRow),
    #[error("{}: not a manifest of a bill: {reason}", path.display())]
    Manifest { path: PathBuf, reason: String },
    #[error("{}: names {key}, which is not there", manifest.display())]
    MissingFile { manifest: PathBuf, key: String },
    #[error("{}: replaced while it was read; read the newer one", .0.display())]
    Changed(PathBuf),
    #[error("{}: no manifest of a delivery below it", .0.display())]
    NoManifest(PathBuf),
    #[error("{month} of account {payer_account} is in two deliveries, {} and {}: import one of them", first.display(), second.display())]
    PeriodTwice { payer_account: String, month: String, first: PathBuf, second: PathBuf },
    #[error("{}: two deliveries of one month, {first} and {second}, and no manifest says which counts: name one of them", folder.display())]
    TwoDeliveries { folder: PathBuf, first: String, second: String },
    #[error("{} and {}: the same bill packed twice? Name one of them", first.display(), second.display())]
    PackedTwice { first: PathBuf, second: PathBuf },
    #[error("{}: the file has no rows that could be read", .0.display())]
    NoRows(PathBuf),
    #[error("cancelled")]
    Cancelled,
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error("the import stopped in its {0} thread")]
    Thread(&'static str),
}

/// A row that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {} {line}{}: {cause}", file.display(), if *.is_line { "line" } else { "row" }, in_column(.column))]
pub struct BadRow {
    pub file: PathBuf,
    /// CSV: the line of the file on which the row begins, the header being line 1. Parquet: the row, from 1.
    pub line: u64,
    /// Whether `line` counts lines (CSV) or rows (Parquet).
    pub is_line: bool,
    /// The header of the column, where one is to blame.
    pub column: Option<String>,
    pub cause: Cause,
}

fn in_column(column: &Option<String>) -> String {
    column.as_ref().map(|name| format!(", column {name}")).unwrap_or_default()
}

/// What is wrong with a row, and what was expected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Cause {
    #[error("`{0}` is not a number: expected a decimal such as 12.34 or 1.2E-6")]
    NotANumber(String),
    #[error("`{0}` is too large: expected at most 26 digits before the point")]
    TooLarge(String),
    #[error("`{0}` is too large for money: expected at most 18 digits before the point")]
    TooMuch(String),
    #[error("`{0}` is not a time: expected one such as 2018-10-01T00:00:00Z")]
    NotATime(String),
    #[error("`{0}` is not a map: expected a JSON object of texts")]
    NotAMap(String),
    #[error("`{0}` is not an account: expected digits")]
    NotAnAccount(String),
    #[error("`{0}` is not a status: expected Used or Unused")]
    NotAStatus(String),
    #[error("`{0}` of no commitment: expected a CommitmentDiscountId beside it")]
    NoCommitment(String),
    #[error("nothing there: expected {0}")]
    Nothing(&'static str),
    #[error("{found} fields: expected {expected}, as the header has")]
    FieldCount { found: usize, expected: usize },
    #[error("text after a closing quote: expected a comma or the end of the line")]
    TextAfterQuote,
    #[error("a quote is never closed: expected one before the end of the file")]
    OpenQuote,
}

impl ImportError {
    pub(crate) fn io(path: &Path, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::NotFound => Self::NotFound(path.to_owned()),
            io::ErrorKind::StaleNetworkFileHandle => Self::Changed(path.to_owned()),
            _ => Self::Io { path: path.to_owned(), source },
        }
    }

    /// Whether the input is at fault (exit code 2), rather than the machine (3).
    pub fn is_wrong_input(&self) -> bool {
        match self {
            Self::Io { .. } | Self::Thread(_) | Self::Cancelled | Self::Changed(_) => false,
            Self::Ledger(ledger) => ledger.is_wrong_input(),
            Self::NotFound(_)
            | Self::NoBillFiles(_)
            | Self::Empty(_)
            | Self::UnknownForm { .. }
            | Self::NotABill { .. }
            | Self::ColumnTwice { .. }
            | Self::Separator { .. }
            | Self::TwoDeliveries { .. }
            | Self::PackedTwice { .. }
            | Self::Truncated { .. }
            | Self::Damaged { .. }
            | Self::NotUtf8 { .. }
            | Self::ZipMembers { .. }
            | Self::BadRow(_)
            | Self::Manifest { .. }
            | Self::MissingFile { .. }
            | Self::NoManifest(_)
            | Self::PeriodTwice { .. }
            | Self::NoRows(_) => true,
        }
    }
}
