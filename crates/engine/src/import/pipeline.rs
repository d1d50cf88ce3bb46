//! The threads of an import. Memory is bounded by the channels between them and by the collector's buffers.
//!
//! ```text
//! reader ──chunks──> parsers ──lines, numbered──> collector (the caller's thread) ──row groups──> writer
//! ```
//!
//! Chunks are numbered and collected in order, so the first bad row reported is the first in the file, and the same
//! files give the same ledger. Whoever fails drops its end of a channel; the others notice and end.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::collect::{Collected, Collector, Gathered, Stopped, Target, write_groups};
use super::csv::{self, Chunk, Chunks};
use super::error::{BadRow, ImportError};
use super::file::{BillFile, Form, with_text};
use super::header::Header;
use super::line::batch::Batches;
use super::parquet::{self, ParquetReader, Rows};
use super::progress::{Progress, Stage};
use crate::ledger::{BillForm, ColumnSet};

/// A part of a file, as its reader cut it.
enum Part {
    Csv(Chunk),
    Parquet(Rows),
}

/// What a part held.
pub(super) struct Parsed {
    pub(super) lines: Batches,
    pub(super) bad_rows: Vec<BadRow>,
}

type Numbered<T> = (u64, Result<T, ImportError>);

/// Reads the files into folders of their periods; nothing counts yet.
///
/// # Errors
/// The first in the order of the files.
pub(super) fn read(files: &[BillFile], target: &Target<'_>, progress: &Progress) -> Result<Collected, ImportError> {
    let parsers = thread::available_parallelism().map_or(2, |cores| cores.get().clamp(1, 8));
    let (part_sender, parts) = sync_channel(parsers * 2);
    let (parsed_sender, parsed) = sync_channel(parsers * 2);
    let (group_sender, groups) = sync_channel(0);
    thread::scope(|scope| {
        let reader = scope.spawn(move || PartSender::new(part_sender, progress).send_all(files));
        // The parsers own the receiving end together: when the last of them ends, the reader notices.
        let parts = Arc::new(Mutex::new(parts));
        for _ in 0..parsers {
            let (parts, sender) = (parts.clone(), parsed_sender.clone());
            scope.spawn(move || parse_all(&parts, &sender, progress));
        }
        drop((parts, parsed_sender));
        let writer = scope.spawn(move || write_groups(groups, target));
        let outcome = collect(parsed, Collector::new(target, group_sender), progress);
        let (columns, forms) = reader.join().map_err(|_| ImportError::Thread("reader"))?;
        let written = writer.join().map_err(|_| ImportError::Thread("writer"))?;
        let Gathered { totals, bad_rows, bad_row_count } = match outcome {
            Ok(gathered) => gathered,
            // The collector lost its writer, which knows why.
            Err(Stopped::NoWriter) => return Err(written.err().unwrap_or(ImportError::Thread("writer"))),
            Err(Stopped::By(error)) => return Err(error),
        };
        Ok(Collected { periods: written?, totals, bad_rows, bad_row_count, columns, forms })
    })
}

/// The reader thread: one file after the other.
struct PartSender<'a> {
    to: SyncSender<Numbered<Part>>,
    progress: &'a Progress,
    number: u64,
    columns: ColumnSet,
    forms: BTreeSet<BillForm>,
}

/// Nobody listens any more.
struct Unheard;

impl<'a> PartSender<'a> {
    fn new(to: SyncSender<Numbered<Part>>, progress: &'a Progress) -> Self {
        Self { to, progress, number: 0, columns: ColumnSet::default(), forms: BTreeSet::new() }
    }

    /// What the files could say, and which forms they had.
    fn send_all(mut self, files: &[BillFile]) -> (ColumnSet, BTreeSet<BillForm>) {
        for file in files {
            self.progress.open_file(&file.path);
            let sent = match file.form() {
                Ok(Form::Parquet) => self.send_rows(file),
                Ok(form @ (Form::Csv | Form::Gzip | Form::Zip)) => self.send_chunks(file, form),
                Err(error) => self.send(Err(error)),
            };
            if sent.is_err() {
                break;
            }
        }
        (self.columns, self.forms)
    }

    fn note(&mut self, header: &Header) {
        self.columns |= header.column_set();
        self.forms.insert(header.form);
    }

    fn send(&mut self, part: Result<Part, ImportError>) -> Result<(), Unheard> {
        let part = if self.progress.is_cancelled() { Err(ImportError::Cancelled) } else { part };
        let failed = part.is_err();
        self.to.send((self.number, part)).map_err(|_| Unheard)?;
        self.number += 1;
        if failed { Err(Unheard) } else { Ok(()) }
    }

    fn send_chunks(&mut self, file: &BillFile, form: Form) -> Result<(), Unheard> {
        let progress = self.progress;
        let outcome = with_text(&file.origin, form, progress, |text: &mut dyn Read| {
            let mut chunks = Chunks::open(text, &file.path)?;
            self.note(&chunks.file().header);
            while let Some(chunk) = chunks.next()? {
                if self.send(Ok(Part::Csv(chunk))).is_err() {
                    return Ok(Err(Unheard));
                }
            }
            Ok(Ok(()))
        });
        outcome.unwrap_or_else(|error| self.send(Err(error)))
    }

    fn send_rows(&mut self, file: &BillFile) -> Result<(), Unheard> {
        let mut reader = match ParquetReader::open(&file.origin) {
            Ok(reader) => reader,
            Err(error) => return self.send(Err(error)),
        };
        self.note(&reader.file().header);
        let mut counted = 0;
        loop {
            match reader.next() {
                Ok(None) => return Ok(()),
                Ok(Some(rows)) => {
                    let read = rows.first_row - 1 + rows.batch.num_rows() as u64;
                    let bytes = (u128::from(file.bytes) * u128::from(read) / u128::from(reader.total_rows.max(1))) as u64;
                    self.progress.add_bytes(bytes.saturating_sub(counted));
                    counted = bytes;
                    self.send(Ok(Part::Parquet(rows)))?;
                }
                Err(error) => return self.send(Err(error)),
            }
        }
    }
}

fn parse_all(parts: &Mutex<Receiver<Numbered<Part>>>, to: &SyncSender<Numbered<Parsed>>, progress: &Progress) {
    loop {
        let part = parts.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((number, part)) = part else { return };
        let parsed = part.and_then(|part| match part {
            Part::Csv(chunk) => csv::parse(chunk),
            Part::Parquet(rows) => parquet::parse(&rows),
        });
        if let Ok(parsed) = &parsed {
            progress.add_rows(parsed.lines.rows());
        }
        if to.send((number, parsed)).is_err() {
            return;
        }
    }
}

/// Brings the parts back into order and gathers them.
fn collect(from: Receiver<Numbered<Parsed>>, mut collector: Collector<'_>, progress: &Progress) -> Result<Gathered, Stopped> {
    let (mut waiting, mut next) = (BTreeMap::new(), 0);
    for (number, parsed) in from {
        waiting.insert(number, parsed);
        while let Some(parsed) = waiting.remove(&next) {
            collector.add(parsed?)?;
            next += 1;
        }
        if progress.is_cancelled() {
            return Err(ImportError::Cancelled.into());
        }
    }
    progress.enter(Stage::Committing);
    collector.finish()
}
