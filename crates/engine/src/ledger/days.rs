//! `days.parquet`: exact sums kept by the import, per account and day, from which lists of accounts and subsets
//! are answered without touching a line. Split-cost lines are left out. More such files may stand beside it later.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use arrow::array::{Date32Array, Decimal128Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::error::ArrowError;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use super::LedgerError;
use super::schema::{DECIMAL, column};
use crate::place;

/// Its name within the folder of an import.
pub const FILE: &str = "days.parquet";

/// How many lines a sum is made of.
pub const LINES: &str = "lines";

/// One row per account, name of it and day, sorted by them.
pub static DAYS: LazyLock<SchemaRef> = LazyLock::new(|| {
    Arc::new(Schema::new(vec![
        Field::new(column::USAGE_ACCOUNT_ID, DataType::Utf8, false),
        Field::new(column::USAGE_ACCOUNT_NAME, DataType::Utf8, true),
        Field::new(column::USAGE_DAY, DataType::Date32, false),
        Field::new(column::UNBLENDED_COST, DECIMAL, false),
        Field::new(column::AMORTIZED_COST, DECIMAL, false),
        Field::new(LINES, DataType::Int64, false),
    ]))
});

/// Sums of some lines, in units of 10^-12.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sums {
    pub(crate) unblended: i128,
    pub(crate) amortized: i128,
    pub(crate) lines: i64,
}

impl std::ops::AddAssign for Sums {
    fn add_assign(&mut self, other: Self) {
        self.unblended += other.unblended;
        self.amortized += other.amortized;
        self.lines += other.lines;
    }
}

/// Account, its name, day since 1970.
pub(crate) type DayKey<'a> = (&'a str, Option<&'a str>, i32);

/// The sums of a period.
#[derive(Debug, Default)]
pub(crate) struct DaySums(pub(crate) BTreeMap<(String, Option<String>, i32), Sums>);

impl DaySums {
    pub(crate) fn add(&mut self, ((account, name, day), sums): (DayKey<'_>, Sums)) {
        *self.0.entry((account.to_owned(), name.map(str::to_owned), day)).or_default() += sums;
    }

    /// Writes [`FILE`] into the folder and has it reach the disk.
    pub(crate) fn write(&self, folder: &Path) -> Result<(), LedgerError> {
        let path = folder.join(FILE);
        let failed = |source: parquet::errors::ParquetError| LedgerError::parquet(&path, source);
        let batch = self.batch().map_err(|source| LedgerError::parquet(&path, source))?;
        let file = place::create(&path).map_err(|source| LedgerError::io(&path, source))?;
        let properties = WriterProperties::builder().set_compression(Compression::ZSTD(Default::default())).build();
        let mut writer = ArrowWriter::try_new(file, DAYS.clone(), Some(properties)).map_err(failed)?;
        writer.write(&batch).map_err(failed)?;
        let file = writer.into_inner().map_err(failed)?;
        file.finish().map_err(|source| LedgerError::io(&path, source))
    }

    fn batch(&self) -> Result<RecordBatch, ArrowError> {
        let money =
            |of: fn(&Sums) -> i128| Decimal128Array::from_iter_values(self.0.values().map(of)).with_precision_and_scale(38, 12);
        RecordBatch::try_new(
            DAYS.clone(),
            vec![
                Arc::new(StringArray::from_iter_values(self.0.keys().map(|(account, _, _)| account))),
                Arc::new(StringArray::from_iter(self.0.keys().map(|(_, name, _)| name.as_deref()))),
                Arc::new(Date32Array::from_iter_values(self.0.keys().map(|(_, _, day)| *day))),
                Arc::new(money(|sums| sums.unblended)?),
                Arc::new(money(|sums| sums.amortized)?),
                Arc::new(Int64Array::from_iter_values(self.0.values().map(|sums| sums.lines))),
            ],
        )
    }
}
