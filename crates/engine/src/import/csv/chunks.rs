//! Cuts a CSV stream into chunks of whole records, so that several threads can read it.

use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use super::super::error::{BadRow, ImportError};
use super::super::file::read_error;
use super::super::header::Header;
use super::fields::Record;
use super::quotes::last_record_end;
use super::{Chunk, CsvFile};

/// How much is read before a cut is looked for: some thousand lines, over which the making of fifty columns is spread.
const CHUNK: usize = 4 << 20;

/// No record is that long: a quote was left open.
const LONGEST_RECORD: usize = 64 << 20;

/// The chunks of one CSV file.
pub(in super::super) struct Chunks<R> {
    input: R,
    file: Arc<CsvFile>,
    /// Line that `rest` begins with.
    line: u64,
    /// Bytes read beyond the last cut.
    rest: Vec<u8>,
    ended: bool,
}

impl<R: Read> Chunks<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// [`ImportError::Empty`], what is wrong with the header, or the stream's.
    pub(in super::super) fn open(mut input: R, path: &Path) -> Result<Self, ImportError> {
        let mut rest = Vec::with_capacity(CHUNK + CHUNK / 4);
        let mut ended = fill(&mut input, &mut rest, CHUNK).map_err(|source| read_error(path, source))?;
        if rest.starts_with(b"\xef\xbb\xbf") {
            rest.drain(..3);
        }
        if rest.is_empty() {
            return Err(ImportError::Empty(path.to_owned()));
        }
        while !ended && last_record_end(&rest).is_none() && rest.len() < LONGEST_RECORD {
            let more = rest.len() + CHUNK;
            ended = fill(&mut input, &mut rest, more).map_err(|source| read_error(path, source))?;
        }
        let (header, length) = read_header(&rest, path)?;
        let line = 1 + memchr::memchr_iter(b'\n', &rest[..length]).count() as u64;
        rest.drain(..length);
        Ok(Self { input, file: Arc::new(CsvFile::new(path, header)), line, rest, ended })
    }

    pub(in super::super) fn file(&self) -> &CsvFile {
        &self.file
    }

    /// # Errors
    /// The stream's: unreadable, truncated.
    pub(in super::super) fn next(&mut self) -> Result<Option<Chunk>, ImportError> {
        let mut bytes = std::mem::take(&mut self.rest);
        let mut target = CHUNK;
        let cut = loop {
            if !self.ended {
                let filled = fill(&mut self.input, &mut bytes, target);
                self.ended = filled.map_err(|source| read_error(&self.file.path, source))?;
            }
            if self.ended {
                break bytes.len();
            }
            match last_record_end(&bytes) {
                Some(cut) => break cut,
                // The reader of the chunk will say which quote was left open.
                None if bytes.len() >= LONGEST_RECORD => break bytes.len(),
                None => target = bytes.len() * 2,
            }
        };
        if bytes.is_empty() {
            return Ok(None);
        }
        self.rest = self.file.spent.take();
        self.rest.reserve(CHUNK + CHUNK / 4);
        self.rest.extend_from_slice(&bytes[cut..]);
        bytes.truncate(cut);
        let first_line = self.line;
        let lines = memchr::memchr_iter(b'\n', &bytes).count();
        self.line += lines as u64;
        Ok(Some(Chunk { file: self.file.clone(), first_line, lines, bytes }))
    }
}

/// Appends until `bytes` has `target` bytes; whether the stream has ended.
fn fill(input: &mut impl Read, bytes: &mut Vec<u8>, target: usize) -> io::Result<bool> {
    let missing = target.saturating_sub(bytes.len()) as u64;
    let got = input.by_ref().take(missing).read_to_end(bytes)?;
    Ok((got as u64) < missing)
}

/// The header and its length in bytes.
fn read_header(bytes: &[u8], path: &Path) -> Result<(Header, usize), ImportError> {
    let valid = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
    };
    let mut record = Record::default();
    // Every name is wanted, however many there are: a comma ends each but the last.
    let most = 1 + memchr::memchr_iter(b',', valid.as_bytes()).count();
    let (length, outcome) = record.read(valid, 0, &vec![true; most]);
    if length == valid.len() && valid.len() < bytes.len() {
        return Err(ImportError::NotUtf8 { path: path.to_owned(), line: 1 });
    }
    outcome
        .map_err(|cause| ImportError::BadRow(BadRow { file: path.to_owned(), line: 1, is_line: true, column: None, cause }))?;
    let names = (0..record.len()).map(|column| record.field(valid, column).trim().to_owned()).collect();
    Ok((Header::read(names, path)?, length))
}
