//! An aggregation over files, in terms of the files' own columns: projections between the two are seen through, and a
//! filter becomes a condition.

use std::sync::Arc;

use arrow::datatypes::Schema;
use datafusion::datasource::physical_plan::{FileScanConfig, ParquetSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::error::Result;
use datafusion::logical_expr::Operator;
use datafusion::physical_expr::expressions::{BinaryExpr, CaseExpr, Column};
use datafusion::physical_plan::aggregates::AggregateExec;
use datafusion::physical_plan::filter::FilterExec;
use datafusion::physical_plan::projection::ProjectionExec;
use datafusion::physical_plan::repartition::RepartitionExec;
use datafusion::physical_plan::{ExecutionPlan, Partitioning};

use super::figure::Figure;
use super::flag::{Flag, simple_case};
use super::groups::KeyType;
use super::narrow::{Expr, Narrow, columns, substituted};
use super::sums::SumType;
use crate::ledger::schema::column;
use crate::session::coded::{Files, is_read};

/// An aggregation that reads its files by itself.
#[derive(Debug)]
pub(super) struct Direct {
    pub(super) files: Files,
    /// Which rows count; and of what columns that is asked.
    pub(super) filter: Option<(Flag, Vec<usize>)>,
    /// Columns whose combinations tell most of the keys.
    pub(super) common: Vec<usize>,
    pub(super) keys: Vec<Key>,
    pub(super) figures: Vec<Figure>,
}

/// What groups are told apart by.
#[derive(Debug)]
pub(super) enum Key {
    /// Common to the rows of a combination.
    Common(Narrow, KeyType),
    Flag(Flag),
    /// A text that some rows have of their own, and the others have in common.
    Some {
        which: Flag,
        own: Narrow,
        others: Narrow,
        of: KeyType,
    },
}

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

impl Direct {
    /// `None` where the aggregation is over something else, or asks for what is not read by number.
    pub(super) fn of(aggregate: &AggregateExec, types: &[KeyType], sums: &[SumType]) -> Option<Self> {
        let below = Below::of(aggregate.input())?;
        let table = Arc::clone(below.files.schema());
        let own = |expr: &Expr| substituted(expr, &below.columns).ok();
        let keys = aggregate.group_expr().expr().iter().map(|(key, _)| own(key)).collect::<Option<Vec<_>>>()?;
        let arguments: Vec<Option<Expr>> = sums
            .iter()
            .map(|sum| sum.argument().map_or(Some(None), |argument| own(&argument).map(Some)))
            .collect::<Option<_>>()?;
        let read = keys.iter().chain(arguments.iter().flatten()).chain(&below.filters).flat_map(columns);
        if !read.into_iter().all(|column| is_read(table.field(column).data_type())) {
            return None;
        }
        let asked: Vec<usize> = keys.iter().zip(types).flat_map(|(key, of)| common_columns(key, *of, &table)).collect();
        let common = sorted(asked);
        let keys = keys.iter().zip(types).map(|(key, of)| Key::of(key, *of, &table, &common)).collect::<Option<_>>()?;
        let figure = |argument: &Option<Expr>| Figure::of(argument.as_ref(), &table, &common).ok();
        let figures = arguments.iter().map(figure).collect::<Option<Vec<_>>>()?;
        let filter = below.filter(&table).ok()?;
        let suits = figures.iter().zip(sums).all(|(figure, sum)| figure.suits(sum, &table));
        suits.then_some(Self { files: below.files, filter, common, keys, figures })
    }
}

fn sorted(mut columns: Vec<usize>) -> Vec<usize> {
    columns.sort_unstable();
    columns.dedup();
    columns
}

/// Which columns of a key rows should have in common.
fn common_columns(key: &Expr, of: KeyType, table: &Schema) -> Vec<usize> {
    let is_common = |column: &usize| COMMON.contains(&table.field(*column).name().as_str());
    let all = columns(key);
    // A key that is a column, whichever, or made of common ones.
    if key.downcast_ref::<Column>().is_some() && of != KeyType::Flag {
        return all;
    }
    all.into_iter().filter(is_common).collect()
}

impl Key {
    fn of(key: &Expr, of: KeyType, table: &Schema, common: &[usize]) -> Option<Self> {
        let is_common = |expr: &Expr| columns(expr).iter().all(|column| common.contains(column));
        if of == KeyType::Flag {
            return Flag::of(key, table, common).ok().map(Self::Flag);
        }
        if is_common(key) {
            return Narrow::of(key, table).ok().map(|narrow| Self::Common(narrow, of));
        }
        let (when, own, others) = key.downcast_ref::<CaseExpr>().and_then(simple_case)?;
        let which = Flag::of(&when, table, common).ok()?;
        let [own, others] = [own, others].map(|expr| Narrow::of(&expr, table).ok());
        Some(Self::Some { which, own: own?, others: others?, of })
    }
}

/// What stands below an aggregation.
struct Below {
    files: Files,
    /// The columns that the aggregation reads, in terms of the table's.
    columns: Vec<Expr>,
    filters: Vec<Expr>,
}

impl Below {
    fn of(input: &Arc<dyn ExecutionPlan>) -> Option<Self> {
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
        let scan = input.downcast_ref::<DataSourceExec>()?.data_source().downcast_ref::<FileScanConfig>()?;
        let source = scan.file_source();
        let files = source.is::<ParquetSource>().then(|| Files::of(scan))??;
        let column = |(at, name): (usize, &String)| Arc::new(Column::new(name, at)) as Expr;
        let columns = match source.projection() {
            Some(projection) => projection.expr_iter().collect(),
            None => files.schema().fields().iter().map(|field| field.name()).enumerate().map(column).collect(),
        };
        Some(Self { files, columns, filters: Vec::new() })
    }

    fn filter(&self, table: &Schema) -> Result<Option<(Flag, Vec<usize>)>> {
        let both = |a: Expr, b: Expr| Arc::new(BinaryExpr::new(a, Operator::And, b)) as Expr;
        let Some(all) = self.filters.iter().cloned().reduce(both) else { return Ok(None) };
        let is_common = |column: &usize| COMMON.contains(&table.field(*column).name().as_str());
        let common: Vec<_> = columns(&all).into_iter().filter(is_common).collect();
        Ok(Some((Flag::of(&all, table, &common)?, common)))
    }
}
