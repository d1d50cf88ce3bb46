//! Rows as Parquet, with the doubles and the empty values that AWS writes.

use std::fs::File;
use std::io;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, MapBuilder, StringArray, StringBuilder, TimestampMillisecondArray};
use arrow::record_batch::RecordBatch;
use chrono::{DateTime, Utc};
use parquet::arrow::ArrowWriter;

use super::table::{Cells, Table, entries, text};
use crate::bill::Holds;
use crate::bill::delivery::Form;

pub(super) fn write(table: &Table<'_>, form: Form, file: File) -> io::Result<()> {
    let columns = table.columns.iter().map(|column| Ok((&column.name, array(table, form, &column.cells)?)));
    let batch = RecordBatch::try_from_iter(columns.collect::<io::Result<Vec<_>>>()?).map_err(io::Error::other)?;
    let mut writer = ArrowWriter::try_new(file, batch.schema(), None)?;
    writer.write(&batch)?;
    writer.close()?;
    Ok(())
}

fn array(table: &Table<'_>, form: Form, cells: &Cells) -> io::Result<ArrayRef> {
    let (header, holds) = match cells {
        Cells::Single { header, holds } => (header, holds),
        Cells::Map(keys) => return map(table, keys),
    };
    // Legacy Parquet knows no NULL.
    let is_legacy = form == Form::LegacyParquet;
    let cells = table.rows.iter().map(|row| text(row, header));
    Ok(match holds {
        Holds::Text => Arc::new(cells.map(|cell| cell.or(is_legacy.then_some(""))).collect::<StringArray>()),
        Holds::Number => {
            let number = |text: &str| text.parse::<f64>().map_err(io::Error::other);
            let cells = cells.map(|cell| Ok(cell.map(number).transpose()?.or(is_legacy.then_some(0.0))));
            Arc::new(cells.collect::<io::Result<Float64Array>>()?)
        }
        Holds::Moment => {
            let moment = |text: &str| text.parse::<DateTime<Utc>>().map_err(io::Error::other);
            let cells = cells.map(|cell| Ok(cell.map(moment).transpose()?.map(|moment| moment.timestamp_millis())));
            Arc::new(cells.collect::<io::Result<TimestampMillisecondArray>>()?)
        }
    })
}

fn map(table: &Table<'_>, keys: &[(String, String)]) -> io::Result<ArrayRef> {
    let mut maps = MapBuilder::new(None, StringBuilder::new(), StringBuilder::new());
    for row in table.rows {
        for (key, value) in entries(row, keys) {
            maps.keys().append_value(key);
            maps.values().append_value(value);
        }
        maps.append(true).map_err(io::Error::other)?;
    }
    Ok(Arc::new(maps.finish()))
}
