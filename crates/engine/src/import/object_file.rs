//! A Parquet file in a bucket. Its reader asks for page after page, column by column; that would be a request each. So the
//! columns that are read of a row group are fetched together when the first of its pages is wanted, and forgotten when the
//! reader is two row groups further: at the border it goes back and forth.

use std::collections::VecDeque;
use std::io;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use bytes::{Buf, Bytes, BytesMut, buf::Reader};
use parquet::arrow::ProjectionMask;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::{ChunkReader, Length};

use super::bucket::Held;

/// Columns that lie no further apart are fetched in one.
const GAP: u64 = 256 << 10;
const PART: u64 = 8 << 20;
/// Requests under way at once.
const TOGETHER: usize = 4;
/// Read where nothing is planned: footers, and what comes before the plan.
const WINDOW: u64 = 64 << 10;
const GROUPS_KEPT: usize = 2;

#[derive(Clone, Debug)]
pub(super) struct ObjectFile(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    held: Held,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// By row group: what is read of it, in the order of the file.
    groups: Vec<Vec<Range<u64>>>,
    kept: VecDeque<Kept>,
    /// What the store said: Parquet's errors keep only a text of it.
    failure: Option<io::Error>,
}

#[derive(Debug)]
struct Kept {
    group: usize,
    spans: Vec<Span>,
}

/// Bytes of the file from a place on.
#[derive(Clone, Debug)]
struct Span {
    start: u64,
    bytes: Bytes,
}

impl Span {
    fn starting_at(&self, at: u64) -> Option<Bytes> {
        let skipped = usize::try_from(at.checked_sub(self.start)?).ok()?;
        (skipped < self.bytes.len()).then(|| self.bytes.slice(skipped..))
    }
}

impl ObjectFile {
    pub(super) fn new(held: Held) -> Self {
        Self(Arc::new(Shared { held, state: Mutex::default() }))
    }

    /// Tells which columns will be read, row group by row group.
    pub(super) fn plan(&self, metadata: &ParquetMetaData, columns: &ProjectionMask) {
        let size = self.len();
        let of_group = |group: &parquet::file::metadata::RowGroupMetaData| {
            let read = group.columns().iter().enumerate().filter(|(leaf, _)| columns.leaf_included(*leaf));
            let ranges = read.map(|(_, column)| column.byte_range());
            together(ranges.map(|(start, length)| start.min(size)..(start.saturating_add(length)).min(size)).collect())
        };
        self.state().groups = metadata.row_groups().iter().map(of_group).collect();
    }

    /// What the store said when it could not be read.
    pub(super) fn failure(&self) -> Option<io::Error> {
        self.state().failure.take()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The bytes from `at` on, `wanted` of them at least.
    fn starting_at(&self, at: u64, wanted: u64) -> Result<Bytes> {
        let mut state = self.state();
        let found = state.find(at, wanted);
        if let Some(bytes) = found {
            return Ok(bytes);
        }
        let held = &self.0.held;
        let planned = state.groups.iter().position(|group| group.iter().any(|span| span.contains(&at)));
        let fetched = match planned {
            Some(group) => fetch(held, &state.groups[group]).map(|spans| state.keep(Kept { group, spans })),
            None => Ok(()),
        };
        let fetched = fetched.and_then(|()| match state.find(at, wanted) {
            Some(bytes) => Ok(bytes),
            None => held.read(at..at.saturating_add(wanted.max(WINDOW)).min(held.object.bytes)),
        });
        fetched.map_err(|error| {
            let text = error.to_string();
            state.failure = Some(error);
            ParquetError::General(text)
        })
    }
}

impl State {
    fn find(&self, at: u64, wanted: u64) -> Option<Bytes> {
        let spans = self.kept.iter().flat_map(|kept| &kept.spans);
        spans.filter_map(|span| span.starting_at(at)).find(|bytes| bytes.len() as u64 >= wanted)
    }

    fn keep(&mut self, kept: Kept) {
        self.kept.retain(|known| known.group != kept.group);
        self.kept.push_back(kept);
        while self.kept.len() > GROUPS_KEPT {
            self.kept.pop_front();
        }
    }
}

impl Length for ObjectFile {
    fn len(&self) -> u64 {
        self.0.held.object.bytes
    }
}

impl ChunkReader for ObjectFile {
    type T = Reader<Bytes>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        Ok(self.starting_at(start, 1)?.reader())
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let bytes = self.starting_at(start, length as u64)?;
        if bytes.len() < length {
            return Err(ParquetError::EOF(format!("expected {length} bytes at {start}, found {}", bytes.len())));
        }
        Ok(bytes.slice(..length))
    }
}

/// Ranges in order, near ones made one.
fn together(mut ranges: Vec<Range<u64>>) -> Vec<Range<u64>> {
    ranges.retain(|range| !range.is_empty());
    ranges.sort_by_key(|range| range.start);
    let mut spans: Vec<Range<u64>> = Vec::new();
    for range in ranges {
        match spans.last_mut() {
            Some(last) if range.start <= last.end.saturating_add(GAP) => last.end = last.end.max(range.end),
            _ => spans.push(range),
        }
    }
    spans
}

fn fetch(held: &Held, spans: &[Range<u64>]) -> io::Result<Vec<Span>> {
    let parts: Vec<_> =
        spans.iter().flat_map(|span| span.clone().step_by(PART as usize).map(|at| at..(at + PART).min(span.end))).collect();
    let mut fetched = VecDeque::with_capacity(parts.len());
    for some in parts.chunks(TOGETHER) {
        let read = |range: &Range<u64>| {
            let range = range.clone();
            move || held.read(range)
        };
        thread::scope(|scope| {
            let readers: Vec<_> = some.iter().map(|range| scope.spawn(read(range))).collect();
            for reader in readers {
                fetched.push_back(reader.join().map_err(|_| io::Error::other("a part's reader stopped"))??);
            }
            Ok::<_, io::Error>(())
        })?;
    }
    Ok(spans.iter().map(|span| Span { start: span.start, bytes: join(span, &mut fetched) }).collect())
}

/// The parts of one span, which come first in the queue.
fn join(span: &Range<u64>, parts: &mut VecDeque<Bytes>) -> Bytes {
    let length = span.end - span.start;
    if length <= PART {
        return parts.pop_front().unwrap_or_default();
    }
    let mut bytes = BytesMut::with_capacity(length as usize);
    while (bytes.len() as u64) < length {
        let Some(part) = parts.pop_front() else { break };
        bytes.extend_from_slice(&part);
    }
    bytes.freeze()
}

#[cfg(test)]
mod tests {
    use super::super::memory::held;
    use super::*;

    #[test]
    fn near_columns_are_fetched_in_one() {
        let spans = together(vec![GAP * 4..GAP * 5, 0..10, 10..GAP, 3..3]);
        assert_eq!(spans, [0..GAP, GAP * 4..GAP * 5]);
    }

    #[test]
    #[allow(clippy::single_range_in_vec_init, reason = "a group may be read in one span")]
    fn what_is_planned_and_what_is_not_are_the_same_bytes() {
        let content: Vec<u8> = (0..30_000_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        let file = ObjectFile::new(held(&content));
        let planned = [vec![4..20_000_000], vec![20_000_000..20_000_100, 25_000_000..25_100_000], vec![25_200_000..25_200_010]];
        file.state().groups = planned.to_vec();
        for (at, length) in [(4, 10), (19_999_990, 10), (20_000_000, 100), (5, 9_000_000), (25_000_000, 100_000), (29_999_992, 8)]
        {
            assert!(file.get_bytes(at, length).unwrap() == content[at as usize..at as usize + length], "{at}");
        }
        assert_eq!(file.state().kept.len(), GROUPS_KEPT);
        assert!(file.get_bytes(29_999_992, 9).is_err());
    }
}
