//! Writes lines as Parquet, doubles and all, as AWS does.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Builder, MapBuilder, StringArray, StringBuilder, TimestampMillisecondArray};
use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use super::columns::{Map, Read};
use super::layout::{Absent, Field, Layout};
use super::line::Line;
use super::number::Num;
use super::text::{self, MomentStyle, NumberStyle};
use super::text_file;

/// Lines that are turned into arrays at once.
const BATCH: usize = 4_096;
/// Lines of a row group: what a writer holds in memory, encoded.
const ROW_GROUP: usize = 131_072;

/// Writes one file and returns its lines.
pub(crate) fn write<'a>(path: &Path, layout: &Layout, mut lines: impl Iterator<Item = Line<'a>>) -> io::Result<u64> {
    let properties =
        WriterProperties::builder().set_compression(Compression::SNAPPY).set_max_row_group_row_count(Some(ROW_GROUP)).build();
    let mut batch: Vec<Line> = lines.by_ref().take(BATCH).collect();
    let mut written = record_batch(layout, &batch).map_err(io::Error::other)?;
    let mut writer = ArrowWriter::try_new(File::create(path)?, written.schema(), Some(properties))?;
    let mut count = 0;
    while !batch.is_empty() {
        writer.write(&written)?;
        count += batch.len() as u64;
        batch.clear();
        batch.extend(lines.by_ref().take(BATCH));
        written = record_batch(layout, &batch).map_err(io::Error::other)?;
    }
    writer.close()?;
    Ok(count)
}

fn record_batch(layout: &Layout, lines: &[Line]) -> Result<RecordBatch, ArrowError> {
    let columns = layout.fields.iter().map(|field| Ok((field.name(), column(layout, field, lines)?, is_nullable(field))));
    RecordBatch::try_from_iter_with_nullable(columns.collect::<Result<Vec<_>, ArrowError>>()?)
}

/// Everything but moments, which every line has.
fn is_nullable(field: &Field) -> bool {
    !matches!(field, Field::Single { read: Read::Moment(_), .. })
}

fn column(layout: &Layout, field: &Field, lines: &[Line]) -> Result<ArrayRef, ArrowError> {
    match field {
        Field::Single { read, .. } => Ok(single(layout, *read, lines)),
        Field::Map { map: Map::Discount, entries, .. } => numbers_map(entries, lines),
        Field::Map { map: Map::Product | Map::ResourceTags | Map::CostCategory, entries, .. } => texts_map(entries, lines),
    }
}

fn single(layout: &Layout, read: Read, lines: &[Line]) -> ArrayRef {
    match read {
        Read::Number(read) => {
            let absent = match layout.absent {
                Absent::Empty => Some(0.0),
                Absent::Null => None,
            };
            let mut numbers = Float64Builder::with_capacity(lines.len());
            numbers.extend(lines.iter().map(|line| read(line).map(Num::to_f64).or(absent)));
            Arc::new(numbers.finish())
        }
        Read::Moment(read) => Arc::new(TimestampMillisecondArray::from_iter_values(lines.iter().map(|line| read(line) * 1_000))),
        Read::Text(read) => {
            let said = |text: &&str| layout.absent == Absent::Empty || !text.is_empty();
            Arc::new(lines.iter().map(|line| Some(read(line)).filter(said)).collect::<StringArray>())
        }
        Read::Rate(_) | Read::MomentText(_) | Read::Interval(_) => texts(layout, read, lines),
    }
}

fn texts(layout: &Layout, read: Read, lines: &[Line]) -> ArrayRef {
    let mut texts = StringBuilder::with_capacity(lines.len(), lines.len() * 16);
    let mut scratch = Vec::with_capacity(64);
    for line in lines {
        scratch.clear();
        written(&mut scratch, layout.rates, read, line);
        match (scratch.is_empty(), layout.absent) {
            (true, Absent::Null) => texts.append_null(),
            _ => texts.append_value(String::from_utf8_lossy(&scratch)),
        }
    }
    Arc::new(texts.finish())
}

fn written(out: &mut Vec<u8>, rates: NumberStyle, read: Read, line: &Line) {
    match read {
        Read::Text(read) => out.extend_from_slice(read(line).as_bytes()),
        Read::Rate(read) | Read::Number(read) => {
            if let Some(number) = read(line) {
                text::number(out, number, rates);
            }
        }
        Read::MomentText(read) => {
            if let Some(moment) = read(line) {
                text::moment(out, moment, MomentStyle::Milliseconds);
            }
        }
        Read::Moment(read) => text::moment(out, read(line), MomentStyle::Milliseconds),
        Read::Interval(read) => text_file::interval(out, read(line)),
    }
}

fn texts_map(entries: &[(&str, Read)], lines: &[Line]) -> Result<ArrayRef, ArrowError> {
    let mut maps = MapBuilder::new(None, StringBuilder::new(), StringBuilder::new());
    for line in lines {
        for (key, read) in entries {
            if let Read::Text(read) = read
                && !read(line).is_empty()
            {
                maps.keys().append_value(key);
                maps.values().append_value(read(line));
            }
        }
        maps.append(true)?;
    }
    Ok(Arc::new(maps.finish()))
}

fn numbers_map(entries: &[(&str, Read)], lines: &[Line]) -> Result<ArrayRef, ArrowError> {
    let mut maps = MapBuilder::new(None, StringBuilder::new(), Float64Builder::new());
    for line in lines {
        for (key, read) in entries {
            if let Read::Number(read) = read
                && let Some(number) = read(line)
            {
                maps.keys().append_value(key);
                maps.values().append_value(number.to_f64());
            }
        }
        maps.append(true)?;
    }
    Ok(Arc::new(maps.finish()))
}
