//! `rollup.parquet`: sums of lines by everything that a cost analysis groups or filters by, and by day, kept by the
//! import. Finer than [`super::cells`] in the usage type, coarser in what only rules look at. Sorted by its keys, so
//! that the same lines give the same bytes, and so that the days of one series stand together.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};

use super::LedgerError;
use super::cells::{CellsWriter, LINES, Layout};
use super::schema::{DECIMAL, column};

/// Its name within the folder of an import.
pub const FILE: &str = "rollup.parquet";

/// Which columns the file has and what they mean. One of another version is left alone, and the lines are read.
pub(crate) const VERSION: u32 = 1;

/// What tells series apart, in the order by which they are sorted; the day comes after.
pub(crate) const SERIES: [&str; 6] =
    [column::USAGE_ACCOUNT_ID, column::SERVICE, column::REGION, column::CHARGE_TYPE, column::LIFECYCLE, column::USAGE_TYPE];

/// Figures of lines, summed under the same name.
pub(crate) const SUMMED: [&str; 2] = [column::UNBLENDED_COST, column::AMORTIZED_COST];

/// The columns of the file: keys, then sums. Texts are plain in the file and views in memory.
pub static ROLLUP: LazyLock<SchemaRef> = LazyLock::new(|| {
    let sure = [column::USAGE_ACCOUNT_ID, column::CHARGE_TYPE, column::LIFECYCLE];
    let mut fields: Vec<_> = SERIES.iter().map(|name| Field::new(*name, DataType::Utf8View, !sure.contains(name))).collect();
    fields.push(Field::new(column::USAGE_DAY, DataType::Date32, false));
    fields.push(Field::new(LINES, DataType::Int64, false));
    fields.extend(SUMMED.map(|name| Field::new(name, DECIMAL, false)));
    Arc::new(Schema::new(fields))
});

/// Begins the file of an import.
///
/// # Errors
/// The file system's.
pub(crate) fn create(folder: &Path) -> Result<CellsWriter, LedgerError> {
    CellsWriter::of(Layout { name: FILE, version: VERSION, columns: ROLLUP.clone() }, folder)
}
