//! A file of either kind, for Parquet's readers.

use std::fs::File;
use std::io::{self, Read};

use bytes::{Buf, Bytes};
use parquet::errors::Result;
use parquet::file::reader::{ChunkReader, Length};

use super::bucket::Object;
use super::far::Far;

/// Objects up to so many bytes come at once: kept sums, mostly, which are read from end to end.
const SMALL: u64 = 16 << 20;

/// A file that can be read anywhere.
#[derive(Debug)]
pub enum Opened {
    Disk(File),
    /// All of it.
    Held(Bytes),
    /// Of which ranges are asked for.
    Distant(Distant),
}

#[derive(Debug)]
pub struct Distant(Far);

impl Opened {
    pub(super) fn of(object: Object) -> io::Result<Self> {
        let far = object.far()?;
        Ok(if far.bytes <= SMALL { Self::Held(far.read(0..far.bytes)?) } else { Self::Distant(Distant(far)) })
    }
}

impl Length for Opened {
    fn len(&self) -> u64 {
        match self {
            Self::Disk(file) => file.len(),
            Self::Held(bytes) => bytes.len() as u64,
            Self::Distant(Distant(far)) => far.bytes,
        }
    }
}

impl ChunkReader for Opened {
    type T = Box<dyn Read + Send>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        Ok(match self {
            Self::Disk(file) => Box::new(file.get_read(start)?),
            Self::Held(bytes) => Box::new(ChunkReader::get_read(bytes, start)?.into_inner().reader()),
            Self::Distant(Distant(far)) => Box::new(far.clone().from(start)),
        })
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        match self {
            Self::Disk(file) => file.get_bytes(start, length),
            Self::Held(bytes) => bytes.get_bytes(start, length),
            Self::Distant(Distant(far)) => Ok(far.read(start..start + length as u64)?),
        }
    }
}
