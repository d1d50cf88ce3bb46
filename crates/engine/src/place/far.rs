//! An object that is read in ranges, as it was when it was opened.

use std::io::{self, Read};
use std::ops::Range;

use bytes::{Buf, Bytes};
use object_store::{GetOptions, GetRange, ObjectMeta};

use super::bucket::{Object, wait};

/// What is asked for at a time by whoever reads on and on.
const BLOCK: u64 = 4 << 20;

#[derive(Clone, Debug)]
pub(super) struct Far {
    object: Object,
    pub(super) bytes: u64,
    version: Option<String>,
}

impl Far {
    pub(super) fn new(object: Object, known: ObjectMeta) -> Self {
        Self { object, bytes: known.size, version: known.e_tag }
    }

    pub(super) fn read(&self, range: Range<u64>) -> io::Result<Bytes> {
        if range.is_empty() {
            return Ok(Bytes::new());
        }
        let Object { store, key, .. } = self.object.clone();
        let options =
            GetOptions { range: Some(GetRange::Bounded(range)), if_match: self.version.clone(), ..GetOptions::default() };
        wait(async move { store.get_opts(&key, options).await?.bytes().await })
    }

    /// Its bytes from there to the end.
    pub(super) fn from(self, start: u64) -> Onwards {
        Onwards { far: self, next: start, block: Bytes::new() }
    }
}

/// Reads on, a block at a time.
pub(super) struct Onwards {
    far: Far,
    next: u64,
    block: Bytes,
}

impl Read for Onwards {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.block.is_empty() && self.next < self.far.bytes {
            let end = (self.next + BLOCK).min(self.far.bytes);
            self.block = self.far.read(self.next..end)?;
            self.next = end;
        }
        let count = self.block.len().min(out.len());
        self.block.copy_to_slice(&mut out[..count]);
        Ok(count)
    }
}
