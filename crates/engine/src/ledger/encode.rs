//! A column of a row group, from the batches that hold its lines to what stands in the file.

use std::collections::HashMap;

use arrow::array::{ArrayRef, AsArray};
use arrow::datatypes::{DataType, Date32Type, Decimal128Type, TimestampMicrosecondType, UInt32Type};
use parquet::basic::Encoding;
use parquet::errors::ParquetError;
use parquet::schema::types::ColumnDescPtr;
use zstd::bulk::Compressor;

use super::chunk::{Bounds, Chunk, ChunkWriter, Data, PAGE_ROWS, write_levels};
use super::group::{Coded, NONE, numbers, renumbered, texts};
use super::hybrid;
use super::value::Value;

/// A column whose lines have not been put in order.
pub(super) struct Unwritten<'a> {
    pub(super) of: &'a DataType,
    pub(super) parts: Vec<ArrayRef>,
    /// The file's columns that it becomes.
    pub(super) leaves: &'a [ColumnDescPtr],
    /// Whether queries compare with it: then pages say what they have.
    pub(super) is_compared: bool,
}

impl Unwritten<'_> {
    /// Its lines in that order.
    pub(super) fn encode(self, order: &[u32], compressor: &mut Compressor<'static>) -> Result<Vec<Chunk>, ParquetError> {
        let (parts, is_compared) = (|| self.parts.iter(), self.is_compared);
        let column = self.leaves.first().ok_or_else(|| ParquetError::General("a column without leaves".to_owned()))?;
        let flat = Flat { column, order, is_compared };
        let chunk = match self.of {
            DataType::Utf8 => flat.encode(texts(parts()), compressor),
            DataType::Date32 => flat.encode(numbers::<Date32Type>(parts()), compressor),
            DataType::Timestamp(..) => flat.encode(numbers::<TimestampMicrosecondType>(parts()), compressor),
            DataType::Decimal128(..) => flat.encode(numbers::<Decimal128Type>(parts()), compressor),
            DataType::Boolean => flat.encode(flags(parts()), compressor),
            DataType::Map(..) => return maps(&self.parts, order, self.leaves, compressor),
            other => Err(ParquetError::NYI(format!("a column of {other}"))),
        };
        Ok(vec![chunk?])
    }
}

fn flags<'a>(parts: impl Iterator<Item = &'a ArrayRef>) -> Coded<bool> {
    let number = |flag: Option<bool>| flag.map_or(NONE, u32::from);
    let numbers = parts.flat_map(|part| part.as_boolean().iter().map(number).collect::<Vec<_>>()).collect();
    Coded { values: vec![false, true], numbers }
}

/// A column with one value for each line at most.
struct Flat<'a> {
    column: &'a ColumnDescPtr,
    order: &'a [u32],
    is_compared: bool,
}

impl Flat<'_> {
    fn encode<V: Value>(&self, coded: Coded<V>, compressor: &mut Compressor<'static>) -> Result<Chunk, ParquetError> {
        let Coded { values, numbers } = coded;
        let lines: Vec<u32> = self.order.iter().map(|line| numbers[*line as usize]).collect();
        let nulls = lines.iter().filter(|number| **number == NONE).count();
        let mut writer = ChunkWriter::new(self.column, compressor);
        // Where most values are unlike all others, their numbers would only be written beside them.
        let by_number = V::DICTIONARY && !values.is_empty() && values.len() <= (lines.len() - nulls) / 4 * 3 + 64;
        let mut body = Vec::new();
        if by_number {
            V::put_all(values.iter().copied(), &mut body);
            writer.write_dictionary(&body, values.len())?;
        }
        let (mut levels, mut present) = (Vec::new(), Vec::new());
        for page in lines.chunks(PAGE_ROWS) {
            body.clear();
            levels.clear();
            present.clear();
            present.extend(page.iter().copied().filter(|number| *number != NONE));
            if self.column.max_def_level() > 0 {
                levels.extend(page.iter().map(|number| u32::from(*number != NONE)));
                write_levels(&levels, 1, &mut body);
            }
            let encoding = if by_number {
                let width = hybrid::width(values.len());
                body.push(width);
                hybrid::encode(&present, width, &mut body);
                Encoding::RLE_DICTIONARY
            } else {
                V::put_all(present.iter().map(|number| values[*number as usize]), &mut body);
                Encoding::PLAIN
            };
            let bounds = self.is_compared.then(|| Bounds {
                between: between(&values, &present).map(|(least, greatest)| (least.bound(), greatest.bound())),
                nulls: page.len() - present.len(),
            });
            writer.write_data(Data { body: &body, encoding, values: page.len(), rows: page.len(), bounds })?;
        }
        // Of texts that nobody compares with nobody asks for the least; of numbers the greatest says how large sums are.
        let is_known = self.is_compared || !V::SORTED;
        let occurring = lines.iter().copied().filter(|number| *number != NONE).collect::<Vec<_>>();
        writer.finish(is_known.then(|| V::statistics(between(&values, &occurring), nulls as u64)))
    }
}

/// The least and the greatest of the values with these numbers.
fn between<V: Value>(values: &[V], numbers: &[u32]) -> Option<(V, V)> {
    if V::SORTED {
        let (least, greatest) = (numbers.iter().min()?, numbers.iter().max()?);
        return Some((values[*least as usize], values[*greatest as usize]));
    }
    let all = || numbers.iter().map(|number| values[*number as usize]);
    Some((all().min()?, all().max()?))
}

/// Of an entry, the number of its key or that of its value.
type Half = fn((u32, u32)) -> u32;

/// Maps, each of which is written as numbers of keys and numbers of values.
struct Maps<'a> {
    keys: Vec<&'a str>,
    values: Vec<&'a str>,
    /// The entries of each distinct map.
    entries: Vec<Vec<(u32, u32)>>,
    /// Of each line, its map.
    lines: Vec<u32>,
}

fn maps(
    parts: &[ArrayRef],
    order: &[u32],
    leaves: &[ColumnDescPtr],
    compressor: &mut Compressor<'static>,
) -> Result<Vec<Chunk>, ParquetError> {
    let [keys, values] = leaves else { return Err(ParquetError::General("a map has keys and values".to_owned())) };
    let maps = Maps::of(parts, order);
    Ok(vec![
        maps.encode(keys, (&maps.keys, |(key, _)| key), compressor)?,
        maps.encode(values, (&maps.values, |(_, value)| value), compressor)?,
    ])
}

impl<'a> Maps<'a> {
    fn of(parts: &'a [ArrayRef], order: &[u32]) -> Self {
        let (mut keys, mut values) = (Numbering::default(), Numbering::default());
        let (mut known, mut entries, mut places) = (HashMap::new(), Vec::new(), Vec::new());
        for part in parts {
            let maps = part.as_dictionary::<UInt32Type>().values().as_map();
            let texts = [maps.keys(), maps.values()].map(|texts| texts.as_string::<i32>());
            let place = |range: &[i32]| {
                let range = range[0] as usize..range[1] as usize;
                let map: Vec<_> = range.map(|at| (keys.number(texts[0].value(at)), values.number(texts[1].value(at)))).collect();
                *known.entry(map).or_insert_with_key(|map: &Vec<(u32, u32)>| {
                    entries.push(map.clone());
                    entries.len() as u32 - 1
                })
            };
            places.push(maps.value_offsets().windows(2).map(place).collect::<Vec<_>>());
        }
        let numbers = renumbered(parts.iter(), &places);
        let lines = order.iter().map(|line| numbers[*line as usize]).collect();
        Self { keys: keys.texts, values: values.texts, entries, lines }
    }

    /// One half of the entries.
    fn encode(
        &self,
        column: &ColumnDescPtr,
        (texts, half): (&[&str], Half),
        compressor: &mut Compressor<'static>,
    ) -> Result<Chunk, ParquetError> {
        let mut writer = ChunkWriter::new(column, compressor);
        let (mut body, width, there) = (Vec::new(), hybrid::width(texts.len()), column.max_def_level());
        if !texts.is_empty() {
            <&str>::put_all(texts.iter().copied(), &mut body);
            writer.write_dictionary(&body, texts.len())?;
        }
        let (mut repeated, mut defined, mut numbers) = (Vec::new(), Vec::new(), Vec::new());
        for page in self.lines.chunks(PAGE_ROWS) {
            body.clear();
            repeated.clear();
            defined.clear();
            numbers.clear();
            for map in page {
                let entries = self.entries.get(*map as usize).map(Vec::as_slice).unwrap_or_default();
                if entries.is_empty() {
                    // None is no map, and a map has entries.
                    repeated.push(0);
                    defined.push(0);
                }
                for (at, entry) in entries.iter().enumerate() {
                    repeated.push(u32::from(at > 0));
                    defined.push(u32::from(there.unsigned_abs()));
                    numbers.push(half(*entry));
                }
            }
            write_levels(&repeated, column.max_rep_level(), &mut body);
            write_levels(&defined, there, &mut body);
            let encoding = if texts.is_empty() {
                Encoding::PLAIN
            } else {
                body.push(width);
                hybrid::encode(&numbers, width, &mut body);
                Encoding::RLE_DICTIONARY
            };
            writer.write_data(Data { body: &body, encoding, values: repeated.len(), rows: page.len(), bounds: None })?;
        }
        writer.finish(None)
    }
}

/// Numbers of texts, in the order in which they are met.
#[derive(Default)]
struct Numbering<'a> {
    texts: Vec<&'a str>,
    numbers: HashMap<&'a str, u32>,
}

impl<'a> Numbering<'a> {
    fn number(&mut self, text: &'a str) -> u32 {
        *self.numbers.entry(text).or_insert_with(|| {
            self.texts.push(text);
            self.texts.len() as u32 - 1
        })
    }
}
