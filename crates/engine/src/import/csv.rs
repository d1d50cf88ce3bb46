//! CSV bills, cut into chunks of whole records by one thread and read by others.

mod chunks;
mod fields;
mod quotes;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub(super) use chunks::Chunks;

use super::decimal;
use super::error::{BadRow, Cause, ImportError};
use super::header::Header;
use super::line::batch::Batches;
use super::line::maps::MapBuffer;
use super::line::{self, Cells, RowError, Scratch};
use super::pipeline::Parsed;
use super::time;
use fields::Record;

/// Whole records of one file.
pub(super) struct Chunk {
    pub(super) file: Arc<CsvFile>,
    /// Line of the file that the chunk begins with, the header being line 1.
    pub(super) first_line: u64,
    /// How many line ends it has, and so at most about as many records.
    pub(super) lines: usize,
    pub(super) bytes: Vec<u8>,
}

/// What all chunks of a file share.
#[derive(Debug)]
pub(super) struct CsvFile {
    pub(super) path: std::path::PathBuf,
    pub(super) header: Header,
    /// By column: whether it is read.
    wanted: Vec<bool>,
    /// Memory of chunks that have been read, for the next ones: the system clears every page that it gives.
    spent: Spent,
}

/// Buffers to use again.
#[derive(Debug, Default)]
struct Spent(Mutex<Vec<Vec<u8>>>);

impl Spent {
    fn take(&self) -> Vec<u8> {
        self.buffers().pop().unwrap_or_default()
    }

    fn put(&self, mut buffer: Vec<u8>) {
        buffer.clear();
        self.buffers().push(buffer);
    }

    fn buffers(&self) -> MutexGuard<'_, Vec<Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CsvFile {
    fn new(path: &Path, header: Header) -> Self {
        let mut wanted = vec![false; header.names.len()];
        for position in header.positions() {
            wanted[position] = true;
        }
        Self { path: path.to_owned(), header, wanted, spent: Spent::default() }
    }
}

/// Reads every record of the chunk.
///
/// # Errors
/// [`ImportError::NotUtf8`]; a bad row is no error here, but listed.
pub(super) fn parse(chunk: Chunk) -> Result<Parsed, ImportError> {
    let parsed = lines_of(&chunk)?;
    chunk.file.spent.put(chunk.bytes);
    Ok(parsed)
}

fn lines_of(chunk: &Chunk) -> Result<Parsed, ImportError> {
    let text = std::str::from_utf8(&chunk.bytes)
        .map_err(|error| ImportError::NotUtf8 { path: chunk.file.path.clone(), line: chunk.line_at(error.valid_up_to()) })?;
    let file = &*chunk.file;
    let mut parsed = Parsed { lines: Batches::expecting(chunk.lines), bad_rows: Vec::new() };
    let (mut record, mut scratch) = (Record::default(), Scratch::default());
    let mut at = 0;
    while at < text.len() {
        let (next, outcome) = record.read(text, at, &file.wanted);
        let outcome = match outcome {
            Ok(()) if record.is_blank() => Ok(()),
            Ok(()) => CsvRow { text, record: &record, file }.append(&mut scratch, &mut parsed.lines),
            Err(cause) => Err(RowError { column: None, cause }),
        };
        if let Err(error) = outcome {
            parsed.bad_rows.push(chunk.bad_row(at, error));
        }
        at = next;
    }
    Ok(parsed)
}

/// Every record of a text, one field after the other; `None` where a record cannot be read.
pub(super) fn records(text: &str) -> Vec<Option<Vec<String>>> {
    let (mut records, mut record, mut at) = (Vec::new(), Record::default(), 0);
    let wanted = vec![true; text.len() + 1];
    while at < text.len() {
        let (next, outcome) = record.read(text, at, &wanted);
        let fields = (0..record.len()).map(|column| record.field(text, column).to_owned());
        records.push(outcome.ok().map(|()| fields.collect()));
        at = next;
    }
    records
}

impl Chunk {
    fn line_at(&self, offset: usize) -> u64 {
        self.first_line + memchr::memchr_iter(b'\n', &self.bytes[..offset]).count() as u64
    }

    fn bad_row(&self, offset: usize, error: RowError) -> BadRow {
        let column = error.column.map(|column| self.file.header.names[column].clone());
        BadRow { file: self.file.path.clone(), line: self.line_at(offset), is_line: true, column, cause: error.cause }
    }
}

struct CsvRow<'a> {
    text: &'a str,
    record: &'a Record,
    file: &'a CsvFile,
}

impl CsvRow<'_> {
    fn append(&self, scratch: &mut Scratch, out: &mut Batches) -> Result<(), RowError> {
        let (found, expected) = (self.record.len(), self.file.wanted.len());
        if found != expected {
            return Err(RowError { column: None, cause: Cause::FieldCount { found, expected } });
        }
        line::append(self, scratch, out)
    }
}

impl Cells for CsvRow<'_> {
    fn header(&self) -> &Header {
        &self.file.header
    }

    fn label(&self, column: usize) -> Option<&str> {
        Some(self.record.field(self.text, column)).filter(|text| !text.is_empty())
    }

    fn number(&self, column: usize) -> Result<Option<i128>, Cause> {
        self.text(column).map(decimal::parse).transpose()
    }

    fn time(&self, column: usize) -> Result<Option<i64>, Cause> {
        self.text(column).map(time::parse).transpose()
    }

    fn map(&self, column: usize, out: &mut MapBuffer) -> Result<(), Cause> {
        self.text(column).map_or(Ok(()), |json| out.push_json(json))
    }

    fn zero_may_be_absent(&self) -> bool {
        false
    }
}
