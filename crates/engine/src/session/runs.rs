//! Aggregation of rows that come in runs. The ledger's lines are sorted by account, service, region and type, so that
//! most lines belong to the same group as the line before. DataFusion's hash aggregate hashes and compares every key of
//! every row; this one compares a row's keys with those of the row before, by the views of its texts and eight thousand
//! rows at a time, and looks a group up only where they differ. Flags (a condition holds, a line has a price) change
//! from line to line within a run: they choose among the few groups of the run's other keys.
//!
//! Where the rows come straight from files of this machine, it reads them itself, by the numbers that the files'
//! dictionaries have for their values ([`super::coded`]): what is common to many lines is asked once for all of them,
//! what is asked of one column once for each distinct value.
//!
//! Only the first half of an aggregation is replaced, before the groups of all partitions meet: its rows are the same
//! states, and DataFusion's own second half makes one of those that belong together. What it does not know
//! (other keys, other functions, filters) stays DataFusion's.

mod answers;
mod below;
mod combos;
mod direct;
mod figure;
mod flag;
mod groups;
mod lines;
mod narrow;
mod node;
mod pick;
mod sums;

use std::sync::Arc;

use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
use datafusion::error::Result;
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::aggregates::{AggregateExec, AggregateInputMode, AggregateMode};
use datafusion::physical_plan::coalesce_partitions::CoalescePartitionsExec;
use datafusion::physical_plan::projection::ProjectionExec;
use datafusion::physical_plan::repartition::RepartitionExec;

use node::Condense;
use pick::Pick;

/// Puts [`Condense`] in the place of every first half of an aggregation that it can do, and [`Pick`] in that of filters.
#[derive(Debug)]
pub(super) struct CondenseRuns;

impl PhysicalOptimizerRule for CondenseRuns {
    fn optimize(&self, plan: Arc<dyn ExecutionPlan>, _: &ConfigOptions) -> Result<Arc<dyn ExecutionPlan>> {
        plan.transform_up(|node| {
            if let Some(condense) = node.downcast_ref::<AggregateExec>().and_then(Condense::of) {
                return Ok(Transformed::yes(Arc::new(condense) as _));
            }
            let pick = Pick::of(&node);
            Ok(pick.map_or_else(|| Transformed::no(node), |pick| Transformed::yes(Arc::new(pick) as _)))
        })
        .data()
    }

    fn name(&self) -> &str {
        "condense_runs"
    }

    fn schema_check(&self) -> bool {
        true
    }
}

/// Rows that a node of a plan has read from its files; `None` where it reads none by itself.
pub(crate) fn rows_read(node: &dyn ExecutionPlan) -> Option<u64> {
    node.downcast_ref::<Condense>()?.rows_read()
}

/// The first half of a plan that is one aggregation; `None` where it is not in two halves, or does more.
pub(crate) fn first_half(plan: &Arc<dyn ExecutionPlan>) -> Option<Arc<dyn ExecutionPlan>> {
    if let Some(aggregate) = plan.downcast_ref::<AggregateExec>()
        && *aggregate.mode() == AggregateMode::Partial
    {
        return Some(Arc::clone(plan));
    }
    if plan.is::<Condense>() {
        return Some(Arc::clone(plan));
    }
    let [input] = plan.children()[..] else { return None };
    let is_between = plan.is::<ProjectionExec>() || plan.is::<RepartitionExec>() || plan.is::<CoalescePartitionsExec>();
    let joins = plan
        .downcast_ref::<AggregateExec>()
        .is_some_and(|aggregate| aggregate.mode().input_mode() == AggregateInputMode::Partial);
    (is_between || joins).then(|| first_half(input))?
}

#[cfg(test)]
mod tests {
    use arrow::array::{
        ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int64Array, RecordBatch, StringArray, StringViewArray,
    };
    use arrow::util::pretty::pretty_format_batches;
    use datafusion::datasource::MemTable;
    use datafusion::functions_aggregate::expr_fn::{count, min, sum};
    use datafusion::physical_optimizer::optimizer::PhysicalOptimizer;
    use datafusion::physical_plan::displayable;
    use datafusion::prelude::{DataFrame, Expr, SessionConfig, SessionContext, ident, lit, when};

    use super::*;

    /// Runs of texts, some of them long, some absent; flags and numbers that change from row to row.
    fn batch(seed: usize) -> RecordBatch {
        let rows = || (0..1000).map(move |row| row + seed * 7919);
        let text = |row: usize| (row % 211 > 20).then(|| format!("a text of more than twelve bytes {}", row / 64 % 5));
        let short = |row: usize| (row % 97 > 10).then(|| ["", "a", "b"][row / 32 % 3]);
        let columns: Vec<(&str, ArrayRef)> = vec![
            ("view", Arc::new(rows().map(text).collect::<StringViewArray>())),
            ("text", Arc::new(rows().map(short).collect::<StringArray>())),
            ("day", Arc::new(rows().map(|row| (row % 89 > 8).then_some((row / 100 % 3) as i32 - 1)).collect::<Date32Array>())),
            ("flag", Arc::new(rows().map(|row| [Some(true), Some(false), None][row * row % 3]).collect::<BooleanArray>())),
            ("other", Arc::new(rows().map(|row| Some(row % 5 == 0)).collect::<BooleanArray>())),
            (
                "money",
                Arc::new(
                    rows()
                        .map(|row| (row % 3 > 0).then_some(row as i128 * 10_i128.pow(20) - 7))
                        .collect::<Decimal128Array>()
                        .with_precision_and_scale(38, 12)
                        .unwrap(),
                ),
            ),
            (
                "none",
                Arc::new(rows().map(|_| None::<i128>).collect::<Decimal128Array>().with_precision_and_scale(38, 12).unwrap()),
            ),
            ("number", Arc::new(rows().map(|row| (row % 7 > 0).then_some(row as i64 - 500)).collect::<Int64Array>())),
        ];
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true))).unwrap()
    }

    fn context(condense: bool) -> SessionContext {
        let mut rules = PhysicalOptimizer::new().rules;
        rules.extend(condense.then(|| Arc::new(CondenseRuns) as _));
        let state = datafusion::execution::session_state::SessionStateBuilder::new()
            .with_config(SessionConfig::new().with_target_partitions(2))
            .with_default_features()
            .with_physical_optimizer_rules(rules);
        SessionContext::new_with_state(state.build())
    }

    fn summed(condense: bool, keys: &[&str]) -> DataFrame {
        let batches: Vec<_> = (0..8).map(batch).collect();
        let (first, second) = batches.split_at(5);
        let table = MemTable::try_new(batches[0].schema(), vec![first.to_vec(), second.to_vec()]).unwrap();
        let rows = context(condense).read_table(Arc::new(table)).unwrap();
        let money = || sum(ident("money")).alias("money");
        let sums = vec![
            money(),
            sum(ident("none")).alias("nothing"),
            sum(ident("number")).alias("numbers"),
            count(lit(1)).alias("rows"),
            min(ident("view")).alias("least"),
        ];
        let order = keys.iter().map(|key| ident(*key).sort(true, true)).collect();
        rows.aggregate(keys.iter().map(|key| ident(*key)).collect(), sums).unwrap().sort(order).unwrap()
    }

    #[tokio::test]
    async fn groups_and_sums_are_those_of_datafusion() {
        for keys in
            [&["view", "text", "day", "flag", "other", "number"][..], &["view", "flag"], &["flag", "other"], &["day"], &["text"]]
        {
            let shown = async |condense| {
                let batches = summed(condense, keys).collect().await.unwrap();
                pretty_format_batches(&batches).unwrap().to_string()
            };
            assert_eq!(shown(true).await, shown(false).await, "{keys:?}");
        }
    }

    #[tokio::test]
    async fn the_first_half_of_an_aggregation_is_replaced() {
        let plan = summed(true, &["view", "flag"]).create_physical_plan().await.unwrap();
        let plan = displayable(plan.as_ref()).indent(false).to_string();
        assert!(plan.contains("Condense: ") && plan.contains("FinalPartitioned"), "{plan}");
    }

    /// The groups of a file, as they are made of its rows, and the plan that made them.
    async fn of_file(path: &std::path::Path, condense: bool, ask: impl Fn(DataFrame) -> DataFrame) -> (String, String) {
        let rows = context(condense).read_parquet(path.to_str().unwrap(), Default::default()).await.unwrap();
        let asked = ask(rows);
        let plan = asked.clone().create_physical_plan().await.unwrap();
        let rows = pretty_format_batches(&asked.collect().await.unwrap()).unwrap().to_string();
        (displayable(plan.as_ref()).indent(false).to_string(), rows)
    }

    /// They must be the same, read by number and by DataFusion.
    async fn assert_read_by_number(ask: impl Fn(DataFrame) -> DataFrame) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.parquet");
        let mut writer =
            parquet::arrow::ArrowWriter::try_new(std::fs::File::create(&path).unwrap(), batch(0).schema(), None).unwrap();
        (0..8).for_each(|seed| writer.write(&batch(seed)).unwrap());
        writer.close().unwrap();
        let ((direct, by_number), (_, expected)) = (of_file(&path, true, &ask).await, of_file(&path, false, &ask).await);
        assert!(direct.contains("Condense files: "), "{direct}");
        assert_eq!(by_number, expected);
    }

    fn ordered(rows: DataFrame, by: &[&str]) -> DataFrame {
        rows.sort(by.iter().map(|key| ident(*key).sort(true, true)).collect()).unwrap()
    }

    #[tokio::test]
    async fn files_of_this_machine_are_read_by_number() {
        assert_read_by_number(|rows| {
            let rows = rows.filter(ident("view").is_not_null().and(ident("number").gt(lit(-300_i64)))).unwrap();
            let flag = ident("flag").and(ident("money").gt(lit(0))).alias("positive");
            let sums = vec![sum(ident("money")).alias("money"), count(lit(1)).alias("rows"), min(ident("view")).alias("least")];
            let summed = rows.aggregate(vec![ident("view"), ident("day"), flag], sums).unwrap();
            ordered(summed, &["view", "day", "positive"])
        })
        .await;
    }

    #[tokio::test]
    async fn what_only_some_rows_have_is_read_by_number() {
        assert_read_by_number(|rows| {
            // Without ELSE, as DataFusion leaves one that is NULL.
            let some = |which: Expr, value: Expr| when(which, value).end().unwrap();
            let own = some(ident("text").eq(lit("b")), ident("view")).alias("own");
            let kind = some(ident("other"), when(ident("text").eq(lit("a")), lit("first")).otherwise(lit("last")).unwrap());
            let flag = some(ident("number").gt(lit(3_i64)), ident("flag").and(ident("other"))).alias("marked");
            let figure = sum(some(ident("flag").and(ident("other")), ident("money"))).alias("some");
            let keys = vec![ident("day"), own, kind.alias("kind"), flag];
            let summed = rows.aggregate(keys, vec![figure, count(lit(1)).alias("rows")]).unwrap();
            ordered(summed, &["day", "own", "kind", "marked"])
        })
        .await;
    }
}
