//! Files that lie in no folder of this machine: all that an import asks of an object store. The engine knows no store by
//! name; whoever can read one hands it in.

use std::fmt::Debug;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, Utc};

/// An object as a listing shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// How people call it, and errors: `s3://bucket/key`.
    pub name: PathBuf,
    pub bytes: u64,
    /// Another one whenever the content is another (the `ETag`).
    pub version: String,
    pub modified: DateTime<Utc>,
}

/// Objects to be read. Its calls block; they come from several threads at once.
pub trait Bucket: Debug + Send + Sync {
    /// Every object at `name` or in the folder of that name, in any order.
    ///
    /// # Errors
    /// The store's.
    fn list(&self, name: &Path) -> io::Result<Vec<Object>>;

    /// Bytes of an object as it was listed, all of the range; the range lies within it.
    ///
    /// # Errors
    /// [`io::ErrorKind::StaleNetworkFileHandle`] when the object is another one by now, [`io::ErrorKind::NotFound`] when it
    /// is gone, or the store's. Whatever may pass was tried again before.
    fn read(&self, object: &Object, range: Range<u64>) -> io::Result<Bytes>;
}

/// An object and where to read it.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub(super) bucket: Arc<dyn Bucket>,
    pub(super) object: Object,
}

impl Held {
    pub(super) fn read(&self, range: Range<u64>) -> io::Result<Bytes> {
        self.bucket.read(&self.object, range)
    }

    /// The same for the same content, wherever it lies.
    pub(super) fn digest(&self) -> String {
        blake3::hash(format!("{} {}", self.object.version, self.object.bytes).as_bytes()).to_hex().to_string()
    }
}
