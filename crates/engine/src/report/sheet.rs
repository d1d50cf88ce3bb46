//! The sheet: charged cells summed up by all that anything after asks for. The chain of rules, planned and run once,
//! ends here; rows, totals, trail, the row `Other` and the lines that rules add are read from the sheet, which is
//! small and in memory.

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Int32Type};
use datafusion::error::{DataFusionError, Result};
use datafusion::functions_aggregate::expr_fn::{min, sum};
use datafusion::prelude::{DataFrame, Expr, cast, ident, lit, when};
use datafusion::scalar::ScalarValue;
use muster_domain::Month;
use muster_domain::report::GroupBy;

use super::figures::{Figure, count};
use super::groups::{cell, column_name};
use super::measure::{ECO, Measure, exact};
use super::{ReportError, Scope};
use crate::cells::{ACCOUNT_NAME, LINES, MONTH, ON_DEMAND, SAVINGS, UNBLENDED};
use crate::ledger::schema::column::USAGE_ACCOUNT_ID;
use crate::membership::SUBSET;
use crate::rules::charges::{UNPRICED, base, counted, effect, touched};
use crate::rules::line_type::{self, is, is_any};
use crate::rules::tally::{Counted, Entry, Usage};

/// Whether a row is of the report's scope; NULL is no.
pub(super) const INSIDE: &str = "inside";

const ECO_SAVINGS: &str = "eco_savings";
const ECO_USAGE: &str = "eco_usage";
const PLAIN_USAGE: &str = "plain_usage";

/// The name of what a rule that only moves cost adds to the accounts that it moves it to.
pub(super) fn moved(position: usize) -> String {
    format!("moved_{position}")
}

/// What the sheet has, beside lines and charges.
pub(super) struct Columns<'a> {
    pub(super) groups: &'a [GroupBy],
    pub(super) measures: &'a [Measure],
    pub(super) scope: &'a Scope,
    /// Positions of rules that have effect columns.
    pub(super) traced: &'a [usize],
    /// Positions among them of rules that only move cost between accounts.
    pub(super) movers: Vec<usize>,
    /// What rules ask for that add lines; `None` where none does.
    pub(super) tally: Option<TallyColumns>,
}

/// What a tally is read from.
#[derive(Clone)]
pub(super) struct TallyColumns {
    /// Positions of custom line items.
    pub(super) items: Vec<usize>,
    /// Whether subsets count.
    pub(super) subsets: bool,
}

impl Columns<'_> {
    /// The sheet of charged cells; not yet in memory.
    pub(super) fn of(&self, cells: DataFrame) -> Result<DataFrame> {
        let sums = self.sums()?;
        // Without rules the cells are as coarse as the sheet.
        if self.traced.is_empty() && self.tally.is_none() {
            let sums = sums.into_iter().map(|(name, value)| value.alias(name));
            return cells.select(self.keys().into_iter().chain(sums).chain(self.name()).collect::<Vec<_>>());
        }
        let name = self.name().map(|name| min(name).alias(ACCOUNT_NAME));
        let sums = sums.into_iter().map(|(column, value)| sum(value).alias(column)).chain(name).collect();
        cells.aggregate(self.keys(), sums)
    }

    /// The sheet's rows of the report's scope.
    pub(super) fn inside(&self, sheet: DataFrame) -> Result<DataFrame> {
        if *self.scope == Scope::All { Ok(sheet) } else { sheet.filter(ident(INSIDE)) }
    }

    pub(super) fn outside(&self, sheet: DataFrame) -> Result<DataFrame> {
        if *self.scope == Scope::All { sheet.filter(lit(false)) } else { sheet.filter(ident(INSIDE).is_not_true()) }
    }

    fn keys(&self) -> Vec<Expr> {
        let groups = self.groups.iter().enumerate().map(|(position, group)| cell(position, group).alias(column_name(position)));
        let asked = !self.traced.is_empty() || self.tally.is_some() || *self.scope != Scope::All;
        let account = asked.then(|| ident(USAGE_ACCOUNT_ID));
        let inside = match self.scope {
            Scope::All => None,
            Scope::Subsets(names) => {
                let names = names.iter().map(|name| lit(name.as_str())).collect();
                Some(ident(SUBSET).in_list(names, false).alias(INSIDE))
            }
        };
        let month = self.tally.is_some().then(|| ident(MONTH));
        let subset = self.tally.as_ref().is_some_and(|tally| tally.subsets).then(|| ident(SUBSET));
        groups.chain(account).chain(inside).chain(month).chain(subset).collect()
    }

    fn name(&self) -> Option<Expr> {
        self.groups.contains(&GroupBy::Account).then(|| ident(ACCOUNT_NAME))
    }

    fn sums(&self) -> Result<Vec<(String, Expr)>> {
        let mut sums = Vec::with_capacity(self.measures.len() + 2 * self.traced.len() + 2);
        for measure in self.measures {
            sums.push((measure.header().to_owned(), measure.of_cell()?));
        }
        let same = |name: String| (name.clone(), ident(name));
        sums.extend([LINES, UNPRICED].map(|name| same(name.to_owned())));
        sums.extend(self.traced.iter().flat_map(|position| [effect(*position), touched(*position)]).map(same));
        for position in &self.movers {
            let effect = || ident(effect(*position));
            sums.push((moved(*position), when(effect().gt(lit(ScalarValue::Decimal128(Some(0), 38, 12))), effect()).end()?));
        }
        if let Some(tally) = &self.tally {
            sums.extend(tally.items.iter().flat_map(|position| [base(*position), counted(*position)]).map(same));
            let of = |which: Expr, figure: &str| when(which, exact(figure)).end();
            let eco = || is_any(&line_type::COVERED).and(ident(ECO));
            sums.push((ECO_SAVINGS.to_owned(), of(eco(), SAVINGS)?));
            sums.push((ECO_USAGE.to_owned(), of(eco(), ON_DEMAND)?));
            sums.push((PLAIN_USAGE.to_owned(), of(is(line_type::USAGE), UNBLENDED)?));
        }
        Ok(sums)
    }

    /// The tally's entries.
    pub(super) async fn entries(&self, sheet: DataFrame) -> Result<Vec<Entry>, ReportError> {
        let Some(tally) = &self.tally else { return Ok(Vec::new()) };
        let text = |name: &str| cast(ident(name), DataType::Utf8).alias(name);
        let mut keys = vec![text(USAGE_ACCOUNT_ID), ident(MONTH)];
        keys.extend((*self.scope != Scope::All).then(|| ident(INSIDE)));
        keys.extend(tally.subsets.then(|| text(SUBSET)));
        let items = tally.items.iter().flat_map(|position| [base(*position), counted(*position)]);
        let figures = [LINES, ECO_SAVINGS, ECO_USAGE, PLAIN_USAGE].map(str::to_owned).into_iter().chain(items);
        let sums = figures.map(|name| sum(ident(&name)).alias(name)).collect();
        let mut entries = Vec::new();
        for batch in sheet.aggregate(keys, sums)?.collect().await? {
            let read = Reader { batch: &batch, items: &tally.items };
            for row in 0..batch.num_rows() {
                entries.push(read.entry(row)?);
            }
        }
        Ok(entries)
    }
}

/// Reads entries out of the summed sheet.
struct Reader<'a> {
    batch: &'a RecordBatch,
    items: &'a [usize],
}

impl Reader<'_> {
    fn entry(&self, row: usize) -> Result<Entry> {
        let mut items = std::collections::BTreeMap::new();
        for position in self.items {
            let lines = self.count(&counted(*position), row)?;
            items.insert(*position, Counted { lines, charge: self.figure(&base(*position), row)? });
        }
        Ok(Entry {
            account: self.text(USAGE_ACCOUNT_ID, row).unwrap_or_default(),
            subset: self.text(SUBSET, row),
            inside: self.batch.column_by_name(INSIDE).is_none_or(|inside| inside.is_valid(row) && inside.as_boolean().value(row)),
            month: month(self.column(MONTH)?, row)?,
            lines: self.count(LINES, row)?,
            items,
            eco_savings: self.figure(ECO_SAVINGS, row)?,
            usage: Usage { covered: self.figure(ECO_USAGE, row)?, plain: self.figure(PLAIN_USAGE, row)? },
        })
    }

    fn column(&self, name: &str) -> Result<&ArrayRef> {
        self.batch.column_by_name(name).ok_or_else(|| DataFusionError::Internal(format!("a tally has no column {name}")))
    }

    fn figure(&self, name: &str, row: usize) -> Result<Figure> {
        Figure::read(self.column(name)?, row)
    }

    fn count(&self, name: &str, row: usize) -> Result<u64> {
        self.column(name).map(|column| count(column, row))
    }

    fn text(&self, name: &str, row: usize) -> Option<String> {
        let column = self.batch.column_by_name(name)?;
        column.is_valid(row).then(|| column.as_string::<i32>().value(row).to_owned())
    }
}

/// A month kept as a number (201810).
pub(super) fn month(column: &ArrayRef, row: usize) -> Result<Month> {
    let number = column.as_primitive::<Int32Type>().value(row);
    let month = u32::try_from(number % 100).ok().and_then(|month| Month::new(number / 100, month));
    month.ok_or_else(|| DataFusionError::Internal(format!("{number} is no month")))
}
