//! A filter over files: of a column only the values of rows that count are put together, and of a row group in which
//! none does only the columns are read that say so.

use std::fmt;
use std::sync::Arc;

use arrow::array::{RecordBatch, RecordBatchOptions};
use arrow::datatypes::SchemaRef;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::TaskContext;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_plan::execution_plan::{ChildrenPropertiesMode, ReplaceChildrenOptions};
use datafusion::physical_plan::filter::FilterExec;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties, PlanProperties, SendableRecordBatchStream,
};
use futures::{StreamExt, TryStreamExt, stream};

use super::below::{Below, Filter};
use super::combos::Combos;
use super::flag::Seen;
use crate::session::coded::{Block, Files, Place, Spare, is_read};

/// Rows of a batch, as DataFusion itself has them.
const ROWS: usize = 8192;

/// A filter that reads its files by itself.
#[derive(Debug)]
pub(super) struct Pick {
    /// What it does, and where its schema and its properties come from.
    replaced: Arc<dyn ExecutionPlan>,
    picked: Arc<Picked>,
}

#[derive(Debug)]
struct Picked {
    files: Files,
    filter: Filter,
    columns: Vec<usize>,
}

impl Pick {
    /// `None` where it cannot do what that operator does.
    pub(super) fn of(filter: &Arc<dyn ExecutionPlan>) -> Option<Self> {
        filter.downcast_ref::<FilterExec>()?;
        let mut below = Below::of(filter)?;
        let table = Arc::clone(below.files.schema());
        let columns = below.columns.iter().map(|column| column.downcast_ref::<Column>().map(Column::index));
        let columns = columns.collect::<Option<Vec<_>>>()?;
        let is_read = |column: usize| is_read(table.field(column).data_type());
        if !columns.iter().copied().chain(below.filtered_by()).all(is_read) {
            return None;
        }
        let filter_of_files = below.filter().ok()??;
        let picked = Arc::new(Picked { files: below.files, filter: filter_of_files, columns });
        Some(Self { replaced: Arc::clone(filter), picked })
    }

    pub(super) fn replaced(&self) -> &Arc<dyn ExecutionPlan> {
        &self.replaced
    }
}

impl DisplayAs for Pick {
    fn fmt_as(&self, form: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pick: ")?;
        self.replaced.fmt_as(form, f)
    }
}

impl ExecutionPlan for Pick {
    fn name(&self) -> &'static str {
        "Pick"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        self.replaced.properties()
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        self.replaced.children()
    }

    fn apply_expressions(
        &self,
        f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        self.replaced.apply_expressions(f)
    }

    fn with_new_children(self: Arc<Self>, children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        self.replace_children(children, ReplaceChildrenOptions::new(ChildrenPropertiesMode::Recompute))
    }

    fn replace_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
        options: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let replaced = Arc::clone(&self.replaced).replace_children(children, options)?;
        Ok(Self::of(&replaced).map_or(replaced, |pick| Arc::new(pick) as _))
    }

    fn execute(&self, partition: usize, _: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let (picked, schema) = (Arc::clone(&self.picked), self.schema());
        let partitions = self.replaced.output_partitioning().partition_count().max(1);
        let blocks = stream::try_unfold((partition, Spare::default()), move |(next, mut spare)| {
            let (picked, schema) = (Arc::clone(&picked), Arc::clone(&schema));
            async move {
                let Some(place) = picked.files.places()?.get(next) else { return Ok(None) };
                let batches = picked.batches(place, &schema, &mut spare)?;
                // Whoever has given up waiting is noticed here.
                tokio::task::yield_now().await;
                Ok::<_, DataFusionError>(Some((batches, (next + partitions, spare))))
            }
        });
        let batches = blocks.map_ok(|batches| stream::iter(batches).map(Ok)).try_flatten();
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema(), batches)))
    }
}

impl Picked {
    /// The columns of the rows that count. Each batch has memory of its own: of a part of a larger one it would be
    /// thought that it holds all of it.
    fn batches(&self, place: &Place, schema: &SchemaRef, spare: &mut Spare) -> Result<Vec<RecordBatch>> {
        let (block, (filter, common)) = (Block::new(place), &self.filter);
        let combos = Combos::of(&block, common, spare)?;
        let rows = Seen { block: &block, combos: &combos }.holding(filter, spare)?;
        spare.put(combos.of_rows);
        let mut batches = Vec::new();
        for rows in rows.chunks(ROWS) {
            let columns = self.columns.iter().map(|column| block.column(*column, spare)?.of_rows(rows)).collect::<Result<_>>()?;
            let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
            batches.push(RecordBatch::try_new_with_options(Arc::clone(schema), columns, &options)?);
        }
        block.end(spare);
        Ok(batches)
    }
}
