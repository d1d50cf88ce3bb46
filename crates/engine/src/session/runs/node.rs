//! The operator in a plan.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow::datatypes::SchemaRef;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::TaskContext;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_plan::aggregates::{AggregateExec, AggregateMode};
use datafusion::physical_plan::execution_plan::{ChildrenPropertiesMode, ReplaceChildrenOptions};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties, InputOrderMode, PlanProperties,
    SendableRecordBatchStream,
};
use futures::{StreamExt, stream};

use super::direct::Direct;
use super::groups::{Groups, KeyType};
use super::lines::Lines;
use super::sums::{Sum, SumType};
use crate::session::coded::Spare;

/// Groups that are held before their states are handed on: enough for most reports, and a few megabytes.
const GROUPS: usize = 32 << 10;

/// The first half of an aggregation, in place of DataFusion's.
#[derive(Debug)]
pub(super) struct Condense {
    /// What it replaces, and where its schema and its properties come from.
    replaced: AggregateExec,
    keys: Vec<KeyType>,
    sums: Vec<SumType>,
    /// Where it reads files by itself; what stands below it in the plan is not run then.
    direct: Option<Arc<Direct>>,
    /// Rows that it has read so.
    read: Arc<AtomicU64>,
}

impl Condense {
    /// `None` where it cannot do what that aggregation does.
    pub(super) fn of(aggregate: &AggregateExec) -> Option<Self> {
        let group_by = aggregate.group_expr();
        let plain = *aggregate.mode() == AggregateMode::Partial
            && group_by.is_single()
            && !group_by.expr().is_empty()
            && aggregate.filter_expr().iter().all(Option::is_none)
            && aggregate.limit_options().is_none()
            && *aggregate.input_order_mode() == InputOrderMode::Linear;
        if !plain {
            return None;
        }
        let (schema, input) = (aggregate.schema(), aggregate.input().schema());
        let count = group_by.expr().len();
        let keys = schema.fields()[..count].iter().map(|field| KeyType::of(field.data_type())).collect::<Option<Vec<_>>>()?;
        let states = &schema.fields()[count..];
        let functions = aggregate.aggr_expr();
        let sums = functions.iter().zip(states).map(|(function, state)| SumType::of(function, state, &input));
        let sums = sums.collect::<Option<Vec<_>>>()?;
        let fits = states.len() == functions.len() && Groups::can_tell(&keys);
        if !fits {
            return None;
        }
        let direct = Direct::of(aggregate, &keys, &sums).map(Arc::new);
        Some(Self { replaced: aggregate.clone(), direct, keys, sums, read: Arc::default() })
    }

    /// Rows read so far; `None` where the plan below reads them.
    pub(super) fn rows_read(&self) -> Option<u64> {
        self.direct.as_ref().map(|_| self.read.load(Ordering::Relaxed))
    }

    /// Every so many row groups, from the partition's own on.
    fn read_files(&self, direct: &Arc<Direct>, partition: usize) -> SendableRecordBatchStream {
        let (direct, read) = (Arc::clone(direct), Arc::clone(&self.read));
        let partitions = self.replaced.input().output_partitioning().partition_count().max(1);
        let lines = Lines {
            schema: self.schema(),
            direct: Arc::clone(&direct),
            groups: Groups::new(self.keys.clone()),
            sums: self.sums.iter().map(SumType::begin).collect(),
            spare: Spare::default(),
        };
        let states = stream::try_unfold((partition, lines), move |(mut next, mut lines)| {
            let (direct, read) = (Arc::clone(&direct), Arc::clone(&read));
            async move {
                while let Some(place) = direct.files.places()?.get(next) {
                    lines.add(place)?;
                    next += partitions;
                    read.fetch_add(place.rows() as u64, Ordering::Relaxed);
                    if lines.groups.count() >= GROUPS {
                        return Ok(Some((lines.take()?, (next, lines))));
                    }
                    // Whoever has given up waiting is noticed here.
                    tokio::task::yield_now().await;
                }
                match lines.groups.count() {
                    0 => Ok(None),
                    _ => Ok::<_, DataFusionError>(Some((lines.take()?, (next, lines)))),
                }
            }
        });
        Box::pin(RecordBatchStreamAdapter::new(self.schema(), states))
    }

    fn work(&self) -> Work {
        Work {
            schema: self.schema(),
            keys: self.replaced.group_expr().expr().iter().map(|(key, _)| Arc::clone(key)).collect(),
            arguments: self.sums.iter().map(SumType::argument).collect(),
            groups: Groups::new(self.keys.clone()),
            sums: self.sums.iter().map(SumType::begin).collect(),
            slots: Vec::new(),
        }
    }
}

impl DisplayAs for Condense {
    fn fmt_as(&self, form: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Condense{}: ", if self.direct.is_some() { " files" } else { "" })?;
        self.replaced.fmt_as(form, f)
    }
}

impl ExecutionPlan for Condense {
    fn name(&self) -> &'static str {
        "Condense"
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
        let replaced = Arc::new(self.replaced.clone()).replace_children(children, options)?;
        let condense = replaced.downcast_ref::<AggregateExec>().and_then(Self::of);
        Ok(condense.map_or(replaced, |condense| Arc::new(condense) as _))
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        if let Some(direct) = &self.direct {
            return Ok(self.read_files(direct, partition));
        }
        let input = self.replaced.input().execute(partition, context)?;
        let states = stream::try_unfold((input, self.work()), |(mut input, mut work)| async move {
            while let Some(batch) = input.next().await {
                work.add(&batch?)?;
                if work.groups.count() >= GROUPS {
                    return Ok(Some((work.take()?, (input, work))));
                }
            }
            match work.groups.count() {
                0 => Ok(None),
                _ => Ok::<_, DataFusionError>(Some((work.take()?, (input, work)))),
            }
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema(), states)))
    }
}

/// One partition under way.
struct Work {
    schema: SchemaRef,
    keys: Vec<Arc<dyn PhysicalExpr>>,
    /// What each sum adds up; none where rows are counted.
    arguments: Vec<Option<Arc<dyn PhysicalExpr>>>,
    groups: Groups,
    sums: Vec<Sum>,
    /// The group of each row of a batch.
    slots: Vec<u32>,
}

impl Work {
    fn add(&mut self, batch: &RecordBatch) -> Result<()> {
        let rows = batch.num_rows();
        let value = |of: &Arc<dyn PhysicalExpr>| of.evaluate(batch)?.into_array(rows);
        let keys = self.keys.iter().map(value).collect::<Result<Vec<_>>>()?;
        self.groups.of_rows(&keys, rows, &mut self.slots)?;
        for (sum, argument) in self.sums.iter_mut().zip(&self.arguments) {
            sum.make_room(self.groups.count());
            match argument {
                Some(argument) => sum.add(&value(argument)?, &self.slots)?,
                None => sum.count(&self.slots),
            }
        }
        Ok(())
    }

    /// The states so far; it begins anew.
    fn take(&mut self) -> Result<RecordBatch> {
        let rows = self.groups.count();
        let mut columns: Vec<ArrayRef> = self.groups.take()?;
        for sum in &mut self.sums {
            columns.push(sum.take()?);
        }
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        Ok(RecordBatch::try_new_with_options(Arc::clone(&self.schema), columns, &options)?)
    }
}
