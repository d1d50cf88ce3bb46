//! Writes `lines-NNNN.parquet`: one sorted row group per call, a new file when one is large.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch};
use arrow::compute::interleave;
use arrow::datatypes::{DataType, Field};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;

use super::schema::{LINES, column};
use super::{LedgerError, LineFile, sort};

/// Rows after which a new file begins: large enough to scan, small enough to copy.
const ROWS_PER_FILE: u64 = 4 << 20;

/// The line files of one import.
pub(super) struct LinesWriter {
    folder: PathBuf,
    open: Option<OpenFile>,
    done: Vec<LineFile>,
}

struct OpenFile {
    path: PathBuf,
    rows: u64,
    writer: SerializedFileWriter<File>,
    groups: ArrowRowGroupWriterFactory,
    count: usize,
}

impl LinesWriter {
    pub(super) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), open: None, done: Vec::new() }
    }

    /// Sorts the batches and writes them as one row group.
    pub(super) fn write(&mut self, batches: Vec<RecordBatch>) -> Result<(), LedgerError> {
        let order = sort::order(&batches);
        let file = match self.open.take() {
            Some(file) => self.open.insert(file),
            None => self.open.insert(OpenFile::create(&self.folder, self.done.len())?),
        };
        file.write_group(by_column(batches), &order).map_err(|source| LedgerError::parquet(&file.path, source))?;
        if file.rows >= ROWS_PER_FILE { self.close_file() } else { Ok(()) }
    }

    /// Ends the last file; every file has then reached the disk.
    pub(super) fn finish(mut self) -> Result<Vec<LineFile>, LedgerError> {
        self.close_file()?;
        Ok(self.done)
    }

    fn close_file(&mut self) -> Result<(), LedgerError> {
        let Some(file) = self.open.take() else { return Ok(()) };
        let name = file.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let inner = file.writer.into_inner().map_err(|source| LedgerError::parquet(&file.path, source))?;
        inner.sync_all().map_err(|source| LedgerError::io(&file.path, source))?;
        self.done.push(LineFile { name, rows: file.rows });
        Ok(())
    }
}

impl OpenFile {
    fn create(folder: &Path, number: usize) -> Result<Self, LedgerError> {
        let path = folder.join(format!("lines-{number:04}.parquet"));
        let file = File::create(&path).map_err(|source| LedgerError::io(&path, source))?;
        let parts = ArrowWriter::try_new(file, LINES.clone(), Some(properties())).and_then(ArrowWriter::into_serialized_writer);
        let (writer, groups) = parts.map_err(|source| LedgerError::parquet(&path, source))?;
        Ok(Self { path, rows: 0, writer, groups, count: 0 })
    }

    /// Column by column, so that a sorted copy of one column at a time is in memory, and the unsorted one is gone
    /// once it is written.
    fn write_group(&mut self, columns: Vec<Vec<ArrayRef>>, order: &[(usize, usize)]) -> Result<(), ParquetError> {
        let mut writers = self.groups.create_column_writers(self.count)?.into_iter();
        let mut group = self.writer.next_row_group()?;
        for (unsorted, field) in columns.into_iter().zip(LINES.fields()) {
            for chunk in column_chunks(field, unsorted, order, &mut writers)? {
                chunk.append_to_row_group(&mut group)?;
            }
        }
        group.close()?;
        self.count += 1;
        self.rows += order.len() as u64;
        Ok(())
    }
}

/// The parts of each column; the batches are gone.
fn by_column(batches: Vec<RecordBatch>) -> Vec<Vec<ArrayRef>> {
    let mut columns: Vec<Vec<ArrayRef>> = LINES.fields().iter().map(|_| Vec::with_capacity(batches.len())).collect();
    for batch in batches {
        let (_, parts, _) = batch.into_parts();
        for (column, part) in columns.iter_mut().zip(parts) {
            column.push(part);
        }
    }
    columns
}

fn column_chunks(
    field: &Arc<Field>,
    unsorted: Vec<ArrayRef>,
    order: &[(usize, usize)],
    writers: &mut impl Iterator<Item = ArrowColumnWriter>,
) -> Result<Vec<ArrowColumnChunk>, ParquetError> {
    let sorted = interleave(&unsorted.iter().map(AsRef::as_ref).collect::<Vec<_>>(), order)?;
    drop(unsorted);
    let mut chunks = Vec::new();
    for leaf in compute_leaves(field, &sorted)? {
        let mut writer = writers.next().ok_or_else(|| ParquetError::General("a column without a writer".to_owned()))?;
        writer.write(&leaf)?;
        chunks.push(writer.close()?);
    }
    Ok(chunks)
}

/// Columns that queries compare with: statistics per page. Of the others nobody would use them.
const COMPARED: [&str; 12] = [
    column::PAYER_ACCOUNT_ID,
    column::USAGE_ACCOUNT_ID,
    column::BILLING_PERIOD,
    column::USAGE_START,
    column::USAGE_DAY,
    column::LINE_ITEM_TYPE,
    column::CHARGE_TYPE,
    column::LIFECYCLE,
    column::SERVICE,
    column::REGION,
    column::PURCHASER_ACCOUNT_ID,
    column::SPLIT_COST,
];

fn properties() -> WriterProperties {
    let level = ZstdLevel::try_new(1).unwrap_or_default();
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(level))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_data_page_row_count_limit(20_000)
        // Unique on every line: a dictionary would be built and thrown away.
        .set_column_dictionary_enabled(ColumnPath::from(column::LINE_ITEM_ID), false);
    for name in COMPARED {
        properties = properties.set_column_statistics_enabled(ColumnPath::from(name), EnabledStatistics::Page);
    }
    for field in LINES.fields().iter().filter(|field| is_long(field)) {
        properties = properties.set_column_statistics_enabled(ColumnPath::from(field.name().as_str()), EnabledStatistics::None);
    }
    properties.build()
}

/// Long or unique texts, whose least and greatest value say nothing.
fn is_long(field: &Field) -> bool {
    let unique = [column::LINE_ITEM_ID, column::TIME_INTERVAL, column::DESCRIPTION, column::RESOURCE_ID];
    unique.contains(&field.name().as_str()) || matches!(field.data_type(), DataType::Map(..))
}
