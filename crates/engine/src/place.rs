//! Where a ledger lies, and what the console keeps beside it: in a folder of this machine, or in one of a bucket. Either
//! is named by a path, and `s3://bucket/folder` is the bucket's; whoever holds a path need not know which it is.
//!
//! What both promise: a file that was finished is there whole and stays there, also after a power cut; one that was not
//! is not there under its name. On a disk that is a rename, in a bucket a PUT or the end of a multipart upload. What a
//! bucket has no folders for (making them, bringing their names to the disk) it answers with nothing to do.
//!
//! Its calls block, from whatever thread: requests travel on threads of their own ([`bucket`]). Those that are `async`
//! say so.

mod bucket;
mod far;
mod opened;
mod sink;
mod streams;

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use bytes::Bytes;
use tempfile::TempDir;

pub(crate) use bucket::{Expected, Version, read_version, store_of, url_of, write_if};
pub use bucket::{mount, open_buckets_with, runtime};
pub use opened::Opened;
pub use sink::Sink;
pub use streams::{Arriving, arriving, stream};

use bucket::Object;

/// How many objects are asked for at once.
const AT_ONCE: usize = 16;

/// A path, as it is meant.
enum At<'a> {
    Disk(&'a Path),
    Bucket(Object),
}

fn at(path: &Path) -> io::Result<At<'_>> {
    Ok(if is_remote(path) { At::Bucket(Object::at(path)?) } else { At::Disk(path) })
}

/// A file, as a listing shows it.
#[derive(Clone, Debug)]
pub struct Entry {
    pub path: PathBuf,
    pub bytes: u64,
    pub modified: SystemTime,
    /// In a bucket another one whenever the content is another.
    pub(crate) version: String,
}

/// Whether the path is a bucket's.
pub fn is_remote(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().starts_with(b"s3:/")
}

/// The same place, wherever the process goes later.
///
/// # Errors
/// The file system's.
pub fn absolute(path: &Path) -> io::Result<PathBuf> {
    if is_remote(path) { Ok(path.to_owned()) } else { std::path::absolute(path) }
}

/// # Errors
/// The store's, as everywhere here; [`io::ErrorKind::NotFound`] where there is no such file.
pub fn read(path: &Path) -> io::Result<Bytes> {
    match at(path)? {
        At::Disk(path) => fs::read(path).map(Bytes::from),
        At::Bucket(object) => object.read(),
    }
}

/// Several files, in their order; what is far away comes at the same time.
///
/// # Errors
/// As [`read`], of the first that cannot be read.
pub(crate) fn read_all(paths: &[PathBuf]) -> io::Result<Vec<Bytes>> {
    match paths.first() {
        Some(first) if is_remote(first) => {
            bucket::read_all(paths.iter().map(|path| Object::at(path)).collect::<io::Result<_>>()?, AT_ONCE)
        }
        _ => paths.iter().map(|path| read(path)).collect(),
    }
}

/// Reads a file from its beginning to its end, holding little of it.
///
/// # Errors
/// As [`read`].
pub fn reader(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    Ok(match at(path)? {
        At::Disk(path) => Box::new(File::open(path)?),
        At::Bucket(object) => Box::new(object.far()?.from(0)),
    })
}

/// Opens a file for Parquet's readers.
///
/// # Errors
/// As [`read`].
pub fn open(path: &Path) -> io::Result<Opened> {
    match at(path)? {
        At::Disk(path) => File::open(path).map(Opened::Disk),
        At::Bucket(object) => Opened::of(object),
    }
}

/// How many bytes a file has.
///
/// # Errors
/// As [`read`].
pub fn size(path: &Path) -> io::Result<u64> {
    match at(path)? {
        At::Disk(path) => fs::metadata(path).map(|known| known.len()),
        At::Bucket(object) => object.head().map(|known| known.size),
    }
}

/// Whether there is such a file.
///
/// # Errors
/// The store's, where it could not be asked.
pub fn exists(path: &Path) -> io::Result<bool> {
    match size(path) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Begins a file in a folder that nobody looks into yet: it has its name from the start.
///
/// # Errors
/// The store's.
pub(crate) fn create(path: &Path) -> io::Result<Sink> {
    match at(path)? {
        At::Disk(path) => Sink::plain(path),
        At::Bucket(object) => Ok(Sink::to(object)),
    }
}

/// Begins a file that gets its name when it is finished. On a disk it is called `draft` until then, which tells two
/// writers of one file apart.
///
/// # Errors
/// The store's.
pub fn create_whole(path: &Path, draft: &str) -> io::Result<Sink> {
    match at(path)? {
        At::Disk(path) => Sink::whole(path, draft),
        At::Bucket(object) => Ok(Sink::to(object)),
    }
}

/// Writes a file so that it is there whole or not at all, also after a crash.
///
/// # Errors
/// The store's; the old content stands then, or in a bucket that did not answer either.
pub fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut sink = create_whole(path, &format!("{name}.tmp"))?;
    sink.write_all(content)?;
    sink.finish()?;
    path.parent().map_or(Ok(()), settle)
}

/// Has a file, or the names in a folder, reach the disk; in a bucket they are there.
///
/// # Errors
/// The file system's.
pub fn settle(path: &Path) -> io::Result<()> {
    if is_remote(path) { Ok(()) } else { File::open(path)?.sync_all() }
}

/// Makes a folder and those around it, where they are not there.
///
/// # Errors
/// The file system's.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    if is_remote(folder) { Ok(()) } else { fs::create_dir_all(folder) }
}

/// Every file below a folder, at any depth; none where it is not there.
///
/// # Errors
/// The store's.
pub fn list(folder: &Path) -> io::Result<Vec<Entry>> {
    match at(folder)? {
        At::Disk(folder) => {
            let mut entries = Vec::new();
            walk(folder, &mut entries)?;
            Ok(entries)
        }
        At::Bucket(object) => object.list(),
    }
}

/// The folders in a folder; none where it is not there.
///
/// # Errors
/// The store's.
pub fn folders(folder: &Path) -> io::Result<Vec<PathBuf>> {
    match at(folder)? {
        At::Disk(folder) => {
            let is_folder = |entry: &io::Result<fs::DirEntry>| {
                entry.as_ref().map_or(true, |entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
            };
            children(folder)?.filter(is_folder).map(|entry| Ok(entry?.path())).collect()
        }
        At::Bucket(object) => object.folders(),
    }
}

/// Whether a folder has anything in it that is called otherwise.
///
/// # Errors
/// The store's.
pub(crate) fn holds_other_than(folder: &Path, name: &str) -> io::Result<bool> {
    match at(folder)? {
        At::Disk(folder) => {
            let mut children = children(folder)?;
            let is_other = |child: io::Result<fs::DirEntry>| child.map(|child| child.file_name() != name);
            children.try_fold(false, |other, child| Ok(other || is_other(child)?))
        }
        At::Bucket(object) => Ok(!object.is_empty()?),
    }
}

fn walk(folder: &Path, entries: &mut Vec<Entry>) -> io::Result<()> {
    for child in children(folder)? {
        let child = child?;
        let known = match child.metadata() {
            // It went between two looks.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            known => known?,
        };
        if known.is_dir() {
            walk(&child.path(), entries)?;
        } else {
            let modified = known.modified()?;
            entries.push(Entry { path: child.path(), bytes: known.len(), modified, version: String::new() });
        }
    }
    Ok(())
}

fn children(folder: &Path) -> io::Result<impl Iterator<Item = io::Result<fs::DirEntry>>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        entries => Some(entries?),
    };
    Ok(entries.into_iter().flatten())
}

/// Removes a file; that it is not there is as good.
///
/// # Errors
/// The store's.
pub fn remove(path: &Path) -> io::Result<()> {
    let removed = match at(path)? {
        At::Disk(path) => fs::remove_file(path),
        At::Bucket(object) => bucket::remove_all(vec![object]),
    };
    removed.or_else(unless_it_is_there)
}

/// Removes a folder and all below it; that it is not there is as good.
///
/// # Errors
/// The store's.
pub fn remove_folder(folder: &Path) -> io::Result<()> {
    let removed = match at(folder)? {
        At::Disk(folder) => fs::remove_dir_all(folder),
        At::Bucket(_) => remove_entries(&list(folder)?),
    };
    removed.or_else(unless_it_is_there)
}

/// Removes what was listed, and nothing that came after.
pub(crate) fn remove_entries(entries: &[Entry]) -> io::Result<()> {
    bucket::remove_all(entries.iter().map(|entry| Object::at(&entry.path)).collect::<io::Result<_>>()?)
}

fn unless_it_is_there(error: io::Error) -> io::Result<()> {
    if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) }
}

/// What is on this machine, and what goes with it when it is dropped.
pub struct Local {
    pub path: PathBuf,
    _copy: Option<TempDir>,
}

/// The files of a folder on this machine: the folder itself, or a copy for as long as it is held.
///
/// # Errors
/// The store's, or the file system's.
pub fn local(folder: &Path) -> io::Result<Local> {
    if !is_remote(folder) {
        return Ok(Local { path: folder.to_owned(), _copy: None });
    }
    let copy = tempfile::Builder::new().prefix("muster-").tempdir()?;
    for entry in list(folder)? {
        let below = entry.path.strip_prefix(folder).map_err(io::Error::other)?;
        let path = copy.path().join(below);
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        io::copy(&mut reader(&entry.path)?, &mut File::create(path)?)?;
    }
    Ok(Local { path: copy.path().to_owned(), _copy: Some(copy) })
}

/// A file on this machine: the file itself, or a copy of the same name.
///
/// # Errors
/// As [`read`].
pub fn local_file(path: &Path) -> io::Result<Local> {
    if !is_remote(path) {
        return Ok(Local { path: path.to_owned(), _copy: None });
    }
    let copy = tempfile::Builder::new().prefix("muster-").tempdir()?;
    let here = copy.path().join(path.file_name().unwrap_or_default());
    io::copy(&mut reader(path)?, &mut File::create(&here)?)?;
    Ok(Local { path: here, _copy: Some(copy) })
}

/// Whether the place can be written to and keeps what a ledger needs kept: in a bucket that of two who write the same
/// name only one may. For the start of a server; leaves nothing.
///
/// # Errors
/// The store's, in one line; [`io::ErrorKind::Unsupported`] for a store that does not heed conditions.
pub fn check(folder: &Path) -> io::Result<()> {
    match at(&folder.join(format!(".check-{}", uuid::Uuid::now_v7())))? {
        At::Disk(_) => make_folder(folder),
        At::Bucket(object) => object.check(),
    }
}
