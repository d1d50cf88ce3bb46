//! The sums that an import keeps, made from its lines on disk.

use std::path::{Path, PathBuf};

use arrow::array::RecordBatch;
use datafusion::error::{DataFusionError, Result};
use datafusion::functions_aggregate::expr_fn::{count, sum};
use datafusion::physical_plan::execute_stream;
use datafusion::prelude::{DataFrame, Expr, cast, ident, lit};
use futures::StreamExt;

use crate::cells::LINES;
use crate::cells::kept::{Failed, PARTS, parts};
use crate::ledger::LedgerError;
use crate::ledger::cells::{CellsFile, CellsWriter};
use crate::ledger::rollup::{ROLLUP, SERIES, SUMMED, create};
use crate::ledger::schema::column;
use crate::session::{Engine, Session};

impl Engine {
    /// Sums the lines of one period up into the rollup of its folder; an import does it before it counts. The sums must
    /// be known to fit ([`Engine::keep_cells`] made some). `None` where so few lines are alike that they would not fit
    /// the memory.
    ///
    /// # Errors
    /// The plan's, or the file system's.
    pub async fn keep_rollup(&self, lines: &[PathBuf], folder: &Path) -> Result<Option<CellsFile>, LedgerError> {
        let session = self.session(lines).map_err(|source| LedgerError::cells(folder, source))?;
        let kept = {
            let folder = folder.to_owned();
            self.run(async move { keep(&session, &folder).await })
        };
        kept.await.map_err(|stopped| LedgerError::cells(folder, stopped))?
    }
}

async fn keep(session: &Session, folder: &Path) -> Result<Option<CellsFile>, LedgerError> {
    for most in PARTS {
        let mut writer = create(folder)?;
        match write(session, &mut writer, most).await {
            Ok(()) => return writer.finish().map(Some),
            Err(Failed::Plan(source)) if matches!(source.find_root(), DataFusionError::ResourcesExhausted(_)) => {
                writer.give_up()?;
            }
            Err(Failed::Plan(source)) => return Err(LedgerError::cells(folder, source)),
            Err(Failed::File(error)) => return Err(error),
        }
    }
    Ok(None)
}

/// Some accounts after the others, in the file's order, as kept cells are written.
async fn write(session: &Session, writer: &mut CellsWriter, most: i64) -> Result<(), Failed> {
    let lines = session.lines_that_count().await?;
    for part in parts(lines.clone(), most).await? {
        let lines = match part {
            Some((first, last)) => lines.clone().filter(ident(column::USAGE_ACCOUNT_ID).between(lit(first), lit(last)))?,
            None => lines.clone(),
        };
        let plan = sums(lines, ident(column::USAGE_TYPE))?.create_physical_plan().await?;
        let mut stream = execute_stream(plan, session.context().task_ctx())?;
        while let Some(batch) = stream.next().await {
            let columns = batch?.columns().to_vec();
            let batch = RecordBatch::try_new(ROLLUP.clone(), columns).map_err(DataFusionError::from)?;
            writer.write(batch).map_err(Failed::File)?;
        }
    }
    Ok(())
}

/// The sums in the file's order, with the file's columns; the last text of a series is `finest`.
pub(super) fn sums(lines: DataFrame, finest: Expr) -> Result<DataFrame> {
    let series = SERIES.into_iter().filter(|name| *name != column::USAGE_TYPE).map(ident);
    let keys = series.chain([finest.alias(column::USAGE_TYPE), ident(column::USAGE_DAY)]);
    let figures = SUMMED.map(|figure| sum(ident(figure)).alias(figure));
    let summed = lines.aggregate(keys.collect(), [count(lit(1_i64)).alias(LINES)].into_iter().chain(figures).collect())?;
    let typed = ROLLUP.fields().iter().map(|field| cast(ident(field.name()), field.data_type().clone()).alias(field.name()));
    let order = SERIES.into_iter().chain([column::USAGE_DAY]).map(|key| ident(key).sort(true, true)).collect();
    summed.select(typed.collect::<Vec<_>>())?.sort(order)
}
