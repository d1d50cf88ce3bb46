//! The lines of a row group before they are written: which distinct values a column has over all batches, which of them
//! each line has, and in which order the lines stand.
//!
//! They are sorted by account, service, region, type and time, so that a query that wants some of them skips the rest,
//! and equal texts stand together and compress.

use std::collections::HashMap;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringArray, UInt32Array};
use arrow::datatypes::{ArrowPrimitiveType, TimestampMicrosecondType, UInt32Type};

use super::distinct::{Distinct, Mixed};
use super::schema::column;

/// The number of no value.
pub(super) const NONE: u32 = u32::MAX;

const SORTED_BY: [&str; 4] = [column::USAGE_ACCOUNT_ID, column::SERVICE, column::REGION, column::LINE_ITEM_TYPE];

/// A column of a batch whose texts stand there once.
pub(super) struct Numbered<'a> {
    numbers: &'a UInt32Array,
    texts: &'a StringArray,
}

impl<'a> Numbered<'a> {
    pub(super) fn of(column: &'a ArrayRef) -> Self {
        let dictionary = column.as_dictionary::<UInt32Type>();
        Self { numbers: dictionary.keys(), texts: dictionary.values().as_string() }
    }

    pub(super) fn number(&self, row: usize) -> Option<u32> {
        self.numbers.is_valid(row).then(|| self.numbers.value(row))
    }

    pub(super) fn text(&self, number: Option<u32>) -> Option<&'a str> {
        number.map(|number| self.texts.value(number as usize))
    }
}

/// A column's distinct values, and the number of each line's or [`NONE`].
pub(super) struct Coded<V> {
    pub(super) values: Vec<V>,
    pub(super) numbers: Vec<u32>,
}

/// Texts, in their own order.
pub(super) fn texts<'a>(parts: impl Iterator<Item = &'a ArrayRef> + Clone) -> Coded<&'a str> {
    let mut known: HashMap<&str, u32> = HashMap::new();
    let mut places = Vec::new();
    for part in parts.clone() {
        let next = |known: &HashMap<&str, u32>| known.len() as u32;
        let place = |text| {
            let number = next(&known);
            *known.entry(text).or_insert(number)
        };
        places.push(Numbered::of(part).texts.iter().flatten().map(place).collect::<Vec<_>>());
    }
    let mut sorted: Vec<_> = known.into_iter().collect();
    sorted.sort_unstable();
    let mut rank = vec![0; sorted.len()];
    for (position, (_, number)) in (0..).zip(&sorted) {
        rank[*number as usize] = position;
    }
    for number in places.iter_mut().flatten() {
        *number = rank[*number as usize];
    }
    Coded { values: sorted.into_iter().map(|(text, _)| text).collect(), numbers: renumbered(parts, &places) }
}

/// The lines' numbers over all batches, given what each batch's own numbers have become.
pub(super) fn renumbered<'a>(parts: impl Iterator<Item = &'a ArrayRef>, places: &[Vec<u32>]) -> Vec<u32> {
    let mut numbers = Vec::new();
    for (part, places) in parts.zip(places) {
        let own = part.as_dictionary::<UInt32Type>().keys();
        match own.nulls().filter(|nulls| nulls.null_count() > 0) {
            None => numbers.extend(own.values().iter().map(|number| places[*number as usize])),
            Some(nulls) if nulls.null_count() == own.len() => numbers.resize(numbers.len() + own.len(), NONE),
            Some(nulls) => {
                let number = |(number, there): (&u32, bool)| if there { places[*number as usize] } else { NONE };
                numbers.extend(own.values().iter().zip(nulls).map(number));
            }
        }
    }
    numbers
}

/// Numbers, in the order in which they are met.
pub(super) fn numbers<'a, T: ArrowPrimitiveType>(parts: impl Iterator<Item = &'a ArrayRef>) -> Coded<T::Native>
where
    T::Native: Mixed,
{
    let (mut known, mut numbers) = (Distinct::new(), Vec::new());
    for part in parts {
        let part = part.as_primitive::<T>();
        let mut last = None;
        let mut number = |value: T::Native| match last {
            Some((same, number)) if same == value => number,
            _ => {
                let number = known.number(value);
                last = Some((value, number));
                number
            }
        };
        match part.nulls().filter(|nulls| nulls.null_count() > 0) {
            None => numbers.extend(part.values().iter().map(|value| number(*value))),
            Some(nulls) if nulls.null_count() == part.len() => numbers.resize(numbers.len() + part.len(), NONE),
            Some(nulls) => {
                numbers.extend(part.values().iter().zip(nulls).map(|(value, there)| if there { number(*value) } else { NONE }));
            }
        }
    }
    Coded { values: known.into_values(), numbers }
}

/// The places of the lines in their order, counted over all batches. Equal lines keep their order.
pub(super) fn order(batches: &[RecordBatch]) -> Vec<u32> {
    let mut keys: Vec<([u32; 4], i64, u32)> = Vec::new();
    for batch in batches {
        let times = batch[column::USAGE_START].as_primitive::<TimestampMicrosecondType>().values();
        keys.extend((keys.len() as u32..).zip(times).map(|(place, time)| ([0; 4], *time, place)));
    }
    for (position, name) in SORTED_BY.iter().enumerate() {
        let column = texts(batches.iter().map(|batch| &batch[name]));
        for (key, number) in keys.iter_mut().zip(column.numbers) {
            // No text stands first.
            key.0[position] = number.wrapping_add(1);
        }
    }
    keys.sort_unstable();
    keys.into_iter().map(|(_, _, place)| place).collect()
}
