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

/// What a text is thought to take; a longer one grows.
const TEXT_BYTES: usize = 16;

pub(super) type Text = StringBuilder;
pub(super) type Amount = Decimal128Builder;
pub(super) type Day = Date32Builder;
pub(super) type Time = TimestampMicrosecondBuilder;
pub(super) type Flag = BooleanBuilder;

/// Builders become arrays of exactly the ledger's types.
pub(super) trait Build {
    /// Room in advance: growing step by step, fifty columns copy every chunk once more.
    fn with_room_for(lines: usize) -> Self;
    fn finish(self) -> Result<ArrayRef, ArrowError>;
}

impl Build for Text {
    fn with_room_for(lines: usize) -> Self {
        StringBuilder::with_capacity(lines, lines * TEXT_BYTES)
    }

    fn finish(mut self) -> Result<ArrayRef, ArrowError> {
        Ok(Arc::new(StringBuilder::finish(&mut self)))
    }
}

impl Build for Amount {
    fn with_room_for(lines: usize) -> Self {
        Decimal128Builder::with_capacity(lines)
    }

    fn finish(mut self) -> Result<ArrayRef, ArrowError> {
        // Every number was held against the limit when it was read.
        Ok(Arc::new(Decimal128Builder::finish(&mut self).with_data_type(schema::DECIMAL)))
    }
}

impl Build for Day {
    fn with_room_for(lines: usize) -> Self {
        Date32Builder::with_capacity(lines)
    }

    fn finish(mut self) -> Result<ArrayRef, ArrowError> {
        Ok(Arc::new(Date32Builder::finish(&mut self)))
    }
}

impl Build for Time {
    fn with_room_for(lines: usize) -> Self {
        TimestampMicrosecondBuilder::with_capacity(lines)
    }

    fn finish(mut self) -> Result<ArrayRef, ArrowError> {
        Ok(Arc::new(TimestampMicrosecondBuilder::finish(&mut self).with_timezone("UTC")))
    }
}

impl Build for Flag {
    fn with_room_for(lines: usize) -> Self {
        BooleanBuilder::with_capacity(lines)
    }

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

impl Build for Map {
    fn with_room_for(lines: usize) -> Self {
        let (keys, values) =
            (StringBuilder::with_capacity(lines, lines * TEXT_BYTES), StringBuilder::with_capacity(lines, lines * TEXT_BYTES));
        let mut offsets = Vec::with_capacity(lines + 1);
        offsets.push(0);
        Self { entries: 0, offsets, present: NullBufferBuilder::new(lines), keys, values }
    }

    fn finish(mut self) -> Result<ArrayRef, ArrowError> {
        // Both maps have one type.
        let DataType::Map(entries, sorted) = LINES.field_with_name(column::TAGS)?.data_type().clone() else {
            return Err(ArrowError::SchemaError("tags are no map".to_owned()));
        };
        let DataType::Struct(fields) = entries.data_type().clone() else {
            return Err(ArrowError::SchemaError("a map of no structs".to_owned()));
        };
        let texts: Vec<ArrayRef> = vec![Build::finish(self.keys)?, Build::finish(self.values)?];
        let pairs = StructArray::try_new(fields, texts, None)?;
        let offsets = OffsetBuffer::new(ScalarBuffer::from(self.offsets));
        Ok(Arc::new(MapArray::try_new(entries, offsets, pairs, self.present.finish(), sorted)?))
    }
}
