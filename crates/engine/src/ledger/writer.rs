//! Writes `lines-NNNN.parquet`: one sorted row group per call, a new file when one is large.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::thread;

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

/// Rows after which a new file begins: large enough to scan, small enough to copy. Until its end a file's writer holds
/// on to the least and the greatest number of each chunk, and with each of them to all numbers of the chunk in memory.
const ROWS_PER_FILE: u64 = 1 << 20;

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

    /// Column by column, so that a sorted copy of few columns at a time is in memory, and the unsorted one is gone once
    /// it is written. Every second column is encoded by another thread: at the end of a bill nothing else is left to do.
    fn write_group(&mut self, columns: Vec<Vec<ArrayRef>>, order: &[(usize, usize)]) -> Result<(), ParquetError> {
        let mut writers = self.groups.create_column_writers(self.count)?.into_iter();
        let unwritten = columns.into_iter().zip(LINES.fields()).map(|(unsorted, field)| {
            let writers = writers.by_ref().take(leaves(field)).collect();
            Unwritten { field, unsorted, writers }
        });
        let (mut here, mut there) = (Vec::new(), Vec::new());
        for (place, column) in unwritten.enumerate() {
            if place % 2 == 0 { here.push(column) } else { there.push(column) }
        }
        let mut group = self.writer.next_row_group()?;
        thread::scope(|scope| {
            let (sender, encoded) = sync_channel(there.len());
            scope.spawn(move || there.into_iter().try_for_each(|column| sender.send(column.encode(order))));
            for column in here {
                let next = column.encode(order)?.into_iter();
                // None once the other thread has done all of its columns.
                let other = encoded.recv().unwrap_or_else(|_| Ok(Vec::new()))?;
                next.chain(other).try_for_each(|chunk| chunk.append_to_row_group(&mut group))?;
            }
            Ok::<_, ParquetError>(())
        })?;
        group.close()?;
        self.count += 1;
        self.rows += order.len() as u64;
        Ok(())
    }
}

/// A column of a row group.
struct Unwritten<'a> {
    field: &'a Arc<Field>,
    unsorted: Vec<ArrayRef>,
    /// One per leaf.
    writers: Vec<ArrowColumnWriter>,
}

impl Unwritten<'_> {
    fn encode(self, order: &[(usize, usize)]) -> Result<Vec<ArrowColumnChunk>, ParquetError> {
        let Self { field, unsorted, writers } = self;
        let sorted = interleave(&unsorted.iter().map(AsRef::as_ref).collect::<Vec<_>>(), order)?;
        drop(unsorted);
        let leaves = compute_leaves(field, &sorted)?;
        let written = writers.into_iter().zip(leaves).map(|(mut writer, leaf)| {
            writer.write(&leaf)?;
            writer.close()
        });
        written.collect()
    }
}

/// How many columns of the file a column is.
fn leaves(field: &Field) -> usize {
    if matches!(field.data_type(), DataType::Map(..)) { 2 } else { 1 }
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
    for field in LINES.fields().iter().filter(|field| is_never_compared(field)) {
        properties = properties.set_column_statistics_enabled(ColumnPath::from(field.name().as_str()), EnabledStatistics::None);
    }
    properties.build()
}

/// Texts that nobody compares with, and maps: to find their least and greatest value takes longer than to compress them.
fn is_never_compared(field: &Field) -> bool {
    let is_text = matches!(field.data_type(), DataType::Utf8 | DataType::Map(..));
    is_text && !COMPARED.contains(&field.name().as_str())
}
