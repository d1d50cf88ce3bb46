//! The parsers of bills one by one, for the fuzz targets (`crates/fuzz`), which have no other way to them. No part of
//! the engine's interface.

use std::path::{Path, PathBuf};

use super::csv::{self, Chunks};
use super::error::ImportError;
use super::manifest::Manifest;
use super::parquet::{self, ParquetReader};
use super::pipeline::Parsed;
use super::{decimal as decimals, time as times};

/// A number of a bill, in units of the twelfth decimal.
pub fn decimal(text: &str) -> Option<i128> {
    decimals::parse(text).ok()
}

/// The same of a Parquet double.
pub fn double(value: f64) -> Option<i128> {
    decimals::from_double(value).ok()
}

/// Units of the twelfth decimal, as text.
pub fn exact_text(units: i128) -> String {
    crate::ledger::exact_text(units)
}

/// A time of a bill, in microseconds since 1970.
pub fn time(text: &str) -> Option<i64> {
    times::parse(text).ok()
}

/// Such a time in the bill's own form; `None` for years that four digits do not say.
pub fn time_text(micros: i64) -> Option<String> {
    let text = chrono::DateTime::from_timestamp_micros(micros)?.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
    (text.len() == "2018-10-01T00:00:00.000000Z".len()).then_some(text)
}

/// Reads a CSV file and returns how many lines became rows of the ledger.
///
/// # Errors
/// What an import of the file would say. Bad rows are none.
pub fn csv(bytes: &[u8]) -> Result<usize, ImportError> {
    let mut chunks = Chunks::open(bytes, Path::new("bill.csv"))?;
    let mut lines = 0;
    while let Some(chunk) = chunks.next()? {
        lines += finish(csv::parse(chunk)?);
    }
    Ok(lines)
}

/// The records of a CSV text; `None` where one cannot be read.
pub fn records(text: &str) -> Vec<Option<Vec<String>>> {
    csv::records(text)
}

/// The same as [`csv()`] of a Parquet file.
///
/// # Errors
/// As there.
pub fn parquet(file: &Path) -> Result<usize, ImportError> {
    let mut reader = ParquetReader::open(&file.to_owned().into())?;
    let mut lines = 0;
    while let Some(rows) = reader.next()? {
        lines += finish(parquet::parse(&rows)?);
    }
    Ok(lines)
}

/// The files that a manifest below `root` names; `None` where it is none, or names what is not there.
pub fn manifest(file: &Path, root: &Path) -> Option<Vec<PathBuf>> {
    Manifest::read(file).ok()?.files(Some(root), &Path::is_file).ok()
}

fn finish(parsed: Parsed) -> usize {
    parsed.lines.into_periods().into_iter().filter_map(|lines| lines.finish().ok()).map(|batch| batch.num_rows()).sum()
}
