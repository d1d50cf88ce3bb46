//! Parquet: the columns of the CSV by the same names, texts as text, money as `DECIMAL(38, 12)`. A NULL is an empty
//! cell of the row `Other`.

use std::io::Write;
use std::sync::Arc;

use ::parquet::arrow::ArrowWriter;
use ::parquet::basic::Compression;
use ::parquet::file::properties::WriterProperties;
use arrow::array::{ArrayRef, Decimal128Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::error::ArrowError;
use muster_domain::Money;
use muster_domain::money::SCALE;

use super::FileError;
use crate::ledger::schema::DECIMAL;
use crate::report::{Report, Row};

/// Rows that are turned into columns at a time.
const ROWS: usize = 1 << 16;

impl Report {
    /// Writes the report as Parquet.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_parquet(&self, out: impl Write + Send) -> Result<(), FileError> {
        let schema = self.schema();
        let mut file = writer(out, &schema)?;
        for rows in self.rows.chunks(ROWS) {
            file.write(&self.batch(&schema, rows)?)?;
        }
        file.close()?;
        Ok(())
    }

    fn schema(&self) -> SchemaRef {
        let texts = self.text_headers().map(|header| Field::new(header, DataType::Utf8, false));
        let amounts = self.measures.iter().map(|measure| Field::new(measure.header(), DECIMAL, true));
        Arc::new(Schema::new(texts.chain(amounts).collect::<Vec<_>>()))
    }

    fn batch(&self, schema: &SchemaRef, rows: &[Row]) -> Result<RecordBatch, FileError> {
        let texts = self.text_headers().enumerate().map(|(place, _)| -> Result<ArrayRef, ArrowError> {
            Ok(Arc::new(StringArray::from_iter_values(rows.iter().map(|row| &row.groups[place]))))
        });
        let amounts = (0..self.measures.len()).map(|place| money_column(rows.iter().map(move |row| row.amounts[place])));
        Ok(RecordBatch::try_new(Arc::clone(schema), texts.chain(amounts).collect::<Result<_, _>>()?)?)
    }
}

/// Parquet as every file that Muster gives away has it: zstd, and nothing of when or where it was written.
pub(crate) fn writer<W: Write + Send>(out: W, schema: &SchemaRef) -> Result<ArrowWriter<W>, FileError> {
    let properties = WriterProperties::builder().set_compression(Compression::ZSTD(Default::default())).build();
    Ok(ArrowWriter::try_new(out, Arc::clone(schema), Some(properties))?)
}

/// A column of amounts.
fn money_column(amounts: impl Iterator<Item = Option<Money>>) -> Result<ArrayRef, ArrowError> {
    let units = amounts.map(|amount| {
        amount.map(|amount| {
            let mut value = amount.0;
            value.rescale(SCALE);
            value.mantissa()
        })
    });
    Ok(Arc::new(units.collect::<Decimal128Array>().with_data_type(DECIMAL)))
}
