//! Some columns of a ledger file, batch by batch.

use std::path::Path;

use arrow::array::{AsArray, BooleanArray, Decimal128Array, RecordBatch, StringArray};
use arrow::datatypes::Decimal128Type;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::ledger::LedgerError;
use crate::ledger::schema::column;
use crate::place;

/// What the checks of sums read.
pub(super) const FIGURES: [&str; 9] = [
    column::USAGE_ACCOUNT_ID,
    column::LINE_ITEM_TYPE,
    column::UNBLENDED_COST,
    column::COMMITMENT_ARN,
    column::EFFECTIVE_COST,
    column::AMORTIZED_UPFRONT_COST,
    column::RECURRING_COST,
    column::UNUSED_RECURRING_COST,
    column::SPLIT_COST,
];

pub(super) fn read(path: &Path, columns: &[&str], mut each: impl FnMut(&Batch)) -> Result<(), LedgerError> {
    let file = place::open(path).map_err(|source| LedgerError::io(path, source))?;
    let damaged = |source: &dyn std::fmt::Display| LedgerError::parquet(path, source);
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|source| damaged(&source))?;
    if let Some(missing) = columns.iter().find(|name| builder.schema().field_with_name(name).is_err()) {
        return Err(damaged(&format!("no column {missing}")));
    }
    let mask = ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied());
    for batch in builder.with_projection(mask).build().map_err(|source| damaged(&source))? {
        each(&Batch(batch.map_err(|source| damaged(&source))?));
    }
    Ok(())
}

/// A batch that has the columns asked for.
pub(super) struct Batch(RecordBatch);

impl Batch {
    pub(super) fn rows(&self) -> usize {
        self.0.num_rows()
    }

    pub(super) fn texts(&self, name: &str) -> &StringArray {
        self.0[name].as_string()
    }

    pub(super) fn amounts(&self, name: &str) -> &Decimal128Array {
        self.0[name].as_primitive::<Decimal128Type>()
    }

    pub(super) fn flags(&self, name: &str) -> &BooleanArray {
        self.0[name].as_boolean()
    }
}
