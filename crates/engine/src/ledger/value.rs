//! Values as Parquet writes them.

use parquet::data_type::{ByteArray, FixedLenByteArray};
use parquet::file::statistics::Statistics;

/// A value of a column that has one for each row at most.
pub(super) trait Value: Copy + Ord {
    /// Whether the distinct values of a column come in their order.
    const SORTED: bool = false;
    /// Whether Parquet allows a dictionary of them.
    const DICTIONARY: bool = true;

    /// Appends it as one of many.
    fn put(self, out: &mut Vec<u8>);

    /// As a bound of a page.
    fn bound(self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.put(&mut bytes);
        bytes
    }

    fn statistics(between: Option<(Self, Self)>, nulls: u64) -> Statistics;

    /// Appends values one after the other.
    fn put_all(values: impl Iterator<Item = Self>, out: &mut Vec<u8>) {
        values.for_each(|value| value.put(out));
    }
}

macro_rules! number {
    ($type:ty) => {
        impl Value for $type {
            fn put(self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }

            fn statistics(between: Option<(Self, Self)>, nulls: u64) -> Statistics {
                let (least, greatest) = between.unzip();
                Statistics::new(least, greatest, None, Some(nulls), false)
            }
        }
    };
}

number!(i32);
number!(i64);

/// Money: sixteen bytes, the highest first.
impl Value for i128 {
    fn put(self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_be_bytes());
    }

    fn statistics(between: Option<(Self, Self)>, nulls: u64) -> Statistics {
        let bytes = |units: i128| FixedLenByteArray::from(units.to_be_bytes().to_vec());
        let (least, greatest) = between.map(|(least, greatest)| (bytes(least), bytes(greatest))).unzip();
        Statistics::new(least, greatest, None, Some(nulls), false)
    }
}

impl Value for &str {
    const SORTED: bool = true;

    fn put(self, out: &mut Vec<u8>) {
        out.extend_from_slice(&(self.len() as u32).to_le_bytes());
        out.extend_from_slice(self.as_bytes());
    }

    fn bound(self) -> Vec<u8> {
        self.as_bytes().to_vec()
    }

    fn statistics(between: Option<(Self, Self)>, nulls: u64) -> Statistics {
        let (least, greatest) = between.map(|(least, greatest)| (ByteArray::from(least), ByteArray::from(greatest))).unzip();
        Statistics::new(least, greatest, None, Some(nulls), false)
    }
}

impl Value for bool {
    const DICTIONARY: bool = false;

    fn put(self, out: &mut Vec<u8>) {
        out.push(self.into());
    }

    fn statistics(between: Option<(Self, Self)>, nulls: u64) -> Statistics {
        let (least, greatest) = between.unzip();
        Statistics::new(least, greatest, None, Some(nulls), false)
    }

    /// Eight to a byte.
    fn put_all(values: impl Iterator<Item = Self>, out: &mut Vec<u8>) {
        for (at, value) in values.enumerate() {
            if at % 8 == 0 {
                out.push(0);
            }
            if let Some(last) = out.last_mut().filter(|_| value) {
                *last |= 1 << (at % 8);
            }
        }
    }
}
