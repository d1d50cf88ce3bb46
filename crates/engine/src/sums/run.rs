//! Sums in order, in memory or on disk.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{RecordBatch, UInt32Array};
use arrow::compute::take_record_batch;
use arrow::datatypes::SchemaRef;
use arrow::row::{RowConverter, Rows, SortField};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::file::properties::WriterProperties;

use super::Failed;
use crate::ledger::LedgerError;
use crate::ledger::cells::write_by_and_by;
use crate::place;

/// Rows of a run that are looked at at a time.
const ROWS: usize = 1 << 10;

/// Rows of a run's row groups: of each run that is read, so many have their dictionaries in memory.
const GROUP_ROWS: usize = 2 << 10;

/// Columns of sums, of which the first so many tell them apart.
#[derive(Clone)]
pub(super) struct Layout {
    pub(super) columns: SchemaRef,
    pub(super) keys: usize,
}

impl Layout {
    /// What compares rows; nothing comes first.
    pub(super) fn converter(&self) -> Result<RowConverter, Failed> {
        let fields = self.columns.fields()[..self.keys].iter().map(|key| SortField::new(key.data_type().clone()));
        Ok(RowConverter::new(fields.collect())?)
    }

    /// The rows in order.
    pub(super) fn sorted(&self, batch: &RecordBatch) -> Result<RecordBatch, Failed> {
        let keys = self.converter()?.convert_columns(&batch.columns()[..self.keys])?;
        let mut order: Vec<u32> = (0..batch.num_rows() as u32).collect();
        order.sort_unstable_by(|a, b| keys.row(*a as usize).cmp(&keys.row(*b as usize)));
        Ok(take_record_batch(batch, &UInt32Array::from(order))?)
    }
}

/// Batches in order.
pub(super) enum Source {
    /// So many rows of it have been given away.
    Memory(RecordBatch, usize),
    Disk(Box<ParquetRecordBatchReader>),
}

impl Source {
    pub(super) fn next(&mut self) -> Result<Option<RecordBatch>, Failed> {
        match self {
            Self::Memory(batch, given) => {
                let rows = ROWS.min(batch.num_rows() - *given);
                let next = batch.slice(*given, rows);
                *given += rows;
                Ok((rows > 0).then_some(next))
            }
            Self::Disk(reader) => Ok(reader.next().transpose()?),
        }
    }
}

/// A run being written. Its file has no name, so nobody needs to remove it.
pub(super) struct Written {
    writer: ArrowWriter<File>,
}

impl Written {
    pub(super) fn create(layout: &Layout, folder: &Path) -> Result<Self, Failed> {
        // Beside the lines, where there is room for them; a bucket's runs are on this machine until they are merged.
        let file = if place::is_remote(folder) { tempfile::tempfile() } else { tempfile::tempfile_in(folder) };
        let file = file.map_err(|source| LedgerError::io(folder, source))?;
        // Whoever reads many columns of many runs that are compressed holds as many decompressors.
        let properties = WriterProperties::builder().set_max_row_group_row_count(Some(GROUP_ROWS));
        let options = ArrowWriterOptions::new().with_properties(properties.build());
        Ok(Self { writer: ArrowWriter::try_new_with_options(file, Arc::clone(&layout.columns), options)? })
    }

    pub(super) fn write(&mut self, batch: &RecordBatch) -> Result<(), Failed> {
        Ok(write_by_and_by(&mut self.writer, batch)?)
    }

    pub(super) fn finish(self) -> Result<File, Failed> {
        Ok(self.writer.into_inner()?)
    }
}

/// A run that was written, from its beginning.
pub(super) fn read(file: File, layout: &Layout) -> Result<Source, Failed> {
    let options = ArrowReaderOptions::new().with_schema(Arc::clone(&layout.columns));
    let reader = ParquetRecordBatchReaderBuilder::try_new_with_options(file, options)?.with_batch_size(ROWS).build()?;
    Ok(Source::Disk(Box::new(reader)))
}

/// A run being merged with others.
pub(super) struct Run {
    source: Source,
    /// The rows at hand.
    pub(super) batch: RecordBatch,
    pub(super) keys: Rows,
    pub(super) at: usize,
}

impl Run {
    /// `None` where there are no rows.
    pub(super) fn begin(mut source: Source, layout: &Layout, converter: &RowConverter) -> Result<Option<Self>, Failed> {
        let Some(batch) = source.next()? else { return Ok(None) };
        let keys = converter.convert_columns(&batch.columns()[..layout.keys])?;
        Ok(Some(Self { source, batch, keys, at: 0 }))
    }

    /// Whether there is a next row, and whether it is in another batch.
    pub(super) fn advance(&mut self, layout: &Layout, converter: &RowConverter) -> Result<Next, Failed> {
        self.at += 1;
        if self.at < self.batch.num_rows() {
            return Ok(Next::Row);
        }
        let Some(batch) = self.source.next()? else { return Ok(Next::Nothing) };
        self.keys = converter.convert_columns(&batch.columns()[..layout.keys])?;
        (self.batch, self.at) = (batch, 0);
        Ok(Next::Batch)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Next {
    Row,
    Batch,
    Nothing,
}
