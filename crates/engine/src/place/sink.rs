//! A file being written, from one end to the other.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use object_store::{Error, MultipartUpload, ObjectStoreExt};
use tokio::sync::Mutex;
use tokio::task::JoinHandle;

use super::bucket::{Object, runtime, said, wait};

/// Bytes of a part. A store takes ten thousand of them, and none but the last smaller than five million.
const PART: usize = 8 << 20;
/// Parts that are on their way while the next one is filled.
const UNDER_WAY: usize = 3;

/// Dropped before [`Sink::finish`], it leaves nothing under the file's name.
pub struct Sink(To);

enum To {
    Disk(File, Names),
    Bucket(Upload),
}

/// What a file is called before it is whole and after. The same, where nobody looks meanwhile.
struct Names {
    draft: PathBuf,
    name: PathBuf,
    is_finished: bool,
}

impl Sink {
    pub(super) fn plain(path: &Path) -> io::Result<Self> {
        let names = Names { draft: path.to_owned(), name: path.to_owned(), is_finished: true };
        Ok(Self(To::Disk(File::create(path)?, names)))
    }

    pub(super) fn whole(path: &Path, draft: &str) -> io::Result<Self> {
        let names = Names { draft: path.with_file_name(draft), name: path.to_owned(), is_finished: false };
        Ok(Self(To::Disk(File::create(&names.draft)?, names)))
    }

    pub(super) fn to(object: Object) -> Self {
        Self(To::Bucket(Upload { object, part: Vec::new(), begun: None, under_way: VecDeque::new() }))
    }

    /// Ends the file: its content is kept, and it has its name. The folder may still have to be brought to the disk
    /// ([`super::settle`]).
    ///
    /// # Errors
    /// The store's.
    pub fn finish(self) -> io::Result<()> {
        match self.0 {
            To::Disk(file, mut names) => {
                file.sync_all()?;
                if names.draft != names.name {
                    fs::rename(&names.draft, &names.name)?;
                }
                names.is_finished = true;
                Ok(())
            }
            To::Bucket(upload) => upload.finish(),
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.0 {
            To::Disk(file, _) => file.write(bytes),
            To::Bucket(upload) => upload.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.0 {
            To::Disk(file, _) => file.flush(),
            // A part is sent when it is full.
            To::Bucket(_) => Ok(()),
        }
    }
}

impl Drop for Names {
    fn drop(&mut self) {
        if !self.is_finished {
            // A draft that stays is written over by the next attempt, or goes with its folder.
            let _ = fs::remove_file(&self.draft);
        }
    }
}

/// Sent in parts while it is written, so that little of it is held; small ones go at once, at the end.
struct Upload {
    object: Object,
    part: Vec<u8>,
    begun: Option<Begun>,
    under_way: VecDeque<JoinHandle<Result<(), Error>>>,
}

type Begun = Arc<Mutex<Box<dyn MultipartUpload>>>;

impl Upload {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = bytes.len().min(PART - self.part.len());
        self.part.extend_from_slice(&bytes[..count]);
        if self.part.len() == PART {
            self.send()?;
        }
        Ok(count)
    }

    /// Sends what is gathered as the next part.
    fn send(&mut self) -> io::Result<()> {
        while self.under_way.len() >= UNDER_WAY {
            self.arrive()?;
        }
        let begun = match &self.begun {
            Some(begun) => begun,
            None => {
                let Object { store, key, .. } = self.object.clone();
                let begun = wait(async move { store.put_multipart(&key).await })?;
                self.begun.insert(Arc::new(Mutex::new(begun)))
            }
        };
        let (begun, part) = (Arc::clone(begun), Bytes::from(std::mem::take(&mut self.part)));
        // The parts are numbered as they are asked for, which is here; only their sending is left to others.
        let sending = wait(async move { Ok(begun.lock().await.put_part(part.into())) })?;
        self.under_way.push_back(runtime()?.spawn(sending));
        Ok(())
    }

    /// Waits for the part that was sent first.
    fn arrive(&mut self) -> io::Result<()> {
        let Some(part) = self.under_way.pop_front() else { return Ok(()) };
        wait(async move { part.await? })
    }

    fn finish(mut self) -> io::Result<()> {
        if self.begun.is_none() {
            let Object { store, key, .. } = self.object.clone();
            let content = Bytes::from(std::mem::take(&mut self.part));
            return wait(async move { store.put(&key, content.into()).await }).map(|_| ());
        }
        if !self.part.is_empty() {
            self.send()?;
        }
        while !self.under_way.is_empty() {
            self.arrive()?;
        }
        match self.begun.take() {
            Some(begun) => wait(async move { begun.lock().await.complete().await }).map(|_| ()),
            None => Err(io::Error::other("an upload lost its parts")),
        }
    }
}

impl Drop for Upload {
    /// What was sent is nowhere to be seen, and would be paid for.
    fn drop(&mut self) {
        let under_way = std::mem::take(&mut self.under_way);
        if let (Some(begun), Ok(runtime)) = (self.begun.take(), runtime()) {
            drop(runtime.spawn(async move {
                for part in under_way {
                    // Whether it arrived does not matter any more.
                    let _ = part.await;
                }
                // A process that is killed leaves it too: a bucket has rules for that.
                let _ = begun.lock().await.abort().await.map_err(said);
            }));
        }
    }
}
