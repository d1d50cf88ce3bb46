//! A report as files. The same report gives the same bytes in each of them.
//!
//! | form | texts | money |
//! |---|---|---|
//! | CSV | made safe for spreadsheets by an apostrophe | plain decimal notation, every decimal |
//! | XLSX | text cells, marked as such where a spreadsheet would take them for a formula | number cells; see [`xlsx`] |
//! | Parquet | as they are | `DECIMAL(38, 12)` |

mod csv;
mod parquet;
mod xlsx;

use ::parquet::errors::ParquetError;
use rust_xlsxwriter::XlsxError;

use super::Report;

pub use csv::EXPLAIN_HEADERS;
pub(crate) use csv::writer as csv_writer;
pub(crate) use parquet::writer as parquet_writer;

/// Why a file could not be written. Every cause but a damaged disk or pipe would be a defect.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error(transparent)]
    Csv(#[from] ::csv::Error),
    #[error(transparent)]
    Xlsx(#[from] XlsxError),
    #[error(transparent)]
    Parquet(#[from] ParquetError),
    #[error(transparent)]
    Arrow(#[from] arrow::error::ArrowError),
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl Report {
    /// The headers, left to right.
    pub fn headers(&self) -> Vec<String> {
        self.text_headers().chain(self.measures.iter().map(|measure| measure.header().to_owned())).collect()
    }

    /// Those of the group cells; the money columns follow.
    fn text_headers(&self) -> impl Iterator<Item = String> {
        self.groups.iter().flat_map(|group| group.headers())
    }
}
