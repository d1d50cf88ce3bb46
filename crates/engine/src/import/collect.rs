//! Gathers parsed lines by period until there are enough for a row group, and writes the groups.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender};

use arrow::array::RecordBatch;
use muster_domain::Month;

use super::error::{BadRow, ImportError};
use super::line::batch::Totals;
use super::pipeline::Parsed;
use super::{BAD_ROWS_LISTED, BadRows, time};
use crate::ledger::{BillForm, ColumnSet, Finished, Ledger, LedgerError, PeriodWriter};

/// Lines of a row group: enough to scan well, few enough that two of them, one being gathered and one being written,
/// stay within a gigabyte. Of several periods in one delivery the fullest is written when together they have so many.
const GROUP_ROWS: usize = 256 << 10;

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
    rows: usize,
}

pub(super) struct Collector<'a> {
    target: &'a Target<'a>,
    to: SyncSender<Group>,
    gathered: Gathered,
    buffers: BTreeMap<Key, Buffer>,
    buffered_rows: usize,
}

impl<'a> Collector<'a> {
    pub(super) fn new(target: &'a Target<'a>, to: SyncSender<Group>) -> Self {
        Self { target, to, gathered: Gathered::default(), buffers: BTreeMap::new(), buffered_rows: 0 }
    }

    pub(super) fn add(&mut self, parsed: Parsed) -> Result<(), Stopped> {
        self.note_bad_rows(parsed.bad_rows)?;
        for mut lines in parsed.lines.into_periods() {
            let Some((month, _)) = time::month(lines.first_day) else { continue };
            let key = (std::mem::take(&mut lines.payer), month);
            self.gathered.totals.entry(key.clone()).or_default().add(std::mem::take(&mut lines.totals));
            let batch =
                lines.finish().map_err(|source| ImportError::Ledger(LedgerError::parquet(self.target.ledger.root(), source)))?;
            let buffer = self.buffers.entry(key).or_default();
            buffer.rows += batch.num_rows();
            self.buffered_rows += batch.num_rows();
            buffer.batches.push(batch);
        }
        while self.buffered_rows >= GROUP_ROWS {
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
        let Some(key) = self.buffers.iter().max_by_key(|(_, buffer)| buffer.rows).map(|(key, _)| key.clone()) else {
            return Ok(());
        };
        let Buffer { batches, rows } = self.buffers.remove(&key).unwrap_or_default();
        self.buffered_rows -= rows;
        self.to.send(Group { key, batches }).map_err(|_| Stopped::NoWriter)
    }

    pub(super) fn finish(mut self) -> Result<Gathered, Stopped> {
        while !self.buffers.is_empty() {
            self.send_fullest()?;
        }
        Ok(self.gathered)
    }
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
        writer.write(&batches)?;
    }
    writers.into_iter().map(|(key, writer)| Ok((key, writer.finish()?))).collect()
}
