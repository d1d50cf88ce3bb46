//! A file of a bill and where it is: in a folder, or in a bucket. What reads bills does not ask which.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

use super::bucket::Held;
use super::object_file::ObjectFile;
use super::object_stream::ObjectStream;
use super::random::Random;

#[derive(Clone, Debug)]
pub(super) struct Origin {
    pub(super) path: PathBuf,
    held: Option<Held>,
}

/// The bytes of a file, from any place on.
pub(super) trait Stream: Read + Seek {}
impl<T: Read + Seek> Stream for T {}

impl From<PathBuf> for Origin {
    fn from(path: PathBuf) -> Self {
        Self { path, held: None }
    }
}

impl From<Held> for Origin {
    fn from(held: Held) -> Self {
        Self { path: held.object.name.clone(), held: Some(held) }
    }
}

impl Origin {
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn held(&self) -> Option<&Held> {
        self.held.as_ref()
    }

    /// The first bytes, fewer where the file is shorter.
    pub(super) fn start(&self, bytes: u64) -> io::Result<Vec<u8>> {
        match &self.held {
            Some(held) => Ok(held.read(0..bytes.min(held.object.bytes))?.to_vec()),
            None => {
                let mut start = Vec::new();
                File::open(&self.path)?.take(bytes).read_to_end(&mut start)?;
                Ok(start)
            }
        }
    }

    pub(super) fn stream(&self) -> io::Result<Box<dyn Stream>> {
        Ok(match &self.held {
            Some(held) => Box::new(ObjectStream::new(held.clone())),
            None => Box::new(File::open(&self.path)?),
        })
    }

    pub(super) fn random(&self) -> io::Result<Random> {
        Ok(match &self.held {
            Some(held) => Random::Object(ObjectFile::new(held.clone())),
            None => Random::Disk(File::open(&self.path)?),
        })
    }
}
