//! The sums that an import keeps, made of its lines on disk in one pass: the cells from which reports are made
//! ([`crate::cells::kept`]) and those of analyses ([`crate::rollup`]).
//!
//! ```text
//! lines ──first half of an aggregation──▶ sums of all that either file tells apart ──▶ by the keys of cells   ──merge──▶ cells.parquet
//!         (bounded: it hands on what it has)                                       └──▶ by the keys of rollup ──merge──▶ rollup.parquet
//! ```
//!
//! What is held does not grow with the bill: sums that are alike may be handed on several times; they meet when the runs
//! in order are merged ([`order`]), which lie on disk where there are many. The lines are read as a report reads them,
//! so that the two cannot differ.

mod lines;
mod order;
mod plans;
mod run;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::thread;

use arrow::array::{AsArray, RecordBatch};
use arrow::compute::sum;
use arrow::datatypes::Int64Type;
use arrow::error::ArrowError;
use datafusion::error::DataFusionError;
use datafusion::physical_plan::execute_stream;
use datafusion::prelude::DataFrame;
use futures::StreamExt;
use parquet::errors::ParquetError;

use crate::cells::{Share, Width};
use crate::ledger::LedgerError;
use crate::ledger::cells::{CELLS, CellsFile, CellsWriter, KEYS, LINES, SUMMED};
use crate::ledger::rollup::{self, ROLLUP, SERIES};
use crate::session::{Engine, Session, first_half};
use order::Sorter;

/// What was kept of some lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    pub cells: Option<CellsFile>,
    pub rollup: Option<CellsFile>,
}

impl Engine {
    /// Sums the lines of one period up into the files of its folder; an import does it before it counts. There is
    /// nothing where the sums might not fit the ledger's numbers (a bill such as nobody has), or where hardly any two
    /// lines of a large bill are alike: its reports are made from its lines.
    ///
    /// # Errors
    /// The plan's, or the file system's.
    pub async fn keep_sums(&self, lines: &[PathBuf], folder: &Path) -> Result<Kept, LedgerError> {
        let session = self.session(lines).map_err(|source| LedgerError::cells(folder, source))?;
        let kept = {
            let folder = folder.to_owned();
            self.run(async move { keep(session, &folder, Room::default()).await.map_err(|failed| failed.in_folder(&folder)) })
        };
        kept.await.map_err(|stopped| LedgerError::cells(folder, stopped))?
    }
}

/// How much is held at a time.
#[derive(Clone, Copy)]
struct Room {
    /// Sums of each file: some eighty megabytes.
    rows: usize,
    /// Fees of plans, if they are not one plan's: some tens of megabytes.
    fees: i64,
}

impl Default for Room {
    fn default() -> Self {
        Self { rows: 128 << 10, fees: 128 << 10 }
    }
}

async fn keep(session: Session, folder: &Path, room: Room) -> Result<Kept, Failed> {
    let bounds: BTreeSet<_> = Share::ALL.into_iter().flat_map(Share::bounds).chain(SUMMED).collect();
    if Width::for_sums_of(session.known().await?, bounds) != Width::Ledger {
        return Ok(Kept::default());
    }
    let (lines, mut sums) = (session.lines_that_count().await?, Sums::new(folder, room));
    sums.add_all(lines::not_of_plans(lines.clone())?, &session).await?;
    for range in plans::ranges(lines.clone(), room.fees).await? {
        sums.add_all(lines::of_plans(lines.clone(), &range, &session).await?, &session).await?;
    }
    // The merge needs room of its own.
    drop((lines, session));
    tokio::task::block_in_place(|| sums.write())
}

enum Failed {
    Plan(DataFusionError),
    File(LedgerError),
}

impl From<DataFusionError> for Failed {
    fn from(source: DataFusionError) -> Self {
        Self::Plan(source)
    }
}

impl From<ArrowError> for Failed {
    fn from(source: ArrowError) -> Self {
        Self::Plan(source.into())
    }
}

impl From<ParquetError> for Failed {
    fn from(source: ParquetError) -> Self {
        Self::Plan(source.into())
    }
}

impl From<LedgerError> for Failed {
    fn from(error: LedgerError) -> Self {
        Self::File(error)
    }
}

impl Failed {
    fn in_folder(self, folder: &Path) -> LedgerError {
        match self {
            Self::Plan(source) => LedgerError::cells(folder, source),
            Self::File(error) => error,
        }
    }
}

/// Sums of both files, being gathered.
struct Sums {
    folder: PathBuf,
    cells: Sorter,
    rollup: Sorter,
    lines: u64,
}

/// Lines from which on a bill has to have two alike on average.
const LARGE: u64 = 1 << 20;

impl Sums {
    fn new(folder: &Path, room: Room) -> Self {
        Self {
            folder: folder.to_owned(),
            cells: Sorter::new((CELLS.clone(), KEYS.len()), folder, room.rows),
            rollup: Sorter::new((ROLLUP.clone(), SERIES.len() + 1), folder, room.rows),
            lines: 0,
        }
    }

    /// Sums of [`lines`], by both keys.
    async fn add_all(&mut self, (summed, with): (DataFrame, lines::With), session: &Session) -> Result<(), Failed> {
        let plan = summed.create_physical_plan().await?;
        // Whether the halves meet here or in the merge is the same; they would take memory for all of them.
        let states = first_half(&plan).filter(|half| half.schema().fields().len() == plan.schema().fields().len());
        let mut stream = execute_stream(states.unwrap_or(plan), session.context().task_ctx())?;
        while let Some(batch) = stream.next().await {
            let cells = with.cells(&batch?)?;
            tokio::task::block_in_place(|| self.add(&cells))?;
        }
        Ok(())
    }

    fn add(&mut self, (cells, rollup): &(RecordBatch, RecordBatch)) -> Result<(), Failed> {
        self.lines += cells[LINES].as_primitive_opt::<Int64Type>().and_then(sum).unwrap_or_default().unsigned_abs();
        self.cells.add(cells)?;
        self.rollup.add(rollup)
    }

    fn write(self) -> Result<Kept, Failed> {
        let Self { folder, cells, rollup, lines } = self;
        let (mut of_cells, mut of_rollup) = (CellsWriter::create(&folder)?, rollup::create(&folder)?);
        let rows = thread::scope(|scope| {
            let other = scope.spawn(|| rollup.merge(|batch| of_rollup.write(batch).map_err(Failed::File)));
            let rows = cells.merge(|batch| of_cells.write(batch).map_err(Failed::File))?;
            other.join().map_err(|_| LedgerError::cells(&folder, "a thread that sums up"))??;
            Ok::<_, Failed>(rows)
        })?;
        if lines > LARGE && rows > lines / 2 {
            of_cells.give_up()?;
            of_rollup.give_up()?;
            return Ok(Kept::default());
        }
        Ok(Kept { cells: Some(of_cells.finish()?), rollup: Some(of_rollup.finish()?) })
    }
}

#[cfg(test)]
mod tests {
    use muster_domain::ImportId;
    use muster_testkit::bill::delivery::{Form, write};
    use muster_testkit::bill::{Spec, generate};

    use super::*;
    use crate::import::{BadRows, ImportOptions, import};
    use crate::ledger::Ledger;
    use crate::session::Settings;

    #[test]
    fn how_much_is_held_at_a_time_leaves_no_trace() {
        let folder = tempfile::tempdir().unwrap();
        write(&generate(Spec { lines: 4_000, ..Spec::small(7) }), Form::LegacyCsv, folder.path()).unwrap();
        let options = ImportOptions { id: ImportId(uuid::Uuid::nil()), created: Default::default(), bad_rows: BadRows::Stop };
        let (bill, ledger) = (folder.path().join(Form::LegacyCsv.report()), folder.path().join("ledger"));
        import(&[bill], &ledger, &options, &Default::default()).unwrap();
        let imported = Ledger::open(&ledger).unwrap().periods().unwrap().remove(0);
        let engine = Engine::new(&Settings::default()).unwrap();
        let again = folder.path().join("again");
        std::fs::create_dir(&again).unwrap();
        let (session, into) = (engine.session(&imported.lines()).unwrap(), again.clone());
        let kept = engine.run(async move { keep(session, &into, Room { rows: 50, fees: 1 }).await });
        let kept = futures::executor::block_on(kept).unwrap().ok().unwrap();
        assert_eq!((kept.cells, kept.rollup), (imported.record.cells, imported.record.rollup));
        for file in ["cells.parquet", "rollup.parquet"] {
            let [once, by_and_by] = [&imported.folder, &again].map(|folder| std::fs::read(folder.join(file)).unwrap());
            assert!(!once.is_empty() && once == by_and_by, "{file} differs");
        }
    }
}
