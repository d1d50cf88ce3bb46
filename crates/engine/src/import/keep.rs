//! The last of an import before it counts: its lines, on disk now, are summed up into the cells from which reports are
//! made, and those of analyses. The lines are read back as a report reads them, so that the two cannot differ.

use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

use super::collect::Key;
use super::error::ImportError;
use super::progress::Progress;
use crate::ledger::{Finished, LedgerError};
use crate::place;
use crate::session::{Engine, Settings};

/// Bytes for the plan.
const MEMORY: usize = 256 << 20;

/// How soon a cancelled import ends.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Computes the cells of every period. Nothing counts before all of them are there.
///
/// # Errors
/// The file system's; [`ImportError::Cancelled`].
pub(super) fn cells(periods: &mut BTreeMap<Key, Finished>, progress: &Progress) -> Result<(), ImportError> {
    // On a thread that serves no other runtime, whatever the caller's does.
    thread::scope(|scope| {
        let keeping = scope.spawn(|| periods.values_mut().try_for_each(|period| keep(period, progress)));
        keeping.join().map_err(|_| ImportError::Thread("cells"))?
    })
}

fn keep(period: &mut Finished, progress: &Progress) -> Result<(), ImportError> {
    let folder = period.folder();
    let folder = place::absolute(&folder).map_err(|source| LedgerError::io(&folder, source))?;
    let lines: Vec<_> = period.lines.iter().map(|file| folder.join(&file.name)).collect();
    // Beside the lines, where there is room for them; a bucket's are on this machine only while they are read.
    let spill = (!place::is_remote(&folder)).then(|| folder.clone());
    let engine = Engine::new(&Settings { memory: MEMORY, spill, ..Settings::default() });
    let engine = engine.map_err(|source| LedgerError::cells(&folder, source))?;
    let kept = engine.block_on(async {
        tokio::select! {
            kept = engine.keep_sums(&lines, &folder) => kept.map_err(|error| ImportError::from(period.explain(error))),
            () = cancelled(progress) => Err(ImportError::Cancelled),
        }
    })?;
    (period.cells, period.rollup) = (kept.cells, kept.rollup);
    Ok(())
}

async fn cancelled(progress: &Progress) {
    while !progress.is_cancelled() {
        tokio::time::sleep(LOOK_EVERY).await;
    }
}
