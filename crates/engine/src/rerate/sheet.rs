//! Batches of charged lines as rows of a file.

use std::io::Write;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Decimal128Array, RecordBatch, StringArray, StringBuilder};
use arrow::datatypes::{
    DataType, Decimal128Type, Decimal256Type, Field, Schema, SchemaRef, TimeUnit, TimestampMicrosecondType, i256,
};
use arrow::error::ArrowError;
use chrono::DateTime;
use muster_domain::spreadsheet::safe;
use parquet::arrow::ArrowWriter;

use super::RerateForm;
use super::trail::Trail;
use crate::ledger::exact_text;
use crate::ledger::schema::DECIMAL;
use crate::report::FileError;
use crate::report::files::{csv_writer, parquet_writer};

/// What the line is charged.
pub(super) const CHARGE: &str = "x_Charge";
/// What each rule did to it.
pub(super) const TRAIL: &str = "x_RuleTrail";

/// What a column of the file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Time,
    /// Twelve decimals.
    Cost,
    /// A map of texts, written as a JSON object.
    Map,
    /// As many decimals as the rules made.
    Charge,
    /// Made of the effect columns.
    Trail,
}

/// Decimals that still leave twelve digits before the point in a decimal of 38 digits, which is the widest that most readers know.
const MOST_DECIMALS: i8 = 26;

/// A file being written.
pub(super) struct Sheet<W: Write + Send> {
    schema: SchemaRef,
    kinds: Vec<Kind>,
    trail: Trail,
    file: File<W>,
}

enum File<W: Write + Send> {
    Csv(Box<csv::Writer<W>>),
    Parquet(Box<ArrowWriter<W>>),
}

/// What a sheet is made of.
pub(super) struct Plan {
    pub(super) columns: Vec<(&'static str, Kind)>,
    pub(super) trail: Trail,
    /// Decimals of the charge.
    pub(super) scale: i8,
}

impl<W: Write + Send> Sheet<W> {
    pub(super) fn create(out: W, form: RerateForm, plan: Plan) -> Result<Self, FileError> {
        let field = |(name, kind): &(&str, Kind)| Field::new(*name, data_type(*kind, plan.scale), true);
        let schema = Arc::new(Schema::new(plan.columns.iter().map(field).collect::<Vec<_>>()));
        let file = match form {
            RerateForm::Csv => {
                let mut file = csv_writer(out);
                file.write_record(plan.columns.iter().map(|(name, _)| name))?;
                File::Csv(Box::new(file))
            }
            RerateForm::Parquet => File::Parquet(Box::new(parquet_writer(out, &schema)?)),
        };
        Ok(Self { schema, kinds: plan.columns.into_iter().map(|(_, kind)| kind).collect(), trail: plan.trail, file })
    }

    /// Writes the rows of a batch, which has the sheet's columns first and then those of the trail.
    pub(super) fn write(&mut self, batch: &RecordBatch) -> Result<(), FileError> {
        let columns = self.kinds.iter().zip(self.schema.fields()).zip(batch.columns());
        let columns = columns.map(|((kind, field), column)| match kind {
            Kind::Text | Kind::Time | Kind::Cost => Ok(Arc::clone(column)),
            Kind::Map => Ok(objects(column)),
            Kind::Charge => charges(column, field.data_type()),
            Kind::Trail => Ok(self.trail.of(batch)),
        });
        let rows = RecordBatch::try_new(Arc::clone(&self.schema), columns.collect::<Result<_, ArrowError>>()?)?;
        match &mut self.file {
            File::Parquet(file) => Ok(file.write(&rows)?),
            File::Csv(file) => write_csv(file, &rows),
        }
    }

    pub(super) fn finish(self) -> Result<(), FileError> {
        match self.file {
            File::Csv(mut file) => Ok(file.flush()?),
            File::Parquet(file) => {
                file.into_inner()?.flush()?;
                Ok(())
            }
        }
    }
}

fn data_type(kind: Kind, scale: i8) -> DataType {
    match kind {
        Kind::Text | Kind::Map | Kind::Trail => DataType::Utf8,
        Kind::Time => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        Kind::Cost => DECIMAL,
        Kind::Charge if scale <= MOST_DECIMALS => DataType::Decimal128(38, scale),
        Kind::Charge => DataType::Decimal256(76, scale),
    }
}

/// What the plan casts a column to.
pub(super) fn planned(kind: Kind) -> Option<DataType> {
    match kind {
        Kind::Text | Kind::Time | Kind::Cost => Some(data_type(kind, 0)),
        Kind::Map | Kind::Charge | Kind::Trail => None,
    }
}

/// The same decimals in the type of the file; an error, never another number, where one does not fit.
fn charges(column: &ArrayRef, data_type: &DataType) -> Result<ArrayRef, ArrowError> {
    let exact = column.as_primitive::<Decimal256Type>();
    match data_type {
        DataType::Decimal128(precision, scale) => {
            let too_large = || ArrowError::CastError("a charge has more digits than a decimal column".to_owned());
            let units = exact.iter().map(|units| units.map(|units| units.to_i128().ok_or_else(too_large)).transpose());
            let units: Decimal128Array = units.collect::<Result<Vec<_>, _>>()?.into_iter().collect();
            let units = units.with_precision_and_scale(*precision, *scale)?;
            units.validate_decimal_precision(*precision)?;
            Ok(Arc::new(units))
        }
        _ => Ok(Arc::clone(column)),
    }
}

/// Each map as a JSON object; one without entries is absent, and so is every one of a column without maps.
fn objects(column: &ArrayRef) -> ArrayRef {
    let Some(maps) = column.as_map_opt() else { return Arc::new(StringArray::new_null(column.len())) };
    let mut texts = StringBuilder::new();
    for row in 0..maps.len() {
        if maps.is_null(row) || maps.value_length(row) == 0 {
            texts.append_null();
            continue;
        }
        let entries = maps.value(row);
        let (keys, values) = (entries.column(0).as_string::<i32>(), entries.column(1).as_string::<i32>());
        let text = |text: &str| serde_json::Value::String(text.to_owned()).to_string();
        let pair = |(key, value): (Option<&str>, Option<&str>)| {
            format!("{}:{}", text(key.unwrap_or_default()), value.map_or_else(|| "null".to_owned(), text))
        };
        let pairs: Vec<_> = keys.iter().zip(values).map(pair).collect();
        texts.append_value(format!("{{{}}}", pairs.join(",")));
    }
    Arc::new(texts.finish())
}

fn write_csv<W: Write>(file: &mut csv::Writer<W>, rows: &RecordBatch) -> Result<(), FileError> {
    for row in 0..rows.num_rows() {
        for column in rows.columns() {
            match column.data_type() {
                _ if column.is_null(row) => file.write_field("")?,
                DataType::Utf8 => file.write_field(safe(column.as_string::<i32>().value(row)).as_ref())?,
                DataType::Timestamp(..) => {
                    file.write_field(time(column.as_primitive::<TimestampMicrosecondType>().value(row)))?
                }
                DataType::Decimal128(_, 12) => {
                    file.write_field(exact_text(column.as_primitive::<Decimal128Type>().value(row)))?
                }
                DataType::Decimal128(_, scale) => {
                    file.write_field(plain(i256::from_i128(column.as_primitive::<Decimal128Type>().value(row)), *scale))?;
                }
                _ => file.write_field(plain(
                    column.as_primitive::<Decimal256Type>().value(row),
                    column.as_primitive::<Decimal256Type>().scale(),
                ))?,
            }
        }
        file.write_record(None::<&[u8]>)?;
    }
    Ok(())
}

fn time(microseconds: i64) -> String {
    DateTime::from_timestamp_micros(microseconds).unwrap_or_default().format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// `units` x 10^-`scale` in plain notation, as [`exact_text`] has it: no superfluous zeros beyond two decimals.
pub(super) fn plain(units: i256, scale: i8) -> String {
    let decimals = usize::from(scale.unsigned_abs());
    let digits = units.to_string();
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits.as_str()), |digits| ("-", digits));
    let digits = format!("{digits:0>width$}", width = decimals + 1);
    let (whole, fraction) = digits.split_at(digits.len() - decimals);
    let fraction = fraction.trim_end_matches('0');
    format!("{sign}{whole}.{fraction:0<2}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_of_any_scale_are_written_plainly() {
        let plain = |units: i128, scale| plain(i256::from_i128(units), scale);
        assert_eq!(plain(1_545_000_000_001_030, 15), "1.54500000000103");
        assert_eq!(plain(-5, 3), "-0.005");
        assert_eq!(plain(120, 1), "12.00");
        assert_eq!(plain(0, 12), "0.00");
        assert_eq!(plain(7, 0), "7.00");
    }
}
