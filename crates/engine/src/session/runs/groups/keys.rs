//! The values of keys, read from arrays, written one after the other and read back.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, BooleanBuilder, Date32Array, Int32Array, Int64Array, PrimitiveArray, StringArray,
    StringBuilder, StringViewArray, StringViewBuilder,
};
use arrow::datatypes::{ArrowPrimitiveType, DataType, Date32Type, Int32Type, Int64Type};
use datafusion::error::{DataFusionError, Result};

/// The type of a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in super::super) enum KeyType {
    View,
    Text,
    Day,
    Int32,
    Int64,
    Flag,
}

impl KeyType {
    /// `None` for others.
    pub(in super::super) fn of(data_type: &DataType) -> Option<Self> {
        match data_type {
            DataType::Utf8View => Some(Self::View),
            DataType::Utf8 => Some(Self::Text),
            DataType::Date32 => Some(Self::Day),
            DataType::Int32 => Some(Self::Int32),
            DataType::Int64 => Some(Self::Int64),
            DataType::Boolean => Some(Self::Flag),
            _ => None,
        }
    }
}

/// A flag takes two bits of a code: no, yes, NULL.
pub(super) const FLAG_BITS: usize = 2;
pub(super) const NULL_FLAG: u32 = 2;
pub(super) const MOST_FLAGS: usize = u32::BITS as usize / FLAG_BITS;

/// A key of the rows of a batch.
pub(super) enum Column<'a> {
    View(&'a StringViewArray),
    Text(&'a StringArray),
    Day(&'a Date32Array),
    Int32(&'a Int32Array),
    Int64(&'a Int64Array),
    Flag(&'a BooleanArray),
}

impl<'a> Column<'a> {
    pub(super) fn of(key: &'a ArrayRef, of: KeyType) -> Result<Self> {
        let column = match of {
            KeyType::View => key.as_string_view_opt().map(Self::View),
            KeyType::Text => key.as_string_opt().map(Self::Text),
            KeyType::Day => key.as_primitive_opt().map(Self::Day),
            KeyType::Int32 => key.as_primitive_opt().map(Self::Int32),
            KeyType::Int64 => key.as_primitive_opt().map(Self::Int64),
            KeyType::Flag => key.as_boolean_opt().map(Self::Flag),
        };
        column.ok_or_else(|| DataFusionError::Internal(format!("a key of type {}", key.data_type())))
    }

    /// Marks rows whose key is another one than in the row before. Two equal texts may be marked; that only costs time.
    pub(super) fn mark_changes(&self, differs: &mut [bool]) {
        match self {
            Self::View(texts) => mark_changes(*texts, texts.views(), differs),
            Self::Text(texts) => {
                for (row, differs) in differs.iter_mut().enumerate().skip(1) {
                    *differs |= texts.is_valid(row) != texts.is_valid(row - 1)
                        || texts.is_valid(row) && texts.value(row) != texts.value(row - 1);
                }
            }
            Self::Day(values) => mark_changes(*values, values.values(), differs),
            Self::Int32(values) => mark_changes(*values, values.values(), differs),
            Self::Int64(values) => mark_changes(*values, values.values(), differs),
            Self::Flag(_) => {}
        }
    }

    /// Appends a row's key: whether there is one, how long a text is, and the value. Flags are kept apart.
    pub(super) fn write(&self, row: usize, out: &mut Vec<u8>) {
        match self {
            Self::View(texts) => write_text(texts.is_valid(row).then(|| texts.value(row)), out),
            Self::Text(texts) => write_text(texts.is_valid(row).then(|| texts.value(row)), out),
            Self::Day(values) => write_number(values, row, out),
            Self::Int32(values) => write_number(values, row, out),
            Self::Int64(values) => write_number(values, row, out),
            Self::Flag(_) => {}
        }
    }
}

fn mark_changes<T: PartialEq>(array: &dyn Array, values: &[T], differs: &mut [bool]) {
    match array.nulls() {
        Some(nulls) if nulls.null_count() == nulls.len() => {}
        Some(nulls) if nulls.null_count() > 0 => {
            for row in 1..values.len() {
                let (is, was) = (nulls.is_valid(row), nulls.is_valid(row - 1));
                differs[row] |= is != was || is && values[row] != values[row - 1];
            }
        }
        _ => {
            for (differs, pair) in differs.iter_mut().skip(1).zip(values.windows(2)) {
                *differs |= pair[0] != pair[1];
            }
        }
    }
}

const ABSENT: u8 = 0;
const PRESENT: u8 = 1;

fn write_text(text: Option<&str>, out: &mut Vec<u8>) {
    match text {
        Some(text) => {
            out.push(PRESENT);
            out.extend_from_slice(&(text.len() as u64).to_le_bytes());
            out.extend_from_slice(text.as_bytes());
        }
        None => out.push(ABSENT),
    }
}

fn write_number<T: ArrowPrimitiveType>(values: &PrimitiveArray<T>, row: usize, out: &mut Vec<u8>)
where
    i64: From<T::Native>,
{
    match values.is_valid(row) {
        true => {
            out.push(PRESENT);
            out.extend_from_slice(&i64::from(values.value(row)).to_le_bytes());
        }
        false => out.push(ABSENT),
    }
}

/// A key of every group, being gathered.
pub(super) enum Builder {
    View(StringViewBuilder),
    Text(StringBuilder),
    Day(Vec<Option<i32>>),
    Int32(Vec<Option<i32>>),
    Int64(Vec<Option<i64>>),
    Flag(BooleanBuilder),
}

impl Builder {
    pub(super) fn new(of: KeyType, groups: usize) -> Self {
        match of {
            KeyType::View => Self::View(StringViewBuilder::with_capacity(groups).with_deduplicate_strings()),
            KeyType::Text => Self::Text(StringBuilder::new()),
            KeyType::Day => Self::Day(Vec::with_capacity(groups)),
            KeyType::Int32 => Self::Int32(Vec::with_capacity(groups)),
            KeyType::Int64 => Self::Int64(Vec::with_capacity(groups)),
            KeyType::Flag => Self::Flag(BooleanBuilder::with_capacity(groups)),
        }
    }

    /// Reads what [`Column::write`] wrote, or the flags' next bits.
    pub(super) fn append(&mut self, key: &mut &[u8], flags: &mut u32) -> Result<()> {
        match self {
            Self::View(texts) => texts.append_option(read_text(key)?),
            Self::Text(texts) => texts.append_option(read_text(key)?),
            Self::Day(values) | Self::Int32(values) => values.push(read_number(key)?.map(|value| value as i32)),
            Self::Int64(values) => values.push(read_number(key)?),
            Self::Flag(values) => {
                let flag = *flags & 3;
                *flags >>= FLAG_BITS;
                values.append_option((flag != NULL_FLAG).then_some(flag == 1));
            }
        }
        Ok(())
    }

    pub(super) fn finish(self) -> ArrayRef {
        match self {
            Self::View(mut texts) => Arc::new(texts.finish()),
            Self::Text(mut texts) => Arc::new(texts.finish()),
            Self::Day(values) => Arc::new(PrimitiveArray::<Date32Type>::from(values)),
            Self::Int32(values) => Arc::new(PrimitiveArray::<Int32Type>::from(values)),
            Self::Int64(values) => Arc::new(PrimitiveArray::<Int64Type>::from(values)),
            Self::Flag(mut values) => Arc::new(values.finish()),
        }
    }
}

fn read_text<'a>(key: &mut &'a [u8]) -> Result<Option<&'a str>> {
    if !is_present(key)? {
        return Ok(None);
    }
    let length = usize::try_from(u64::from_le_bytes(eight(key)?)).map_err(|_| lost())?;
    let (text, rest) = key.split_at_checked(length).ok_or_else(lost)?;
    *key = rest;
    std::str::from_utf8(text).map(Some).map_err(|_| lost())
}

fn read_number(key: &mut &[u8]) -> Result<Option<i64>> {
    if is_present(key)? { Ok(Some(i64::from_le_bytes(eight(key)?))) } else { Ok(None) }
}

fn is_present(key: &mut &[u8]) -> Result<bool> {
    let (first, rest) = key.split_first().ok_or_else(lost)?;
    *key = rest;
    Ok(*first == PRESENT)
}

fn eight(key: &mut &[u8]) -> Result<[u8; 8]> {
    let (eight, rest) = key.split_first_chunk::<8>().ok_or_else(lost)?;
    *key = rest;
    Ok(*eight)
}

fn lost() -> DataFusionError {
    DataFusionError::Internal("the key of a group was lost".to_owned())
}
