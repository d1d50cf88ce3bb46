//! Cells of a Parquet batch. Writers differ in types (dictionaries, large texts, nanoseconds, decimals, ids kept as
//! numbers); each column is brought to one of five once per batch, by what it should hold.

use std::path::Path;

use arrow::array::{
    Array, ArrayRef, AsArray, Float64Array, Int64Array, MapArray, RecordBatch, StringArray, TimestampMicrosecondArray,
};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, Int64Type, TimeUnit, TimestampMicrosecondType};

use super::super::decimal;
use super::super::error::{Cause, ImportError};
use super::super::header::{Header, Holds};
use super::super::line::Cells;
use super::super::line::maps::MapBuffer;
use super::super::time;

enum Column {
    Text(StringArray),
    Double(Float64Array),
    Whole(Int64Array),
    Time(TimestampMicrosecondArray),
    Map(MapArray),
}

/// The columns of one batch, in the order of its header.
pub(super) struct Columns(Vec<Column>);

impl Columns {
    pub(super) fn of(batch: &RecordBatch, header: &Header, path: &Path) -> Result<Self, ImportError> {
        let columns = batch.columns().iter().zip(&header.names).enumerate().map(|(position, (array, name))| {
            column(array, header.holds(position))
                .map_err(|reason| ImportError::Damaged { path: path.to_owned(), reason: format!("column {name}: {reason}") })
        });
        columns.collect::<Result<_, _>>().map(Self)
    }
}

fn column(array: &ArrayRef, holds: Holds) -> Result<Column, String> {
    match array.data_type() {
        // Categories: the values, spelt out.
        DataType::Dictionary(_, values) => column(&to(array, values)?, holds),
        DataType::Float16 | DataType::Float32 | DataType::Float64 => number(array, holds),
        kind if kind.is_integer() => number(array, holds),
        DataType::Timestamp(_, zone) => {
            let target = DataType::Timestamp(TimeUnit::Microsecond, zone.clone());
            Ok(Column::Time(to(array, &target)?.as_primitive::<TimestampMicrosecondType>().clone()))
        }
        DataType::Date32 | DataType::Date64 => {
            let target = DataType::Timestamp(TimeUnit::Microsecond, None);
            Ok(Column::Time(to(array, &target)?.as_primitive::<TimestampMicrosecondType>().clone()))
        }
        DataType::Map(..) => map(array.as_map()).map(Column::Map),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null | DataType::Boolean => text(array),
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView => text(array),
        // A decimal's text is exact.
        DataType::Decimal32(..) | DataType::Decimal64(..) | DataType::Decimal128(..) | DataType::Decimal256(..) => text(array),
        other => Err(format!("a column of type {other}, which no bill has")),
    }
}

fn to(array: &ArrayRef, target: &DataType) -> Result<ArrayRef, String> {
    cast(array, target).map_err(|source| source.to_string())
}

fn text(array: &ArrayRef) -> Result<Column, String> {
    Ok(Column::Text(to(array, &DataType::Utf8)?.as_string::<i32>().clone()))
}

/// Numbers where a text is expected are the work of a program that took an id for one: it is spelt out again, an
/// account's with the zeros that the number lost.
fn number(array: &ArrayRef, holds: Holds) -> Result<Column, String> {
    let (is_whole, wide) = match array.data_type().is_integer() {
        true => (true, to(array, &DataType::Int64)?),
        false => (false, to(array, &DataType::Float64)?),
    };
    Ok(match (holds, is_whole) {
        (Holds::Number | Holds::Time | Holds::Map, true) => Column::Whole(wide.as_primitive::<Int64Type>().clone()),
        (Holds::Number | Holds::Time | Holds::Map, false) => Column::Double(wide.as_primitive::<Float64Type>().clone()),
        (Holds::Account | Holds::Text, true) => {
            Column::Text(wide.as_primitive::<Int64Type>().iter().map(|id| Some(spelt(&id?.to_string(), holds))).collect())
        }
        (Holds::Account | Holds::Text, false) => {
            let text = |id: f64| (!id.is_nan()).then(|| spelt(&id.to_string(), holds));
            Column::Text(wide.as_primitive::<Float64Type>().iter().map(|id| id.and_then(text)).collect())
        }
    })
}

fn spelt(id: &str, holds: Holds) -> String {
    match holds {
        Holds::Account => format!("{id:0>12}"),
        Holds::Text | Holds::Number | Holds::Time | Holds::Map => id.to_owned(),
    }
}

/// The same map with plain texts as keys and values.
fn map(array: &MapArray) -> Result<MapArray, String> {
    let DataType::Map(field, _) = array.data_type() else { return Err("no map".to_owned()) };
    let DataType::Struct(fields) = field.data_type() else { return Err("a map of no pairs".to_owned()) };
    if fields.iter().all(|field| *field.data_type() == DataType::Utf8) {
        return Ok(array.clone());
    }
    let texts = fields.iter().map(|field| field.as_ref().clone().with_data_type(DataType::Utf8)).collect();
    let target = DataType::Map(field.as_ref().clone().with_data_type(DataType::Struct(texts)).into(), false);
    cast(array, &target).map(|array| array.as_map().clone()).map_err(|source| source.to_string())
}

/// One row of a batch.
pub(super) struct ParquetRow<'a> {
    pub(super) columns: &'a Columns,
    pub(super) header: &'a Header,
    pub(super) row: usize,
}

impl ParquetRow<'_> {
    fn column(&self, column: usize) -> &Column {
        &self.columns.0[column]
    }
}

impl Cells for ParquetRow<'_> {
    fn header(&self) -> &Header {
        self.header
    }

    fn label(&self, column: usize) -> Option<&str> {
        match self.column(column) {
            Column::Text(texts) => texts.is_valid(self.row).then(|| texts.value(self.row)).filter(|text| !text.is_empty()),
            // Numbers that stand for texts were spelt out with the batch.
            Column::Double(_) | Column::Whole(_) | Column::Time(_) | Column::Map(_) => None,
        }
    }

    fn number(&self, column: usize) -> Result<Option<i128>, Cause> {
        let row = self.row;
        match self.column(column) {
            Column::Double(numbers) if numbers.is_valid(row) => decimal::from_double(numbers.value(row)).map(Some),
            Column::Whole(numbers) if numbers.is_valid(row) => Ok(Some(i128::from(numbers.value(row)) * decimal::ONE)),
            Column::Double(_) | Column::Whole(_) => Ok(None),
            Column::Text(_) => self.text(column).map(decimal::parse).transpose(),
            Column::Time(_) | Column::Map(_) => Err(Cause::NotANumber("a time or a map".to_owned())),
        }
    }

    fn time(&self, column: usize) -> Result<Option<i64>, Cause> {
        let row = self.row;
        match self.column(column) {
            Column::Time(times) => Ok(times.is_valid(row).then(|| times.value(row))),
            Column::Text(_) => self.text(column).map(time::parse).transpose(),
            Column::Double(_) | Column::Whole(_) | Column::Map(_) => Err(Cause::NotATime("a number or a map".to_owned())),
        }
    }

    fn map(&self, column: usize, out: &mut MapBuffer) -> Result<(), Cause> {
        match self.column(column) {
            Column::Map(maps) if maps.is_valid(self.row) => {
                let (keys, values) = (maps.keys().as_string::<i32>(), maps.values().as_string::<i32>());
                let offsets = maps.value_offsets();
                for entry in offsets[self.row] as usize..offsets[self.row + 1] as usize {
                    if values.is_valid(entry) {
                        out.push(keys.value(entry), values.value(entry));
                    }
                }
                Ok(())
            }
            Column::Map(_) => Ok(()),
            Column::Text(_) => self.text(column).map_or(Ok(()), |json| out.push_json(json)),
            Column::Double(_) | Column::Whole(_) | Column::Time(_) => Err(Cause::NotAMap("a number or a time".to_owned())),
        }
    }

    fn zero_may_be_absent(&self) -> bool {
        true
    }
}
