//! Parquet bills: batches of rows, their columns brought to a few types, then read like any other row.

mod cells;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::RecordBatch;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};

use super::error::{BadRow, ImportError};
use super::header::Header;
use super::line::batch::Batches;
use super::line::{self, Scratch};
use super::object_file::ObjectFile;
use super::origin::Origin;
use super::pipeline::Parsed;
use super::random::Random;
use cells::{Columns, ParquetRow};

const ROWS: usize = 4096;

/// Some rows of one file.
pub(super) struct Rows {
    pub(super) file: Arc<ParquetFile>,
    /// Row of the file that the batch begins with, from 1.
    pub(super) first_row: u64,
    pub(super) batch: RecordBatch,
}

/// What all batches of a file share.
pub(super) struct ParquetFile {
    pub(super) path: PathBuf,
    /// The columns that are read, and no others.
    pub(super) header: Header,
}

/// The batches of one file.
pub(super) struct ParquetReader {
    file: Arc<ParquetFile>,
    reader: ParquetRecordBatchReader,
    /// Where the file is one.
    object: Option<ObjectFile>,
    next_row: u64,
    pub(super) total_rows: u64,
}

impl ParquetReader {
    /// # Errors
    /// [`ImportError::Damaged`], [`ImportError::Empty`], or what is wrong with the columns.
    pub(super) fn open(origin: &Origin) -> Result<Self, ImportError> {
        let path = origin.path();
        let file = origin.random().map_err(|source| ImportError::io(path, source))?;
        let object = match &file {
            Random::Object(object) => Some(object.clone()),
            Random::Disk(_) => None,
        };
        // Parquet's own types say enough; what Arrow wrote beside them is one more thing to be damaged.
        let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        let builder = unless_it_panics(path, || ParquetRecordBatchReaderBuilder::try_new_with_options(file, options))?;
        let builder = builder.map_err(|source| fault(path, object.as_ref(), source))?;
        let names = builder.schema().fields().iter().map(|field| field.name().clone()).collect();
        let header = Header::read(names, path)?;
        let positions = header.positions();
        let header = header.narrowed_to(&positions);
        let total_rows = u64::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or(0);
        let mask = ProjectionMask::roots(builder.parquet_schema(), positions);
        if let Some(object) = &object {
            object.plan(builder.metadata(), &mask);
        }
        let reader = unless_it_panics(path, || builder.with_projection(mask).with_batch_size(ROWS).build())?;
        let reader = reader.map_err(|source| fault(path, object.as_ref(), source))?;
        let file = Arc::new(ParquetFile { path: path.to_owned(), header });
        Ok(Self { file, reader, object, next_row: 1, total_rows })
    }

    pub(super) fn file(&self) -> &ParquetFile {
        &self.file
    }

    /// # Errors
    /// [`ImportError::Damaged`].
    pub(super) fn next(&mut self) -> Result<Option<Rows>, ImportError> {
        let next = unless_it_panics(&self.file.path, || self.reader.next())?;
        let Some(batch) = next else { return Ok(None) };
        let batch = batch.map_err(|source| fault(&self.file.path, self.object.as_ref(), source))?;
        let first_row = self.next_row;
        self.next_row += batch.num_rows() as u64;
        Ok(Some(Rows { file: self.file.clone(), first_row, batch }))
    }
}

/// The decoders take some damage for a fault of their own.
fn unless_it_panics<T>(path: &Path, read: impl FnOnce() -> T) -> Result<T, ImportError> {
    catch_unwind(AssertUnwindSafe(read)).map_err(|_| damaged(path, "the Parquet file cannot be decoded"))
}

/// Of a file that could not be read no one knows whether it is damaged.
fn fault(path: &Path, object: Option<&ObjectFile>, source: impl std::fmt::Display) -> ImportError {
    match object.and_then(ObjectFile::failure) {
        Some(failure) => ImportError::io(path, failure),
        None => damaged(path, source),
    }
}

fn damaged(path: &Path, source: impl std::fmt::Display) -> ImportError {
    let reason = source.to_string();
    let first_line = reason.lines().next().unwrap_or_default().to_owned();
    ImportError::Damaged { path: path.to_owned(), reason: first_line }
}

/// Lines of a batch, and the rows that could not be read.
///
/// # Errors
/// [`ImportError::Damaged`] for a column of a type that no bill has.
pub(super) fn parse(rows: &Rows) -> Result<Parsed, ImportError> {
    let columns = Columns::of(&rows.batch, &rows.file.header, &rows.file.path)?;
    let (mut lines, mut bad_rows, mut scratch) = (Batches::expecting(rows.batch.num_rows()), Vec::new(), Scratch::default());
    for row in 0..rows.batch.num_rows() {
        let cells = ParquetRow { columns: &columns, header: &rows.file.header, row };
        if let Err(error) = line::append(&cells, &mut scratch, &mut lines) {
            let column = error.column.map(|column| rows.file.header.names[column].clone());
            let line = rows.first_row + row as u64;
            bad_rows.push(BadRow { file: rows.file.path.clone(), line, is_line: false, column, cause: error.cause });
        }
    }
    Ok(Parsed { lines, bad_rows })
}
