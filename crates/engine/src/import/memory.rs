//! Objects in memory, for tests of what reads them.

use std::collections::BTreeMap;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use chrono::DateTime;

use super::bucket::{Bucket, Held, Object};

#[derive(Debug)]
struct Memory(BTreeMap<PathBuf, Bytes>);

impl Bucket for Memory {
    fn list(&self, name: &Path) -> io::Result<Vec<Object>> {
        Ok(self.0.iter().filter(|(path, _)| path.starts_with(name)).map(|(path, bytes)| object(path, bytes)).collect())
    }

    fn read(&self, object: &Object, range: Range<u64>) -> io::Result<Bytes> {
        let bytes = self.0.get(&object.name).ok_or(io::ErrorKind::NotFound)?;
        Ok(bytes.slice(range.start as usize..range.end as usize))
    }
}

fn object(name: &Path, bytes: &Bytes) -> Object {
    let modified = DateTime::UNIX_EPOCH;
    Object { name: name.to_owned(), bytes: bytes.len() as u64, version: String::new(), modified }
}

/// One object of that content.
pub(super) fn held(content: &[u8]) -> Held {
    let (name, bytes) = (PathBuf::from("s3://bucket/object"), Bytes::copy_from_slice(content));
    let object = object(&name, &bytes);
    Held { bucket: Arc::new(Memory(BTreeMap::from([(name, bytes)]))), object }
}
