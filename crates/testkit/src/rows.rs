//! Bills said cell by cell, for tests that want lines which no account would ever see: any cell may be missing, any
//! type unknown, any purchaser a stranger. A bill is some rows of legacy cells; [`write()`] brings them into each of the
//! forms that AWS delivers, so that the same rows can be compared in all of them.
//!
//! A number that is to survive Parquet's doubles has at most fifteen significant digits.

mod parquet_file;
mod table;
mod text_file;

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::Path;

use crate::bill::delivery::Form;
use table::Table;

/// The cells of one line by their legacy headers (`lineItem/UnblendedCost`). A cell that is not there is empty.
pub type Row = BTreeMap<String, String>;

/// The rows of one file, and those of the whole bill that it is a part of.
#[derive(Clone, Copy)]
pub struct Part<'a> {
    pub rows: &'a [Row],
    pub bill: &'a [Row],
}

impl<'a> Part<'a> {
    /// All of a bill.
    pub fn whole(bill: &'a [Row]) -> Self {
        Self { rows: bill, bill }
    }
}

/// Writes one file with a column for each header that some row of the bill has, as AWS does: every file of a delivery
/// has the same columns.
///
/// # Errors
/// Those of the disk; a number that is none, where the form has doubles; FOCUS, which has other cells.
pub fn write(part: Part<'_>, form: Form, path: &Path) -> io::Result<()> {
    let table = Table::of(&part, form);
    let file = || File::create(path);
    match form {
        Form::LegacyCsv | Form::Cur2Csv => text_file::write(&table, file()?),
        Form::LegacyParquet | Form::Cur2Parquet => parquet_file::write(&table, form, file()?),
        Form::FocusCsv(_) | Form::FocusParquet(_) => Err(io::Error::other("FOCUS has other cells than these")),
    }
}

/// The rows as the lines of a legacy CSV file, for a person to read.
pub fn shown(rows: &[Row]) -> String {
    let mut bytes = Vec::new();
    match text_file::write(&Table::of(&Part::whole(rows), Form::LegacyCsv), &mut bytes) {
        Ok(()) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) => error.to_string(),
    }
}
