//! What an operator stands on, in terms of files' own columns: projections between the two are seen through, and a
//! filter becomes a condition.

use std::sync::Arc;

use arrow::datatypes::Schema;
use datafusion::common::pruning::PrunableStatistics;
use datafusion::datasource::physical_plan::{FileScanConfig, ParquetSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::error::Result;
use datafusion::logical_expr::Operator;
use datafusion::physical_expr::expressions::{BinaryExpr, Column};
use datafusion::physical_optimizer::pruning::PruningPredicateBuilder;
use datafusion::physical_plan::filter::FilterExec;
use datafusion::physical_plan::projection::ProjectionExec;
use datafusion::physical_plan::repartition::RepartitionExec;
use datafusion::physical_plan::{ExecutionPlan, Partitioning};

use super::flag::Flag;
use super::narrow::{Expr, columns, substituted};
use super::pick::Pick;
use crate::ledger::schema::column;
use crate::session::coded::Files;

/// Files, and what is made of them.
pub(super) struct Below {
    pub(super) files: Files,
    /// The operator's own input, in terms of the files' columns.
    pub(super) columns: Vec<Expr>,
    filters: Vec<Expr>,
}

/// Which rows count, and the common columns that it takes to know.
pub(super) type Filter = (Flag, Vec<usize>);

/// By these files are sorted, or they follow from them for the most part; with them the lines fall into few combinations.
const COMMON: [&str; 15] = [
    column::PAYER_ACCOUNT_ID,
    column::BILLING_PERIOD,
    column::USAGE_ACCOUNT_ID,
    column::USAGE_ACCOUNT_NAME,
    column::SERVICE,
    column::REGION,
    column::LINE_ITEM_TYPE,
    column::CHARGE_TYPE,
    column::LIFECYCLE,
    column::BILLING_ENTITY,
    column::COMMITMENT_ARN,
    column::PURCHASER_ACCOUNT_ID,
    column::COMMITMENT_START,
    column::USAGE_DAY,
    column::SPLIT_COST,
];

/// Whether many lines have a value of that column in common.
pub(super) fn is_common(column: usize, table: &Schema) -> bool {
    COMMON.contains(&table.field(column).name().as_str())
}

impl Below {
    /// `None` where the input is anything else.
    pub(super) fn of(input: &Arc<dyn ExecutionPlan>) -> Option<Self> {
        if let Some(pick) = input.downcast_ref::<Pick>() {
            return Self::of(pick.replaced());
        }
        if let Some(projection) = input.downcast_ref::<ProjectionExec>() {
            let mut below = Self::of(projection.input())?;
            let columns = projection.expr().iter().map(|column| substituted(&column.expr, &below.columns));
            below.columns = columns.collect::<Result<_>>().ok()?;
            return Some(below);
        }
        if let Some(filter) = input.downcast_ref::<FilterExec>() {
            let mut below = Self::of(filter.input()).filter(|_| filter.fetch().is_none())?;
            below.filters.push(substituted(filter.predicate(), &below.columns).ok()?);
            if let Some(kept) = filter.projection() {
                below.columns = kept.iter().map(|column| Expr::clone(&below.columns[*column])).collect();
            }
            return Some(below);
        }
        if let Some(dealt) = input.downcast_ref::<RepartitionExec>() {
            // To as many threads as there are; which rows go where does not matter.
            return matches!(dealt.partitioning(), Partitioning::RoundRobinBatch(_)).then(|| Self::of(dealt.input()))?;
        }
        Self::of_scan(input.downcast_ref::<DataSourceExec>()?.data_source().downcast_ref::<FileScanConfig>()?)
    }

    fn of_scan(scan: &FileScanConfig) -> Option<Self> {
        let source = scan.file_source();
        let files = source.is::<ParquetSource>().then(|| Files::of(scan))??;
        let column = |(at, name): (usize, &String)| Arc::new(Column::new(name, at)) as Expr;
        let columns = match source.projection() {
            Some(projection) => projection.expr_iter().collect(),
            None => files.schema().fields().iter().map(|field| field.name()).enumerate().map(column).collect(),
        };
        Some(Self { files, columns, filters: Vec::new() })
    }

    /// The filters as one condition. Files in which no row can count are left out from now on.
    pub(super) fn filter(&mut self) -> Result<Option<Filter>> {
        let both = |a: Expr, b: Expr| Arc::new(BinaryExpr::new(a, Operator::And, b)) as Expr;
        let Some(all) = self.filters.iter().cloned().reduce(both) else { return Ok(None) };
        let table = Arc::clone(self.files.schema());
        if let Some(statistics) = self.files.statistics() {
            let predicate = PruningPredicateBuilder::new().with_file_schema(Arc::clone(&table)).try_build(Expr::clone(&all))?;
            let known = PrunableStatistics::new(statistics, Arc::clone(&table));
            let may_have = predicate.prune(&known)?;
            self.files.retain(&may_have);
        }
        let common: Vec<_> = columns(&all).into_iter().filter(|column| is_common(*column, &table)).collect();
        Ok(Some((Flag::of(&all, &table, &common)?, common)))
    }

    /// The columns that the filters read.
    pub(super) fn filtered_by(&self) -> impl Iterator<Item = usize> {
        self.filters.iter().flat_map(columns)
    }
}
