//! A folder on the server, read like a bucket, so that deliveries in it are found and awaited by the same rules.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use muster_engine::import::{Bucket, Object};

use crate::Shelf;
use crate::finding::About;

#[derive(Debug)]
pub(crate) struct Folder;

impl Shelf {
    /// A folder on this machine.
    pub fn folder(path: PathBuf) -> Self {
        let about = About::location(&path.display().to_string());
        Self { bucket: Arc::new(Folder), root: path, about }
    }
}

impl Bucket for Folder {
    fn list(&self, root: &Path) -> io::Result<Vec<Object>> {
        let mut objects = Vec::new();
        walk(root, &mut objects)?;
        Ok(objects)
    }

    fn read(&self, object: &Object, range: Range<u64>) -> io::Result<Bytes> {
        let mut file = File::open(&object.name)?;
        if version(&file.metadata()?) != object.version {
            return Err(io::ErrorKind::StaleNetworkFileHandle.into());
        }
        file.seek(SeekFrom::Start(range.start))?;
        let mut bytes = vec![0; usize::try_from(range.end - range.start).map_err(io::Error::other)?];
        file.read_exact(&mut bytes)?;
        Ok(bytes.into())
    }
}

/// Hidden files and linked folders are passed over, as in an import of a folder.
fn walk(path: &Path, objects: &mut Vec<Object>) -> io::Result<()> {
    let data = fs::metadata(path)?;
    if data.is_file() {
        objects.push(object(path, &data));
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
        let is_link_to_folder = entry.file_type()?.is_symlink() && entry.path().is_dir();
        if !is_hidden && !is_link_to_folder && entry.path().exists() {
            walk(&entry.path(), objects)?;
        }
    }
    Ok(())
}

fn object(path: &Path, data: &fs::Metadata) -> Object {
    // Of the times of copies only a manifest's says something: the others were written in any order.
    let is_manifest = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    let modified = data.modified().ok().filter(|_| is_manifest).map(DateTime::<Utc>::from).unwrap_or_default();
    Object { name: path.to_owned(), bytes: data.len(), version: version(data), modified }
}

fn version(data: &fs::Metadata) -> String {
    let since = data.modified().ok().and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok()).unwrap_or_default();
    format!("{}-{}", since.as_nanos(), data.len())
}
