//! Cells kept in memory: the one pass over the lines, counted for whoever watches. Every later step reads the cells,
//! most of them more than once.

use std::sync::Arc;
use std::time::Duration;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use datafusion::catalog::{MemTable, MemoryCatalogProviderList};
use datafusion::error::Result;
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::memory_pool::MemoryConsumer;
use datafusion::optimizer::OptimizerRule;
use datafusion::optimizer::optimize_projections::OptimizeProjections;
use datafusion::optimizer::simplify_expressions::SimplifyExpressions;
use datafusion::physical_plan::statistics::{StatisticsArgs, StatisticsContext};
use datafusion::physical_plan::{ExecutionPlan, execute_stream};
use datafusion::prelude::{DataFrame, SessionContext};
use futures::StreamExt;

use crate::progress::Progress;
use crate::session::rows_read;

/// How often the count of lines read is brought up to date.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Computes the cells once. Fails where they do not fit the engine's memory.
pub(super) async fn keep(cells: DataFrame, context: &SessionContext, progress: &Progress) -> Result<DataFrame> {
    let plan = cells.create_physical_plan().await?;
    progress.set_total(lines_below(&plan));
    let held = MemoryConsumer::new("cells of a report").register(&context.runtime_env().memory_pool);
    let mut stream = execute_stream(Arc::clone(&plan), context.task_ctx())?;
    let mut clock = tokio::time::interval(LOOK_EVERY);
    let mut kept = Vec::new();
    loop {
        tokio::select! {
            batch = stream.next() => match batch {
                Some(batch) => {
                    let batch = batch?;
                    held.try_grow(batch.get_array_memory_size())?;
                    kept.push(batch);
                }
                None => break,
            },
            _ = clock.tick() => progress.set_read(lines_read(&plan)),
        }
    }
    progress.set_read(lines_read(&plan));
    let partitions = context.copied_config().target_partitions();
    quick(context).read_table(Arc::new(in_memory(plan.schema(), kept, partitions)?))
}

/// A context for plans over what is in memory. Planning those takes longer than running them, so they are planned with
/// the few rules that they cannot run without or that spare more than they take.
fn quick(context: &SessionContext) -> SessionContext {
    let rules: Vec<Arc<dyn OptimizerRule + Send + Sync>> =
        vec![Arc::new(SimplifyExpressions::new()), Arc::new(OptimizeProjections::new())];
    let mut config = context.copied_config();
    config.options_mut().optimizer.max_passes = 1;
    let state = SessionStateBuilder::new_from_existing(context.state()).with_config(config).with_optimizer_rules(rules);
    // A catalog of its own: a new state puts an empty one in the place of what it finds in a list that it shares.
    let state = state.with_catalog_list(Arc::new(MemoryCatalogProviderList::new()));
    SessionContext::new_with_state(state.build())
}

/// The batches as a table, dealt out to as many partitions as plans have.
fn in_memory(schema: SchemaRef, batches: Vec<RecordBatch>, partitions: usize) -> Result<MemTable> {
    let mut dealt = vec![Vec::new(); partitions.max(1)];
    for (number, batch) in batches.into_iter().enumerate() {
        dealt[number % partitions.max(1)].push(batch);
    }
    MemTable::try_new(schema, dealt)
}

/// Rows that the plan's scans have given out so far.
fn lines_read(plan: &Arc<dyn ExecutionPlan>) -> u64 {
    if let Some(read) = rows_read(plan.as_ref()) {
        return read;
    }
    let children = plan.children();
    if children.is_empty() {
        return plan.metrics().and_then(|metrics| metrics.output_rows()).map_or(0, |rows| rows as u64);
    }
    children.into_iter().map(lines_read).sum()
}

/// Rows that the plan's scans hold, as far as the files say.
fn lines_below(plan: &Arc<dyn ExecutionPlan>) -> u64 {
    let children = plan.children();
    if children.is_empty() {
        let statistics = StatisticsContext::new().compute(plan.as_ref(), &StatisticsArgs::new());
        return statistics.ok().and_then(|known| known.num_rows.get_value().copied()).map_or(0, |rows| rows as u64);
    }
    children.into_iter().map(lines_below).sum()
}
