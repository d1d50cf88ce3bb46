//! The same lines in another order and in other files: what a bill would be had AWS written it otherwise.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{RecordBatch, UInt32Array};
use arrow::compute::take_record_batch;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use crate::ledger::LedgerError;
use crate::ledger::schema::LINES;
use crate::place;
use crate::progress::Progress;

/// Into how many files the lines are dealt.
const FILES: usize = 3;

/// Rows of a row group: few, so that little is held in memory and every group begins somewhere else.
const GROUP: usize = 1 << 17;

/// Deals the lines of these files out to others in `folder`, every batch from its end to its beginning.
pub(super) fn write(lines: &[PathBuf], folder: &Path, progress: &Progress) -> Result<Vec<PathBuf>, LedgerError> {
    let mut files =
        (0..FILES).map(|number| create(&folder.join(format!("permuted-{number}.parquet")))).collect::<Result<Vec<_>, _>>()?;
    let mut batches = 0;
    let mut read = 0;
    // From the last file to the first.
    for path in lines.iter().rev() {
        let damaged = |source: &dyn std::fmt::Display| LedgerError::parquet(path, source);
        let file = place::open(path).map_err(|source| LedgerError::io(path, source))?;
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).and_then(|builder| builder.with_batch_size(8192).build());
        for batch in reader.map_err(|source| damaged(&source))? {
            let batch = batch.map_err(|source| damaged(&source))?;
            let (path, writer) = &mut files[batches % FILES];
            let backwards = backwards(&batch).map_err(|source| LedgerError::parquet(path, source))?;
            writer.write(&backwards).map_err(|source| LedgerError::parquet(path, source))?;
            batches += 1;
            read += batch.num_rows() as u64;
            progress.set_read(read);
        }
    }
    let close = |(path, writer): (PathBuf, ArrowWriter<File>)| match writer.close() {
        Ok(_) => Ok(path),
        Err(source) => Err(LedgerError::parquet(&path, source)),
    };
    files.into_iter().map(close).collect()
}

fn create(path: &Path) -> Result<(PathBuf, ArrowWriter<File>), LedgerError> {
    let file = File::create(path).map_err(|source| LedgerError::io(path, source))?;
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).set_max_row_group_row_count(Some(GROUP));
    let writer = ArrowWriter::try_new(file, Arc::clone(&LINES), Some(properties.build()));
    Ok((path.to_owned(), writer.map_err(|source| LedgerError::parquet(path, source))?))
}

fn backwards(batch: &RecordBatch) -> Result<RecordBatch, arrow::error::ArrowError> {
    let last = u32::try_from(batch.num_rows()).unwrap_or(u32::MAX);
    take_record_batch(batch, &UInt32Array::from_iter_values((0..last).rev()))
}
