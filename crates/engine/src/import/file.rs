//! Which form a bill file has, told by its first bytes rather than its name, and the stream of its text.

use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use flate2::bufread::MultiGzDecoder;
use zip::ZipArchive;

use super::error::ImportError;
use super::origin::{Origin, Stream};
use super::progress::Progress;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Csv,
    Gzip,
    Zip,
    Parquet,
}

impl Form {
    /// # Errors
    /// [`ImportError::Empty`], [`ImportError::UnknownForm`] for compressions that AWS does not use.
    pub(super) fn of(origin: &Origin) -> Result<Self, ImportError> {
        let path = origin.path();
        let start = origin.start(8).map_err(|source| ImportError::io(path, source))?;
        let unknown = |what| Err(ImportError::UnknownForm { path: path.to_owned(), what });
        match start.as_slice() {
            [] => Err(ImportError::Empty(path.to_owned())),
            [0x1f, 0x8b, ..] => Ok(Self::Gzip),
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Ok(Self::Zip),
            [b'P', b'A', b'R', b'1', ..] => Ok(Self::Parquet),
            [b'B', b'Z', b'h', ..] => unknown("bzip2"),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => unknown("zstd"),
            [0xfd, b'7', b'z', b'X', b'Z', ..] => unknown("xz"),
            [b'7', b'z', 0xbc, 0xaf, ..] => unknown("7z"),
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => unknown("UTF-16 text"),
            [b'{' | b'[', ..] => unknown("JSON"),
            // What a bucket answers in place of a file.
            [b'<', ..] | [0xef, 0xbb, 0xbf, b'<', ..] => unknown("XML or HTML"),
            bytes if bytes.contains(&0) => unknown("binary data"),
            _ => Ok(Self::Csv),
        }
    }
}

/// The file, counted as it is read.
struct Counted<'a> {
    file: Box<dyn Stream>,
    progress: &'a Progress,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.progress.add_bytes(read as u64);
        Ok(read)
    }
}

impl Seek for Counted<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

/// Hands the file's text, decompressed, to `read`.
pub(super) fn with_text<T>(
    origin: &Origin,
    form: Form,
    progress: &Progress,
    read: impl FnOnce(&mut dyn Read) -> Result<T, ImportError>,
) -> Result<T, ImportError> {
    let path = origin.path();
    let file = origin.stream().map_err(|source| ImportError::io(path, source))?;
    let mut counted = BufReader::with_capacity(1 << 18, Counted { file, progress });
    match form {
        Form::Csv | Form::Parquet => read(&mut counted),
        Form::Gzip => read(&mut MultiGzDecoder::new(counted)),
        Form::Zip => {
            let damaged =
                |source: zip::result::ZipError| ImportError::Damaged { path: path.to_owned(), reason: source.to_string() };
            let mut archive = ZipArchive::new(counted).map_err(damaged)?;
            let member = only_member(&archive, path)?;
            let mut member = archive.by_index(member).map_err(damaged)?;
            read(&mut member)
        }
    }
}

/// A bill's zip holds one file; what macOS adds beside it does not count.
fn only_member<R: Read + Seek>(archive: &ZipArchive<R>, path: &Path) -> Result<usize, ImportError> {
    let is_bill = |name: &str| !name.ends_with('/') && !name.starts_with("__MACOSX/");
    // A member whose name cannot be read may be one.
    let may_be = |member: &usize| archive.name_for_index(*member).is_some_and(|name| name.map_or(true, |name| is_bill(&name)));
    let names: Vec<_> = (0..archive.len()).filter(may_be).collect();
    match names[..] {
        [member] => Ok(member),
        _ => Err(ImportError::ZipMembers { path: path.to_owned(), count: names.len() }),
    }
}

/// What a failing read says about the file.
pub(super) fn read_error(path: &Path, source: io::Error) -> ImportError {
    let owned = path.to_owned();
    match source.kind() {
        io::ErrorKind::UnexpectedEof => {
            ImportError::Truncated { path: owned, reason: "the compressed data stop in the middle".to_owned() }
        }
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
            ImportError::Damaged { path: owned, reason: source.to_string() }
        }
        _ => ImportError::io(path, source),
    }
}

/// A file of the delivery, looked at.
#[derive(Clone, Debug)]
pub(super) struct BillFile {
    pub(super) path: Arc<Path>,
    pub(super) origin: Origin,
    pub(super) bytes: u64,
    /// blake3, hexadecimal: of the content, or of an object's version.
    pub(super) digest: String,
    form: OnceLock<Form>,
}

impl BillFile {
    /// Reads a file on disk once for its digest. Of an object the listing says whether it is the same, so a delivery that
    /// the ledger has is not asked for at all.
    ///
    /// # Errors
    /// As [`Form::of`]; [`ImportError::Cancelled`].
    pub(super) fn look_at(origin: &Origin, progress: &Progress) -> Result<Self, ImportError> {
        let path = origin.path();
        if let Some(held) = origin.held() {
            let (bytes, digest) = (held.object.bytes, held.digest());
            return Ok(Self { path: path.into(), origin: origin.clone(), bytes, digest, form: OnceLock::new() });
        }
        let form = Form::of(origin)?;
        let failed = |source| ImportError::io(path, source);
        let mut file = origin.stream().map_err(failed)?;
        let (mut hasher, mut buffer, mut bytes) = (blake3::Hasher::new(), vec![0; 1 << 18], 0);
        loop {
            if progress.is_cancelled() {
                return Err(ImportError::Cancelled);
            }
            let read = file.read(&mut buffer).map_err(failed)?;
            if read == 0 {
                break;
            }
            hasher.update(&buffer[..read]);
            bytes += read as u64;
        }
        let digest = hasher.finalize().to_hex().to_string();
        Ok(Self { path: path.into(), origin: origin.clone(), bytes, digest, form: OnceLock::from(form) })
    }

    /// # Errors
    /// As [`Form::of`].
    pub(super) fn form(&self) -> Result<Form, ImportError> {
        match self.form.get() {
            Some(form) => Ok(*form),
            None => Form::of(&self.origin).map(|form| *self.form.get_or_init(|| form)),
        }
    }
}
