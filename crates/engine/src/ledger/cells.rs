//! `cells.parquet`: sums of lines that no built-in rule tells apart, kept by the import, from which most reports are
//! answered without touching a line. Which lines a cell sums up is said in [`crate::cells::kept`]; here is how the
//! file looks. Sorted by all that tells cells apart, so that the same lines give the same bytes, however they came.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use arrow::array::RecordBatch;
use arrow::compute::BatchCoalescer;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use serde::{Deserialize, Serialize};

use super::LedgerError;
use super::schema::{DECIMAL, column};
use crate::cells::Share;
use crate::place::{self, Sink};

/// Its name within the folder of an import.
pub const FILE: &str = "cells.parquet";

/// Which columns the file has and what they mean. Cells of another version are left alone, and the lines are read.
pub(crate) const VERSION: u32 = 1;

/// How many lines a cell sums up.
pub const LINES: &str = "lines";
/// Public on-demand cost less effective cost, over lines that have both.
pub const SAVINGS: &str = "savings";

/// Flags of a line, worked out as [`crate::cells::Mark`] says.
pub(crate) const PRICED: &str = "priced";
pub(crate) const OTHER_TIER: &str = "other_tier";
pub(crate) const FREE_TIER: &str = "free_tier";

/// Figures of lines that cells sum up under the same name.
pub(crate) const SUMMED: [&str; 5] = [
    column::UNBLENDED_COST,
    column::ON_DEMAND_COST,
    column::EFFECTIVE_COST,
    column::UNUSED_COMMITMENT_COST,
    column::AMORTIZED_COST,
];

/// All sums of money.
pub(crate) fn figures() -> impl Iterator<Item = &'static str> {
    SUMMED.into_iter().chain([SAVINGS]).chain(Share::ALL.map(Share::name))
}

/// What tells cells apart, in the order by which they are sorted.
pub(crate) static KEYS: LazyLock<Vec<Field>> = LazyLock::new(|| {
    let text = |name: &str| Field::new(name, DataType::Utf8View, true);
    let sure_text = |name: &str| Field::new(name, DataType::Utf8View, false);
    let day = |name: &str| Field::new(name, DataType::Date32, false);
    let flag = |name: &str| Field::new(name, DataType::Boolean, false);
    vec![
        sure_text(column::PAYER_ACCOUNT_ID),
        day(column::BILLING_PERIOD),
        sure_text(column::USAGE_ACCOUNT_ID),
        text(column::USAGE_ACCOUNT_NAME),
        text(column::SERVICE),
        text(column::REGION),
        sure_text(column::LINE_ITEM_TYPE),
        sure_text(column::CHARGE_TYPE),
        sure_text(column::LIFECYCLE),
        text(column::BILLING_ENTITY),
        text(column::COMMITMENT_ARN),
        text(column::PURCHASER_ACCOUNT_ID),
        Field::new(column::COMMITMENT_START, DataType::Date32, true),
        text(column::DESCRIPTION),
        flag(PRICED),
        flag(OTHER_TIER),
        flag(FREE_TIER),
        day(column::USAGE_DAY),
    ]
});

/// The columns of the file: keys, then sums. Texts are plain in the file and views in memory.
pub static CELLS: LazyLock<SchemaRef> = LazyLock::new(|| {
    let money = |name: &str| Field::new(name, DECIMAL, ![column::UNBLENDED_COST, column::AMORTIZED_COST].contains(&name));
    let mut fields = KEYS.clone();
    fields.push(Field::new(LINES, DataType::Int64, false));
    fields.extend(figures().map(money));
    Arc::new(Schema::new(fields))
});

/// What `import.json` says of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellsFile {
    pub name: String,
    /// [`VERSION`] when it was written.
    pub version: u32,
    pub rows: u64,
}

/// Rows of a row group, and the most that are held back while the file is written.
const GROUP_ROWS: usize = 64 << 10;

/// A file of kept sums: its name, and which columns it has.
pub(crate) struct Layout {
    pub(crate) name: &'static str,
    pub(crate) version: u32,
    pub(crate) columns: SchemaRef,
}

/// The file being written.
pub(crate) struct CellsWriter {
    path: PathBuf,
    layout: Layout,
    waiting: BatchCoalescer,
    writer: ArrowWriter<Sink>,
    rows: u64,
}

impl CellsWriter {
    /// # Errors
    /// The file system's.
    pub(crate) fn create(folder: &Path) -> Result<Self, LedgerError> {
        Self::of(Layout { name: FILE, version: VERSION, columns: CELLS.clone() }, folder)
    }

    /// Another file of sums, which is written alike.
    ///
    /// # Errors
    /// The file system's.
    pub(crate) fn of(layout: Layout, folder: &Path) -> Result<Self, LedgerError> {
        let path = folder.join(layout.name);
        let file = place::create(&path).map_err(|source| LedgerError::io(&path, source))?;
        // Texts are views in memory only; other programs need not know.
        let options = ArrowWriterOptions::new().with_properties(properties()).with_skip_arrow_metadata(true);
        let writer = ArrowWriter::try_new_with_options(file, layout.columns.clone(), options);
        let writer = writer.map_err(|source| LedgerError::parquet(&path, source))?;
        Ok(Self { path, waiting: BatchCoalescer::new(layout.columns.clone(), GROUP_ROWS), layout, writer, rows: 0 })
    }

    /// The next cells in order; how they are dealt out to batches leaves no trace in the file.
    ///
    /// # Errors
    /// The file system's.
    pub(crate) fn write(&mut self, batch: RecordBatch) -> Result<(), LedgerError> {
        let taken = self.waiting.push_batch(batch).map_err(ParquetError::from);
        taken.and_then(|()| self.write_groups()).map_err(|source| LedgerError::parquet(&self.path, source))
    }

    fn write_groups(&mut self) -> Result<(), ParquetError> {
        while let Some(group) = self.waiting.next_completed_batch() {
            self.rows += group.num_rows() as u64;
            write_by_and_by(&mut self.writer, &group)?;
            self.writer.flush()?;
        }
        Ok(())
    }

    /// There will be no cells.
    ///
    /// # Errors
    /// The file system's.
    pub(crate) fn give_up(self) -> Result<(), LedgerError> {
        drop(self.writer);
        place::remove(&self.path).map_err(|source| LedgerError::io(&self.path, source))
    }

    /// Ends the file, which has then reached the disk.
    ///
    /// # Errors
    /// The file system's.
    pub(crate) fn finish(mut self) -> Result<CellsFile, LedgerError> {
        let rest = self.waiting.finish_buffered_batch().map_err(ParquetError::from);
        rest.and_then(|()| self.write_groups()).map_err(|source| LedgerError::parquet(&self.path, source))?;
        let Self { path, layout, writer, rows, waiting: _ } = self;
        let file = writer.into_inner().map_err(|source| LedgerError::parquet(&path, source))?;
        file.finish().map_err(|source| LedgerError::io(&path, source))?;
        Ok(CellsFile { name: layout.name.to_owned(), version: layout.version, rows })
    }
}

pub(crate) fn properties() -> WriterProperties {
    let level = ZstdLevel::try_new(1).unwrap_or_default();
    WriterProperties::builder().set_compression(Compression::ZSTD(level)).set_max_row_group_row_count(Some(GROUP_ROWS)).build()
}

/// Rows that are handed to a writer at a time. Until its end it holds on to the least and the greatest number of each
/// row group, and with each of them to all numbers that came with it.
const HANDED: usize = 1 << 10;

/// Writes the rows so that little of them is held afterwards. The file is the same: a page begins where so many end.
pub(crate) fn write_by_and_by<W: Write + Send>(writer: &mut ArrowWriter<W>, batch: &RecordBatch) -> Result<(), ParquetError> {
    (0..batch.num_rows()).step_by(HANDED).try_for_each(|at| writer.write(&batch.slice(at, HANDED.min(batch.num_rows() - at))))
}
