//! Lines as their files have them: of each column the distinct values of a row group, and of each row the number of its
//! value. A file's dictionaries say both without anything being compared or hashed, so what is asked of a value alone is
//! asked once for each, however many lines have it, and rows are told apart by numbers.
//!
//! Read here and not by DataFusion's reader, which makes of them one value for each row before anybody asks. Only files
//! of this machine, and only columns of the types that [`is_read`] names; all other plans go DataFusion's way.

mod chunk;
mod files;
mod hybrid;

use std::cell::OnceCell;

use arrow::array::{ArrayRef, UInt32Array, new_null_array};
use arrow::compute::take;
use arrow::datatypes::{DataType, TimeUnit};
use datafusion::error::{DataFusionError, Result};

pub(super) use files::{Files, Place};

/// The number of no value. All others are one more than the dictionary's own.
pub(super) const NULL: u32 = 0;

/// A column of some rows.
pub(super) struct Coded {
    /// No value, then the distinct ones; a value may stand there twice.
    pub(super) values: ArrayRef,
    /// Of each row, the place of its value.
    pub(super) keys: Vec<u32>,
}

impl Coded {
    /// The value of every row.
    pub(super) fn of_all(&self) -> Result<ArrayRef> {
        let keys: UInt32Array = self.keys.clone().into();
        Ok(take(&self.values, &keys, None)?)
    }

    /// Whether some row may have no value.
    pub(super) fn has_gaps(&self) -> bool {
        self.keys.contains(&NULL)
    }

    pub(super) fn is_there(&self, row: u32) -> bool {
        self.keys[row as usize] != NULL
    }

    /// The values of these rows, one after the other.
    pub(super) fn of_rows(&self, rows: &[u32]) -> Result<ArrayRef> {
        let keys: UInt32Array = rows.iter().map(|row| self.keys[*row as usize]).collect::<Vec<_>>().into();
        Ok(take(&self.values, &keys, None)?)
    }
}

/// Whether columns of that type can be read.
pub(super) fn is_read(of: &DataType) -> bool {
    use DataType::{Boolean, Date32, Decimal128, Int64, Timestamp, Utf8View};
    matches!(of, Utf8View | Decimal128(..) | Date32 | Int64 | Boolean | Timestamp(TimeUnit::Microsecond, _))
}

/// Memory to use again: the system clears every page that it gives.
#[derive(Default)]
pub(super) struct Spare(Vec<Vec<u32>>);

impl Spare {
    pub(super) fn take(&mut self) -> Vec<u32> {
        self.0.pop().unwrap_or_default()
    }

    pub(super) fn put(&mut self, mut buffer: Vec<u32>) {
        buffer.clear();
        self.0.push(buffer);
    }
}

/// The rows of one row group. A column is read when somebody first asks for it.
pub(super) struct Block<'a> {
    place: &'a Place,
    /// By their number in the table.
    columns: Vec<OnceCell<Coded>>,
    /// Rows that count, where not all of them do.
    kept: Option<Vec<u32>>,
}

impl<'a> Block<'a> {
    pub(super) fn new(place: &'a Place) -> Self {
        let columns = place.file.schema.fields().iter().map(|_| OnceCell::new()).collect();
        Self { place, columns, kept: None }
    }

    pub(super) fn rows(&self) -> usize {
        self.kept.as_ref().map_or(self.place.rows(), Vec::len)
    }

    /// Leaves these rows alone, and no others.
    pub(super) fn keep(&mut self, rows: Vec<u32>) {
        for column in &mut self.columns {
            if let Some(coded) = column.take() {
                let _ = column.set(coded.only(&rows));
            }
        }
        self.kept = Some(rows);
    }

    pub(super) fn column(&self, column: usize, spare: &mut Spare) -> Result<&Coded> {
        let cell = &self.columns[column];
        if cell.get().is_none() {
            let coded = self.place.read(column, spare.take())?;
            let coded = match &self.kept {
                Some(rows) => coded.only(rows),
                None => coded,
            };
            let _ = cell.set(coded);
        }
        cell.get().ok_or_else(|| DataFusionError::Internal("a column was lost".to_owned()))
    }

    /// Gives the memory back.
    pub(super) fn end(self, spare: &mut Spare) {
        self.columns.into_iter().filter_map(OnceCell::into_inner).for_each(|coded| spare.put(coded.keys));
    }
}

impl Coded {
    fn only(mut self, rows: &[u32]) -> Self {
        // Rows ascend, so none is overwritten before it is read.
        for (to, row) in rows.iter().enumerate() {
            self.keys[to] = self.keys[*row as usize];
        }
        self.keys.truncate(rows.len());
        self
    }

    /// A column that the file does not have.
    fn absent(of: &DataType, rows: usize, mut keys: Vec<u32>) -> Self {
        keys.clear();
        keys.resize(rows, NULL);
        Self { values: new_null_array(of, 1), keys }
    }
}

/// So many numbers of a Parquet page.
#[cfg(test)]
pub(crate) fn numbers_of(bytes: &[u8], width: u8, count: usize) -> Option<Vec<u32>> {
    let mut numbers = Vec::new();
    hybrid::decode(bytes, width, (count, 0), &mut numbers).map(|()| numbers)
}

#[cfg(test)]
mod tests;
