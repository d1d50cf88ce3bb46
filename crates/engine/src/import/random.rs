//! Random access to a file, for Parquet.

use std::fs::File;
use std::io::Read;

use bytes::Bytes;
use parquet::errors::Result;
use parquet::file::reader::{ChunkReader, Length};

use super::object_file::ObjectFile;

#[derive(Debug)]
pub(super) enum Random {
    Disk(File),
    Object(ObjectFile),
}

impl Length for Random {
    fn len(&self) -> u64 {
        match self {
            Self::Disk(file) => file.len(),
            Self::Object(file) => file.len(),
        }
    }
}

impl ChunkReader for Random {
    type T = Box<dyn Read>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        Ok(match self {
            Self::Disk(file) => Box::new(file.get_read(start)?),
            Self::Object(file) => Box::new(file.get_read(start)?),
        })
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        match self {
            Self::Disk(file) => file.get_bytes(start, length),
            Self::Object(file) => file.get_bytes(start, length),
        }
    }
}
