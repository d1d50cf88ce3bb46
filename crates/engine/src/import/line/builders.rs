//! Builders of the ledger's column types. What repeats from line to line is kept once, and lines have its number: texts
//! and maps leave here as dictionaries ([`PARSED`](crate::ledger::schema::PARSED)).

use std::hash::BuildHasher;
use std::sync::Arc;

use arrow::array::builder::{
    BooleanBuilder, Date32Builder, Decimal128Builder, NullBufferBuilder, StringBuilder, TimestampMicrosecondBuilder,
};
use arrow::array::{ArrayRef, DictionaryArray, MapArray, StringArray, StructArray, UInt32Array};
use arrow::buffer::{OffsetBuffer, ScalarBuffer};
use arrow::datatypes::{DataType, UInt32Type};
use arrow::error::ArrowError;
use hashbrown::{DefaultHashBuilder, HashTable};

use super::maps::MapBuffer;
use crate::ledger::schema::{self, LINES, column};

pub(super) type Amount = Decimal128Builder;
pub(super) type Day = Date32Builder;
pub(super) type Time = TimestampMicrosecondBuilder;
pub(super) type Flag = BooleanBuilder;

/// Builders become arrays of exactly the types of [`PARSED`](crate::ledger::schema::PARSED).
pub(super) trait Build {
    /// Room in advance: growing step by step, fifty columns copy every chunk once more.
    fn with_room_for(lines: usize) -> Self;
    fn finish(self) -> Result<ArrayRef, ArrowError>;
}

/// Distinct texts, one after the other, in the order in which they were met.
#[derive(Default)]
struct Texts {
    text: String,
    ends: Vec<i32>,
    numbers: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Texts {
    fn get(&self, number: u32) -> &str {
        text_at(&self.text, &self.ends, number)
    }

    fn number(&mut self, text: &str) -> u32 {
        let Self { text: all, ends, numbers, hasher } = self;
        let hash = |text: &str| hasher.hash_one(text);
        let is_it = |number: &u32| text_at(all, ends, *number) == text;
        if let Some(number) = numbers.find(hash(text), is_it) {
            return *number;
        }
        let number = ends.len() as u32;
        all.push_str(text);
        ends.push(all.len() as i32);
        numbers.insert_unique(hash(text), number, |number| hash(text_at(all, ends, *number)));
        number
    }

    fn finish(self) -> Result<StringArray, ArrowError> {
        let offsets: ScalarBuffer<i32> = std::iter::once(0).chain(self.ends).collect::<Vec<_>>().into();
        StringArray::try_new(OffsetBuffer::new(offsets), self.text.into_bytes().into(), None)
    }
}

fn text_at<'a>(all: &'a str, ends: &[i32], number: u32) -> &'a str {
    let number = number as usize;
    let start = number.checked_sub(1).map_or(0, |before| ends[before] as usize);
    &all[start..ends[number] as usize]
}

/// Numbers of values, one for each line.
struct Numbers {
    numbers: Vec<u32>,
    present: NullBufferBuilder,
}

impl Numbers {
    fn with_room_for(lines: usize) -> Self {
        Self { numbers: Vec::with_capacity(lines), present: NullBufferBuilder::new(lines) }
    }

    fn append(&mut self, number: Option<u32>) {
        self.numbers.push(number.unwrap_or_default());
        self.present.append(number.is_some());
    }

    fn of(mut self, values: ArrayRef) -> Result<ArrayRef, ArrowError> {
        let keys = UInt32Array::try_new(self.numbers.into(), self.present.finish())?;
        Ok(Arc::new(DictionaryArray::<UInt32Type>::try_new(keys, values)?))
    }
}

/// A column of texts.
pub(super) struct Text {
    known: Texts,
    lines: Numbers,
    /// A line's text is mostly that of the line before.
    last: Option<u32>,
}

impl Text {
    pub(super) fn append_value(&mut self, text: &str) {
        let number = match self.last {
            Some(last) if self.known.get(last) == text => last,
            _ => self.known.number(text),
        };
        self.last = Some(number);
        self.lines.append(self.last);
    }

    pub(super) fn append_option(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.append_value(text),
            None => self.lines.append(None),
        }
    }
}

impl Build for Text {
    fn with_room_for(lines: usize) -> Self {
        Self { known: Texts::default(), lines: Numbers::with_room_for(lines), last: None }
    }

    fn finish(self) -> Result<ArrayRef, ArrowError> {
        self.lines.of(Arc::new(self.known.finish()?))
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
    /// Each distinct map as one text, of which no other map has the same.
    known: Texts,
    maps: Maps,
    lines: Numbers,
    last: Option<u32>,
    written: String,
}

/// Distinct maps.
#[derive(Default)]
struct Maps {
    keys: StringBuilder,
    values: StringBuilder,
    ends: Vec<i32>,
}

impl Map {
    pub(super) fn append(&mut self, map: &MapBuffer) {
        if map.is_empty() {
            return self.lines.append(None);
        }
        map.write(&mut self.written);
        let number = match self.last {
            Some(last) if self.known.get(last) == self.written => last,
            _ => self.known.number(&self.written),
        };
        if number as usize == self.maps.ends.len() {
            for (key, value) in map.iter() {
                self.maps.keys.append_value(key);
                self.maps.values.append_value(value);
            }
            self.maps.ends.push(arrow::array::ArrayBuilder::len(&self.maps.keys) as i32);
        }
        self.last = Some(number);
        self.lines.append(self.last);
    }
}

impl Build for Map {
    fn with_room_for(lines: usize) -> Self {
        let (known, maps, written) = Default::default();
        Self { known, maps, lines: Numbers::with_room_for(lines), last: None, written }
    }

    fn finish(self) -> Result<ArrayRef, ArrowError> {
        // Both maps have one type.
        let DataType::Map(entries, sorted) = LINES.field_with_name(column::TAGS)?.data_type().clone() else {
            return Err(ArrowError::SchemaError("tags are no map".to_owned()));
        };
        let DataType::Struct(fields) = entries.data_type().clone() else {
            return Err(ArrowError::SchemaError("a map of no structs".to_owned()));
        };
        let Maps { mut keys, mut values, ends } = self.maps;
        let texts: Vec<ArrayRef> = vec![Arc::new(keys.finish()), Arc::new(values.finish())];
        let pairs = StructArray::try_new(fields, texts, None)?;
        let offsets: ScalarBuffer<i32> = std::iter::once(0).chain(ends).collect::<Vec<_>>().into();
        let maps = MapArray::try_new(entries, OffsetBuffer::new(offsets), pairs, None, sorted)?;
        self.lines.of(Arc::new(maps))
    }
}
