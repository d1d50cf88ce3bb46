//! Kept cells in memory: the sums of imports that were asked for lately, so that whoever edits a workflow does not wait
//! for a disk at every key. Bounded by bytes; what was used longest ago goes first, and what an import replaced goes
//! when its successor comes.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::Decimal128Type;
use datafusion::catalog::{MemTable, TableProvider};
use datafusion::error::Result;
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder};

use crate::cells::Width;
use crate::ledger::CurrentImport;
use crate::ledger::cells::{self, CELLS};
use crate::place;

/// Rows of a batch in memory: DataFusion's own measure, so that work is dealt out evenly.
const ROWS: usize = 8192;

/// What a cell takes in memory: some three hundred bytes of views and sums, and its share of the texts.
const BYTES_PER_CELL: u64 = 384;

/// Whose cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Import {
    pub(super) file: PathBuf,
    /// Folder of the billing period: of two imports in it, one has replaced the other.
    period: PathBuf,
    cells: u64,
}

impl Import {
    /// `None` for an import without cells.
    pub(super) fn of(import: &CurrentImport) -> Option<Self> {
        let (file, period) = (import.cells()?, import.folder.parent()?.to_owned());
        Some(Self { file, period, cells: import.record.cells.as_ref()?.rows })
    }

    fn bytes(&self) -> u64 {
        self.cells.saturating_mul(BYTES_PER_CELL)
    }
}

/// The cells of one import.
#[derive(Debug)]
struct Cells {
    batches: Vec<RecordBatch>,
    /// The magnitudes of a figure, added up, of whichever figure has the most; `None` beyond the type.
    magnitude: Option<u128>,
}

#[derive(Debug)]
pub(super) struct Cache {
    /// Bytes that may be held.
    room: u64,
    /// What was used last stands last.
    held: Mutex<Vec<(Import, Arc<Cells>)>>,
}

/// The cells of some imports.
pub(super) struct Held(Vec<Arc<Cells>>);

impl Cache {
    pub(super) fn new(room: usize) -> Self {
        Self { room: room as u64, held: Mutex::default() }
    }

    /// The cells of these imports, where all of them are held.
    pub(super) fn find(&self, imports: &[Import]) -> Option<Held> {
        let mut held = self.held();
        let found =
            imports.iter().map(|import| held.iter().find(|(known, _)| known == import).map(|(_, cells)| Arc::clone(cells)));
        let found = found.collect::<Option<Vec<_>>>()?;
        used(&mut held, imports);
        Some(Held(found))
    }

    /// Reads what of these imports is not held. Where they have no room together, none is read.
    pub(super) fn load(&self, imports: &[Import]) -> Result<()> {
        if imports.iter().map(Import::bytes).sum::<u64>() > self.room {
            return Ok(());
        }
        used(&mut self.held(), imports);
        for import in imports {
            if self.held().iter().all(|(known, _)| known != import) {
                let cells = Cells::read(&import.file)?;
                self.hold(import.clone(), cells);
            }
        }
        Ok(())
    }

    fn hold(&self, import: Import, cells: Cells) {
        let mut held = self.held();
        held.retain(|(known, _)| known.period != import.period);
        held.push((import, Arc::new(cells)));
        let mut bytes: u64 = held.iter().map(|(import, _)| import.bytes()).sum();
        while bytes > self.room && !held.is_empty() {
            bytes -= held.remove(0).0.bytes();
        }
    }

    fn held(&self) -> MutexGuard<'_, Vec<(Import, Arc<Cells>)>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Puts these imports last; among the others the order stays.
fn used(held: &mut [(Import, Arc<Cells>)], imports: &[Import]) {
    held.sort_by_key(|(known, _)| imports.contains(known));
}

impl Cells {
    fn read(file: &Path) -> Result<Self> {
        let options = ArrowReaderOptions::new().with_schema(CELLS.clone());
        let reader = ParquetRecordBatchReaderBuilder::try_new_with_options(place::open(file)?, options)?;
        let batches = reader.with_batch_size(ROWS).build()?.collect::<std::result::Result<Vec<_>, _>>()?;
        let magnitude = cells::figures().try_fold(0, |most, figure| Some(magnitude(&batches, figure)?.max(most)));
        Ok(Self { batches, magnitude })
    }
}

/// A column's magnitudes, added up: no sum of its numbers is beyond.
fn magnitude(batches: &[RecordBatch], name: &str) -> Option<u128> {
    let mut sum = 0_u128;
    for batch in batches {
        let column = batch.column_by_name(name)?.as_primitive_opt::<Decimal128Type>()?;
        for units in column.iter().flatten() {
            sum = sum.checked_add(units.unsigned_abs())?;
        }
    }
    Some(sum)
}

impl Held {
    /// The width in which any sum of the cells fits.
    pub(super) fn width(&self) -> Width {
        let magnitude = self.0.iter().try_fold(0_u128, |sum, cells| sum.checked_add(cells.magnitude?));
        Width::for_sums_up_to(magnitude)
    }

    /// The cells as a table of so many partitions.
    pub(super) fn table(&self, partitions: usize) -> Result<Arc<dyn TableProvider>> {
        let mut dealt = vec![Vec::new(); partitions.max(1)];
        for (number, batch) in self.0.iter().flat_map(|cells| &cells.batches).enumerate() {
            dealt[number % partitions.max(1)].push(batch.clone());
        }
        Ok(Arc::new(MemTable::try_new(CELLS.clone(), dealt)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn import(period: &str, name: &str) -> Import {
        let period = PathBuf::from(period);
        Import { file: period.join(name), period, cells: 1 }
    }

    fn cache_for(imports: u64) -> Cache {
        Cache::new(usize::try_from(imports * BYTES_PER_CELL).unwrap())
    }

    fn hold(cache: &Cache, import: &Import) {
        cache.hold(import.clone(), Cells { batches: Vec::new(), magnitude: Some(0) });
    }

    #[test]
    fn what_was_used_longest_ago_makes_room() {
        let (cache, [a, b, c]) = (cache_for(2), ["a", "b", "c"].map(|month| import(month, "1")));
        hold(&cache, &a);
        hold(&cache, &b);
        assert!(cache.find(std::slice::from_ref(&a)).is_some());
        hold(&cache, &c);
        assert!(cache.find(&[a, c]).is_some() && cache.find(&[b]).is_none());
    }

    #[test]
    fn an_import_goes_when_another_has_replaced_it() {
        let (cache, old, new) = (cache_for(9), import("a", "1"), import("a", "2"));
        hold(&cache, &old);
        hold(&cache, &new);
        assert!(cache.find(&[old]).is_none() && cache.find(&[new]).is_some());
    }

    #[test]
    fn what_has_no_room_together_is_not_read() {
        let cache = cache_for(1);
        // There are no such files, so reading them would fail.
        cache.load(&["a", "b"].map(|month| import(month, "1"))).unwrap();
        assert!(cache.load(&[import("a", "1")]).is_err());
    }

    #[test]
    fn figures_that_may_not_fit_are_summed_in_twice_the_width() {
        let held = |magnitudes: &[Option<u128>]| {
            Held(magnitudes.iter().map(|magnitude| Arc::new(Cells { batches: Vec::new(), magnitude: *magnitude })).collect())
        };
        let half = i128::MAX.unsigned_abs() / 4;
        assert_eq!(held(&[Some(half), Some(half)]).width(), Width::Ledger);
        assert_eq!(held(&[Some(half), Some(half), Some(9)]).width(), Width::Double);
        assert_eq!(held(&[Some(1), None]).width(), Width::Double);
    }
}
