//! Writes `lines-NNNN.parquet`: one sorted row group per call, a new file when one is large.

use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;
use std::thread;

use arrow::array::{ArrayRef, RecordBatch};
use arrow::datatypes::{DataType, Field};
use parquet::arrow::ArrowWriter;
use parquet::errors::ParquetError;
use parquet::file::writer::SerializedFileWriter;
use zstd::bulk::Compressor;

use super::chunk::compressor;
use super::encode::Unwritten;
use super::schema::{LINES, column};
use super::{LedgerError, LineFile, group};
use crate::place::{self, Sink};

/// Rows after which a new file begins: large enough to scan, small enough to copy. Until its end a file's writer holds
/// on to the least and the greatest number of each chunk, and with each of them to all numbers of the chunk in memory.
const ROWS_PER_FILE: u64 = 1 << 20;

/// The line files of one import.
pub(super) struct LinesWriter {
    folder: PathBuf,
    open: Option<OpenFile>,
    done: Vec<LineFile>,
    /// One for each thread that encodes; made once, they keep what they work with.
    compressors: Option<[Compressor<'static>; 2]>,
}

struct OpenFile {
    path: PathBuf,
    rows: u64,
    writer: SerializedFileWriter<Sink>,
}

impl LinesWriter {
    pub(super) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), open: None, done: Vec::new(), compressors: None }
    }

    /// Sorts the batches and writes them as one row group.
    pub(super) fn write(&mut self, batches: Vec<RecordBatch>) -> Result<(), LedgerError> {
        let order = group::order(&batches);
        let compressors = match self.compressors.take() {
            Some(compressors) => compressors,
            None => pair().map_err(|source| LedgerError::parquet(&self.folder, source))?,
        };
        let compressors = self.compressors.insert(compressors);
        let file = match self.open.take() {
            Some(file) => self.open.insert(file),
            None => self.open.insert(OpenFile::create(&self.folder, self.done.len())?),
        };
        file.write_group(by_column(batches), &order, compressors).map_err(|source| LedgerError::parquet(&file.path, source))?;
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
        inner.finish().map_err(|source| LedgerError::io(&file.path, source))?;
        self.done.push(LineFile { name, rows: file.rows });
        Ok(())
    }
}

impl OpenFile {
    fn create(folder: &Path, number: usize) -> Result<Self, LedgerError> {
        let path = folder.join(format!("lines-{number:04}.parquet"));
        let file = place::create(&path).map_err(|source| LedgerError::io(&path, source))?;
        let parts = ArrowWriter::try_new(file, LINES.clone(), None).and_then(ArrowWriter::into_serialized_writer);
        let (writer, _) = parts.map_err(|source| LedgerError::parquet(&path, source))?;
        Ok(Self { path, rows: 0, writer })
    }

    /// Column by column, so that little of it is in memory in two forms. Every second column is encoded by another
    /// thread: at the end of a bill nothing else is left to do.
    fn write_group(
        &mut self,
        columns: Vec<Vec<ArrayRef>>,
        order: &[u32],
        [own, other]: &mut [Compressor<'static>; 2],
    ) -> Result<(), ParquetError> {
        let schema = self.writer.schema_descr().columns().to_vec();
        let mut leaves = schema.as_slice();
        let (mut here, mut there) = (Vec::new(), Vec::new());
        for (place, (parts, field)) in columns.into_iter().zip(LINES.fields()).enumerate() {
            let (of_field, rest) = leaves.split_at(self::leaves(field));
            leaves = rest;
            let is_compared = COMPARED.contains(&field.name().as_str());
            let column = Unwritten { of: field.data_type(), parts, leaves: of_field, is_compared };
            if place % 2 == 0 { here.push(column) } else { there.push(column) }
        }
        let mut group = self.writer.next_row_group()?;
        thread::scope(|scope| {
            let (sender, encoded) = sync_channel(there.len());
            scope.spawn(move || there.into_iter().try_for_each(|column| sender.send(column.encode(order, other))));
            for column in here {
                let next = column.encode(order, own)?.into_iter();
                // None once the other thread has done all of its columns.
                let after = encoded.recv().unwrap_or_else(|_| Ok(Vec::new()))?;
                next.chain(after).try_for_each(|chunk| chunk.append_to(&mut group))?;
            }
            Ok::<_, ParquetError>(())
        })?;
        group.close()?;
        self.rows += order.len() as u64;
        Ok(())
    }
}

fn pair() -> Result<[Compressor<'static>; 2], ParquetError> {
    Ok([compressor()?, compressor()?])
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

/// Columns that queries compare with: pages say what they have. Of the others nobody would ask.
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
