//! An aggregation over files, in terms of the files' own columns.

use std::sync::Arc;

use arrow::datatypes::Schema;
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_plan::aggregates::AggregateExec;

use super::below::{Below, Filter, is_common};
use super::figure::Figure;
use super::flag::{Flag, simple_case};
use super::groups::KeyType;
use super::narrow::{Expr, Narrow, columns, substituted};
use super::sums::SumType;
use crate::session::coded::{Files, is_read};

/// An aggregation that reads its files by itself.
#[derive(Debug)]
pub(super) struct Direct {
    pub(super) files: Files,
    pub(super) filter: Option<Filter>,
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

impl Direct {
    /// `None` where the aggregation is over something else, or asks for what is not read by number.
    pub(super) fn of(aggregate: &AggregateExec, types: &[KeyType], sums: &[SumType]) -> Option<Self> {
        let mut below = Below::of(aggregate.input())?;
        let table = Arc::clone(below.files.schema());
        let own = |expr: &Expr| substituted(expr, &below.columns).ok();
        let keys = aggregate.group_expr().expr().iter().map(|(key, _)| own(key)).collect::<Option<Vec<_>>>()?;
        let arguments: Vec<Option<Expr>> = sums
            .iter()
            .map(|sum| sum.argument().map_or(Some(None), |argument| own(&argument).map(Some)))
            .collect::<Option<_>>()?;
        let read = keys.iter().chain(arguments.iter().flatten()).flat_map(columns).chain(below.filtered_by());
        if !read.into_iter().all(|column| is_read(table.field(column).data_type())) {
            return None;
        }
        let asked: Vec<usize> = keys.iter().zip(types).flat_map(|(key, of)| common_columns(key, *of, &table)).collect();
        let common = sorted(asked);
        let keys = keys.iter().zip(types).map(|(key, of)| Key::of(key, *of, &table, &common)).collect::<Option<_>>()?;
        let figure = |argument: &Option<Expr>| Figure::of(argument.as_ref(), &table, &common).ok();
        let figures = arguments.iter().map(figure).collect::<Option<Vec<_>>>()?;
        let filter = below.filter().ok()?;
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
    let all = columns(key);
    // A key that is a column, whichever, or made of common ones.
    if key.downcast_ref::<Column>().is_some() && of != KeyType::Flag {
        return all;
    }
    all.into_iter().filter(|column| is_common(*column, table)).collect()
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
        let (when, own, others) = simple_case(key, table)?;
        let which = Flag::of(&when, table, common).ok()?;
        let [own, others] = [own, others].map(|expr| Narrow::of(&expr, table).ok());
        Some(Self::Some { which, own: own?, others: others?, of })
    }
}
