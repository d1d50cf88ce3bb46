//! Builders of the ledger's column types.

use std::sync::Arc;

use arrow::array::builder::{
    BooleanBuilder, Date32Builder, Decimal128Builder, NullBufferBuilder, StringBuilder, TimestampMicrosecondBuilder,
};
use arrow::array::{ArrayRef, MapArray, StructArray};
use arrow::buffer::{OffsetBuffer, ScalarBuffer};
use arrow::datatypes::DataType;
use arrow::error::ArrowError;

use super::maps::MapBuffer;
use crate::ledger::schema::{self, LINES, column};

pub(super) type Text = StringBuilder;
pub(super) type Amount = Decimal128Builder;
pub(super) type Day = Date32Builder;
pub(super) type Time = TimestampMicrosecondBuilder;
pub(super) type Flag = BooleanBuilder;

/// Builders become arrays of exactly the ledger's types.
pub(super) trait Finish {
    fn finish(self) -> Result<ArrayRef, ArrowError>;
}

impl Finish for Text {
    fn finish(mut self) -> Result<ArrayRef, ArrowError> {
        Ok(Arc::new(StringBuilder::finish(&mut self)))
    }
}

impl Finish for Amount {
    fn finish(mut self) -> Result<ArrayRef, ArrowError> {
        // Every number was held against the limit when it was read.
        Ok(Arc::new(Decimal128Builder::finish(&mut self).with_data_type(schema::DECIMAL)))
    }
}

impl Finish for Day {
    fn finish(mut self) -> Result<ArrayRef, ArrowError> {
        Ok(Arc::new(Date32Builder::finish(&mut self)))
    }
}

impl Finish for Time {
    fn finish(mut self) -> Result<ArrayRef, ArrowError> {
        Ok(Arc::new(TimestampMicrosecondBuilder::finish(&mut self).with_timezone("UTC")))
    }
}

impl Finish for Flag {
    fn finish(mut self) -> Result<ArrayRef, ArrowError> {
        Ok(Arc::new(BooleanBuilder::finish(&mut self)))
    }
}

/// A column of maps; a line without entries has NULL.
pub(super) struct Map {
    entries: i32,
    offsets: Vec<i32>,
    present: NullBufferBuilder,
    keys: StringBuilder,
    values: StringBuilder,
}

impl Default for Map {
    fn default() -> Self {
        let (keys, values) = (StringBuilder::new(), StringBuilder::new());
        Self { entries: 0, offsets: vec![0], present: NullBufferBuilder::new(0), keys, values }
    }
}

impl Map {
    pub(super) fn append(&mut self, map: &MapBuffer) {
        for (key, value) in map.iter() {
            self.keys.append_value(key);
            self.values.append_value(value);
            self.entries += 1;
        }
        self.offsets.push(self.entries);
        self.present.append(!map.is_empty());
    }
}

impl Finish for Map {
    fn finish(mut self) -> Result<ArrayRef, ArrowError> {
        // Both maps have one type.
        let DataType::Map(entries, sorted) = LINES.field_with_name(column::TAGS)?.data_type().clone() else {
            return Err(ArrowError::SchemaError("tags are no map".to_owned()));
        };
        let DataType::Struct(fields) = entries.data_type().clone() else {
            return Err(ArrowError::SchemaError("a map of no structs".to_owned()));
        };
        let texts: Vec<ArrayRef> = vec![Finish::finish(self.keys)?, Finish::finish(self.values)?];
        let pairs = StructArray::try_new(fields, texts, None)?;
        let offsets = OffsetBuffer::new(ScalarBuffer::from(self.offsets));
        Ok(Arc::new(MapArray::try_new(entries, offsets, pairs, self.present.finish(), sorted)?))
    }
}
