//! From the file that an import keeps to a table.

use std::path::Path;

use arrow::array::{Array, AsArray, RecordBatch, StringViewArray};
use arrow::datatypes::{Date32Type, Decimal128Type};
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder};

use super::table::{Builder, Table};
use super::{KEYS, RollupError};
use crate::ledger::rollup::{ROLLUP, SERIES};
use crate::ledger::schema::column;
use crate::place;

const BATCH: usize = 16 << 10;

impl Table {
    /// The sums of an import's file ([`crate::ledger::CurrentImport::rollup`]).
    ///
    /// # Errors
    /// [`RollupError::File`] where it cannot be read.
    pub fn read(file: &Path) -> Result<Self, RollupError> {
        let failed = |reason: String| RollupError::File { file: file.to_owned(), reason };
        let opened = place::open(file).map_err(|error| failed(error.to_string()))?;
        // Texts as views: the pages' dictionaries are not copied for each row.
        let options = ArrowReaderOptions::new().with_schema(ROLLUP.clone());
        let reader = ParquetRecordBatchReaderBuilder::try_new_with_options(opened, options);
        let reader = reader.and_then(|builder| builder.with_batch_size(BATCH).build());
        let mut builder = Builder::new(2);
        for batch in reader.map_err(|error| failed(error.to_string()))? {
            add(&mut builder, &batch.map_err(|error| failed(error.to_string()))?)?;
        }
        Ok(builder.finish())
    }
}

/// Rows of a batch with the columns of [`ROLLUP`].
pub(super) fn add(builder: &mut Builder, batch: &RecordBatch) -> Result<(), RollupError> {
    let texts = SERIES.map(|name| batch[name].as_string_view());
    let days = batch[column::USAGE_DAY].as_primitive::<Date32Type>();
    let [unblended, amortized] =
        [column::UNBLENDED_COST, column::AMORTIZED_COST].map(|name| batch[name].as_primitive::<Decimal128Type>());
    for row in 0..batch.num_rows() {
        let mut cells = [""; KEYS];
        for (cell, texts) in cells.iter_mut().zip(&texts) {
            *cell = text(texts, row);
        }
        let Some(day) = Date32Type::to_naive_date_opt(days.value(row)) else { continue };
        builder.push(cells, day, [unblended.value(row), amortized.value(row)])?;
    }
    Ok(())
}

/// Absent and empty are one.
fn text(texts: &StringViewArray, row: usize) -> &str {
    if texts.is_null(row) { "" } else { texts.value(row) }
}
