//! Gathers parsed lines by period until there are enough for a row group, and writes the groups.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender};

use arrow::array::{Array, RecordBatch};
use arrow::error::ArrowError;
use muster_domain::Month;

use super::error::{BadRow, ImportError};
use super::line::batch::Totals;
use super::pipeline::Parsed;
use super::{BAD_ROWS_LISTED, BadRows, time};
use crate::ledger::{BillForm, ColumnSet, Finished, Ledger, LedgerError, PeriodWriter};

/// Lines of a row group: enough that texts repeat within it and that scans run long. The writer lets go of its columns
/// one by one while the next group is being gathered, so what an import holds depends on this and not on the bill's
/// size. Of several periods in one delivery the fullest is written when together they have so many.
const GROUP_ROWS: usize = 128 << 10;

/// Bytes that end a group earlier: a bill may have thousands of tags on every line.
const GROUP_BYTES: usize = 256 << 20;

/// Where the lines go.
pub(super) struct Target<'a> {
    pub(super) ledger: &'a Ledger,
    pub(super) import: &'a str,
    pub(super) bad_rows: BadRows,
    /// The delivery being read, and which period came with another one in this import.
    pub(super) source: &'a Path,
    pub(super) taken: &'a BTreeMap<Key, PathBuf>,
}

/// Payer account and month.
pub(super) type Key = (String, Month);

/// Everything of a delivery, on disk, not committed.
pub(super) struct Collected {
    pub(super) periods: BTreeMap<Key, Finished>,
    pub(super) totals: BTreeMap<Key, Totals>,
    pub(super) bad_rows: Vec<BadRow>,
    pub(super) bad_row_count: u64,
    pub(super) columns: ColumnSet,
    pub(super) forms: BTreeSet<BillForm>,
}

/// What the collector counted.
#[derive(Default)]
pub(super) struct Gathered {
    pub(super) totals: BTreeMap<Key, Totals>,
    pub(super) bad_rows: Vec<BadRow>,
    pub(super) bad_row_count: u64,
}

/// Why the collector ended early.
pub(super) enum Stopped {
    By(ImportError),
    /// The writer ended first and knows why.
    NoWriter,
}

impl From<ImportError> for Stopped {
    fn from(error: ImportError) -> Self {
        Self::By(error)
    }
}

/// Lines for one row group.
pub(super) struct Group {
    key: Key,
    batches: Vec<RecordBatch>,
}

#[derive(Default)]
struct Buffer {
    batches: Vec<RecordBatch>,
    size: Size,
}

/// How much is gathered.
#[derive(Clone, Copy, Default)]
struct Size {
    rows: usize,
    bytes: usize,
}

impl Size {
    fn of(batch: &RecordBatch) -> Self {
        Self { rows: batch.num_rows(), bytes: batch.get_array_memory_size() }
    }

    fn is_a_group(self) -> bool {
        self.rows >= GROUP_ROWS || self.bytes >= GROUP_BYTES
    }
}

impl std::ops::AddAssign for Size {
    fn add_assign(&mut self, other: Self) {
        self.rows += other.rows;
        self.bytes += other.bytes;
    }
}

impl std::ops::SubAssign for Size {
    fn sub_assign(&mut self, other: Self) {
        self.rows -= other.rows;
        self.bytes -= other.bytes;
    }
}

pub(super) struct Collector<'a> {
    target: &'a Target<'a>,
    to: SyncSender<Group>,
    gathered: Gathered,
    buffers: BTreeMap<Key, Buffer>,
    buffered: Size,
}

impl<'a> Collector<'a> {
    pub(super) fn new(target: &'a Target<'a>, to: SyncSender<Group>) -> Self {
        Self { target, to, gathered: Gathered::default(), buffers: BTreeMap::new(), buffered: Size::default() }
    }

    pub(super) fn add(&mut self, parsed: Parsed) -> Result<(), Stopped> {
        self.note_bad_rows(parsed.bad_rows)?;
        for mut lines in parsed.lines.into_periods() {
            let Some((month, _)) = time::month(lines.first_day) else { continue };
            let key = (std::mem::take(&mut lines.payer), month);
            self.gathered.totals.entry(key.clone()).or_default().add(std::mem::take(&mut lines.totals));
            let batch = lines.finish().and_then(without_slack);
            let batch = batch.map_err(|source| ImportError::Ledger(LedgerError::parquet(self.target.ledger.root(), source)))?;
            let (buffer, size) = (self.buffers.entry(key).or_default(), Size::of(&batch));
            buffer.size += size;
            self.buffered += size;
            buffer.batches.push(batch);
        }
        while self.buffered.is_a_group() {
            self.send_fullest()?;
        }
        Ok(())
    }

    fn note_bad_rows(&mut self, bad_rows: Vec<BadRow>) -> Result<(), ImportError> {
        for bad_row in bad_rows {
            match self.target.bad_rows {
                BadRows::Stop => return Err(ImportError::BadRow(bad_row)),
                BadRows::Skip => {
                    self.gathered.bad_row_count += 1;
                    if self.gathered.bad_rows.len() < BAD_ROWS_LISTED {
                        self.gathered.bad_rows.push(bad_row);
                    }
                }
            }
        }
        Ok(())
    }

    fn send_fullest(&mut self) -> Result<(), Stopped> {
        let Some(key) = self.buffers.iter().max_by_key(|(_, buffer)| buffer.size.rows).map(|(key, _)| key.clone()) else {
            return Ok(());
        };
        let Buffer { batches, size } = self.buffers.remove(&key).unwrap_or_default();
        self.buffered -= size;
        self.to.send(Group { key, batches }).map_err(|_| Stopped::NoWriter)
    }

    pub(super) fn finish(mut self) -> Result<Gathered, Stopped> {
        while !self.buffers.is_empty() {
            self.send_fullest()?;
        }
        Ok(self.gathered)
    }
}

/// The batch without the room that its builders took in advance, which is up to half of it.
fn without_slack(batch: RecordBatch) -> Result<RecordBatch, ArrowError> {
    let (schema, mut columns, _) = batch.into_parts();
    for column in &mut columns {
        column.shrink_to_fit();
    }
    RecordBatch::try_new(schema, columns)
}

/// The writer thread: sorts and encodes row groups, and ends every file.
pub(super) fn write_groups(groups: Receiver<Group>, target: &Target<'_>) -> Result<BTreeMap<Key, Finished>, ImportError> {
    let mut writers: BTreeMap<Key, PeriodWriter> = BTreeMap::new();
    for Group { key, batches } in groups {
        let writer = match writers.entry(key) {
            std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::btree_map::Entry::Vacant(entry) => {
                target.refuse_taken(entry.key())?;
                let (payer, month) = entry.key();
                let writer = PeriodWriter::begin(target.ledger, payer, *month, target.import)?;
                entry.insert(writer)
            }
        };
        writer.write(batches)?;
    }
    writers.into_iter().map(|(key, writer)| Ok((key, writer.finish()?))).collect()
}
