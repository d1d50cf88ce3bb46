//! One column of a row group, from pages to numbers.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BooleanArray, PrimitiveArray, StringViewArray, StringViewBuilder};
use arrow::buffer::{Buffer, NullBuffer};
use arrow::datatypes::{ArrowPrimitiveType, DataType, Date32Type, Decimal128Type, Int64Type, TimestampMicrosecondType};
use bytes::Bytes;
use datafusion::error::{DataFusionError, Result};
use parquet::basic::Encoding;
use parquet::column::page::{Page, PageReader};
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::serialized_reader::SerializedPageReader;

use super::files::ChunkBytes;
use super::hybrid;
use super::{Coded, NULL};

/// Reads the column of these metadata and so many rows.
pub(super) fn read(
    bytes: ChunkBytes,
    (metadata, rows): (&ColumnChunkMetaData, usize),
    of: &DataType,
    keys: Vec<u32>,
) -> Result<Coded> {
    let is_optional = metadata.column_descr().max_def_level() > 0;
    let mut pages = SerializedPageReader::new(Arc::new(bytes), metadata, rows, None)?;
    let mut reading = Reading { values: Values::of(of)?, keys, levels: Vec::new(), present: Vec::new() };
    while let Some(page) = pages.get_next_page()? {
        reading.page(page, is_optional).unwrap_or_else(|| Err(damaged()))?;
    }
    let Reading { values, keys, .. } = reading;
    let values = values.finish(of);
    if keys.len() != rows || keys.iter().fold(0, |most, key| most.max(*key)) as usize >= values.len() {
        return Err(damaged());
    }
    Ok(Coded { values, keys })
}

fn damaged() -> DataFusionError {
    DataFusionError::Execution("a column of the ledger is damaged".to_owned())
}

struct Reading {
    values: Values,
    keys: Vec<u32>,
    /// Reused from page to page.
    levels: Vec<u32>,
    present: Vec<u32>,
}

/// What a data page holds.
struct Data {
    levels: Option<Bytes>,
    values: Bytes,
    encoding: Encoding,
    count: usize,
}

impl Reading {
    /// `None` where the page does not hold what it says.
    fn page(&mut self, page: Page, is_optional: bool) -> Option<Result<()>> {
        match page {
            Page::DictionaryPage { buf, num_values, .. } => self.values.plain(&buf, num_values as usize, 0)?,
            Page::DataPage { buf, num_values, encoding, .. } => {
                let (levels, values) = if is_optional { with_length(&buf)? } else { (Bytes::new(), buf) };
                let levels = is_optional.then_some(levels);
                return self.data(Data { levels, values, encoding, count: num_values as usize });
            }
            Page::DataPageV2 { buf, num_values, encoding, def_levels_byte_len, rep_levels_byte_len, .. } => {
                let (start, end) = (rep_levels_byte_len as usize, (rep_levels_byte_len + def_levels_byte_len) as usize);
                if end > buf.len() || start > end {
                    return None;
                }
                let levels = is_optional.then(|| buf.slice(start..end));
                return self.data(Data { levels, values: buf.slice(end..), encoding, count: num_values as usize });
            }
        }
        Some(Ok(()))
    }

    fn data(&mut self, data: Data) -> Option<Result<()>> {
        let Data { levels, values, encoding, count } = data;
        let all_present = match &levels {
            None => Some(true),
            Some(levels) => hybrid::only_level(levels, count),
        };
        match all_present {
            Some(true) => self.values.numbers(&values, encoding, count, &mut self.keys),
            Some(false) => {
                self.keys.resize(self.keys.len() + count, NULL);
                Some(Ok(()))
            }
            None => {
                let Self { levels: known, present, .. } = self;
                known.clear();
                hybrid::decode(&levels?, 1, (count, 0), known)?;
                present.clear();
                let there = known.iter().filter(|level| **level == 1).count();
                if let Err(error) = self.values.numbers(&values, encoding, there, present)? {
                    return Some(Err(error));
                }
                let mut next = present.iter();
                self.keys.extend(known.iter().map(|level| if *level == 1 { *next.next().unwrap_or(&NULL) } else { NULL }));
                Some(Ok(()))
            }
        }
    }
}

/// What stands behind a length of four bytes, and the rest.
fn with_length(bytes: &Bytes) -> Option<(Bytes, Bytes)> {
    let length = u32::from_le_bytes(*bytes.first_chunk::<4>()?) as usize;
    (bytes.len() - 4 >= length).then(|| (bytes.slice(4..4 + length), bytes.slice(4 + length..)))
}

/// The values met so far; the first is none.
enum Values {
    Text(StringViewBuilder),
    Money(Vec<i128>),
    Day(Vec<i32>),
    Long(Vec<i64>),
    /// No, yes.
    Flag,
}

impl Values {
    fn of(data_type: &DataType) -> Result<Self> {
        Ok(match data_type {
            DataType::Utf8View => {
                let mut texts = StringViewBuilder::new();
                texts.append_null();
                Self::Text(texts)
            }
            DataType::Decimal128(..) => Self::Money(vec![0]),
            DataType::Date32 => Self::Day(vec![0]),
            DataType::Int64 | DataType::Timestamp(..) => Self::Long(vec![0]),
            DataType::Boolean => Self::Flag,
            other => return Err(DataFusionError::Internal(format!("columns of {other} are not read by number"))),
        })
    }

    fn len(&self) -> usize {
        match self {
            Self::Text(texts) => arrow::array::ArrayBuilder::len(texts),
            Self::Money(values) => values.len(),
            Self::Day(values) => values.len(),
            Self::Long(values) => values.len(),
            Self::Flag => 3,
        }
    }

    /// Appends the numbers of the next values of a page.
    fn numbers(&mut self, bytes: &Bytes, encoding: Encoding, count: usize, out: &mut Vec<u32>) -> Option<Result<()>> {
        let is_dictionary = matches!(encoding, Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY);
        match (encoding, &*self) {
            _ if count == 0 => {}
            _ if is_dictionary => {
                let (width, packed) = bytes.split_first()?;
                hybrid::decode(packed, *width, (count, 1), out)?;
            }
            (Encoding::PLAIN, Self::Flag) => {
                let bit = |at: usize| Some(u32::from(bytes.get(at / 8)? >> (at % 8) & 1) + 1);
                for at in 0..count {
                    out.push(bit(at)?);
                }
            }
            (Encoding::RLE, Self::Flag) => hybrid::decode(bytes.get(4..)?, 1, (count, 1), out)?,
            (Encoding::PLAIN, _) => {
                let first = u32::try_from(self.len()).ok()?;
                self.plain(bytes, count, 0)?;
                out.extend(first..first + u32::try_from(count).ok()?);
            }
            _ => {
                let reason = format!("columns of the ledger are not written in {encoding}");
                return Some(Err(DataFusionError::Execution(reason)));
            }
        }
        Some(Ok(()))
    }

    /// Values one after the other.
    fn plain(&mut self, bytes: &Bytes, count: usize, from: usize) -> Option<()> {
        match self {
            Self::Text(texts) => {
                let block = texts.append_block(Buffer::from(bytes.clone()));
                let mut at = from;
                for _ in 0..count {
                    let length = u32::from_le_bytes(*bytes.get(at..)?.first_chunk::<4>()?);
                    texts.try_append_view(block, u32::try_from(at + 4).ok()?, length).ok()?;
                    at += 4 + length as usize;
                }
            }
            Self::Money(values) => {
                let sixteen = bytes.chunks_exact(16).take(count).map(|value| value.try_into().map(i128::from_be_bytes));
                values.extend(sixteen.filter_map(Result::ok));
            }
            Self::Day(values) => {
                let four = bytes.chunks_exact(4).take(count).map(|value| value.try_into().map(i32::from_le_bytes));
                values.extend(four.filter_map(Result::ok));
            }
            Self::Long(values) => {
                let eight = bytes.chunks_exact(8).take(count).map(|value| value.try_into().map(i64::from_le_bytes));
                values.extend(eight.filter_map(Result::ok));
            }
            Self::Flag => {}
        }
        Some(())
    }

    fn finish(self, of: &DataType) -> ArrayRef {
        match self {
            Self::Text(mut texts) => Arc::new(texts.finish()) as Arc<StringViewArray>,
            Self::Money(values) => numbers::<Decimal128Type>(values, of),
            Self::Day(values) => numbers::<Date32Type>(values, of),
            Self::Long(values) if *of == DataType::Int64 => numbers::<Int64Type>(values, of),
            Self::Long(values) => numbers::<TimestampMicrosecondType>(values, of),
            Self::Flag => Arc::new(BooleanArray::from(vec![None, Some(false), Some(true)])),
        }
    }
}

fn numbers<T: ArrowPrimitiveType>(values: Vec<T::Native>, of: &DataType) -> ArrayRef {
    let nulls: NullBuffer = (0..values.len()).map(|at| at > 0).collect::<Vec<_>>().into();
    Arc::new(PrimitiveArray::<T>::new(values.into(), Some(nulls)).with_data_type(of.clone()))
}
