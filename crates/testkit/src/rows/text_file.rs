//! Rows as CSV.

use std::io::{self, Write};

use serde_json::{Map, Value};

use super::table::{Cells, Table, entries, text};

pub(super) fn write(table: &Table<'_>, out: impl Write) -> io::Result<()> {
    let mut file = csv::Writer::from_writer(out);
    file.write_record(table.columns.iter().map(|column| &column.name))?;
    for row in table.rows {
        let cell = |cells: &Cells| match cells {
            Cells::Single { header, .. } => text(row, header).unwrap_or_default().to_owned(),
            Cells::Map(keys) => {
                let entries = entries(row, keys).map(|(key, value)| (key.to_owned(), Value::from(value)));
                Value::Object(entries.collect::<Map<_, _>>()).to_string()
            }
        };
        file.write_record(table.columns.iter().map(|column| cell(&column.cells)))?;
    }
    file.flush()
}
