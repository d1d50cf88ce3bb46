//! Step 4: the sheet of charged cells summed by the report's groups, read, rounded, sorted.

use std::collections::BTreeMap;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::DataType;
use datafusion::error::Result;
use datafusion::functions_aggregate::expr_fn::{min, sum};
use datafusion::prelude::{DataFrame, Expr, cast, ident};
use muster_domain::report::GroupBy;
use muster_domain::{AccountId, Money};

use super::figures::{Figure, count};
use super::groups::{cells_of, column_name, shown};
use super::{Measure, ReportError, Row};
use crate::cells::{ACCOUNT_NAME, LINES};
use crate::rules::charges::UNPRICED;

/// The summed rows of a report's scope, exact.
#[derive(Default)]
pub(super) struct Sums {
    rows: Vec<SummedRow>,
    /// Per account the least name that the bill gives it, so that it is one name on every row and every time.
    names: BTreeMap<String, String>,
}

struct SummedRow {
    keys: Vec<String>,
    figures: Vec<Figure>,
    lines: u64,
    unpriced: u64,
}

/// The rows of a sheet ([`super::sheet`]) by the groups.
pub(super) async fn sum_by(sheet: DataFrame, groups: &[GroupBy], measures: &[Measure]) -> Result<Sums> {
    let keys = (0..groups.len()).map(|position| ident(column_name(position))).collect();
    let counted = [LINES, UNPRICED].into_iter();
    let columns = measures.iter().map(|measure| measure.header()).chain(counted);
    let mut figures: Vec<Expr> = columns.map(|name| sum(ident(name)).alias(name)).collect();
    if groups.contains(&GroupBy::Account) {
        figures.push(min(ident(ACCOUNT_NAME)).alias(ACCOUNT_NAME));
    }
    let summed = sheet.aggregate(keys, figures)?;
    let columns: Vec<Expr> = summed.schema().fields().iter().map(|field| readable(field.name(), field.data_type())).collect();
    let mut sums = Sums::default();
    for batch in summed.select(columns)?.collect().await? {
        sums.read(&batch, groups, measures)?;
    }
    Ok(sums)
}

/// Keys as plain text; figures as they are.
fn readable(name: &str, data_type: &DataType) -> Expr {
    match data_type {
        DataType::Decimal256(..) | DataType::Int64 => ident(name),
        _ => cast(ident(name), DataType::Utf8).alias(name),
    }
}

impl Sums {
    fn read(&mut self, batch: &RecordBatch, groups: &[GroupBy], measures: &[Measure]) -> Result<()> {
        let (keys, figures) = batch.columns().split_at(groups.len());
        let (figures, rest) = figures.split_at(measures.len());
        for row in 0..batch.num_rows() {
            let keys: Vec<_> = groups.iter().zip(keys).map(|(group, column)| shown(group, text(column, row))).collect();
            if let Some(name) = rest.get(2).map(|column| text(column, row)).filter(|name| !name.is_empty()) {
                self.learn_name(groups, &keys, name);
            }
            self.rows.push(SummedRow {
                keys,
                figures: figures.iter().map(|column| Figure::read(column, row)).collect::<Result<_>>()?,
                lines: count(&rest[0], row),
                unpriced: count(&rest[1], row),
            });
        }
        Ok(())
    }

    fn learn_name(&mut self, groups: &[GroupBy], keys: &[String], name: &str) {
        for (_, account) in groups.iter().zip(keys).filter(|(group, _)| **group == GroupBy::Account) {
            let known = self.names.entry(account.clone()).or_insert_with(|| name.to_owned());
            if name < known.as_str() {
                *known = name.to_owned();
            }
        }
    }

    /// Adds charges that are no line's of the bill to the rows of their keys.
    pub(super) fn add_charges(
        &mut self,
        measures: &[Measure],
        charges: impl Iterator<Item = (Vec<String>, Figure)>,
    ) -> Result<(), ReportError> {
        let mut places: BTreeMap<_, _> = self.rows.iter().enumerate().map(|(place, row)| (row.keys.clone(), place)).collect();
        for (keys, charge) in charges {
            let place = *places.entry(keys).or_insert_with_key(|keys| {
                let figures = vec![Figure::ZERO; measures.len()];
                self.rows.push(SummedRow { keys: keys.clone(), figures, lines: 0, unpriced: 0 });
                self.rows.len() - 1
            });
            for (measure, figure) in measures.iter().zip(&mut self.rows[place].figures) {
                if measure.is_of_charge() {
                    *figure = figure.add(charge)?;
                }
            }
        }
        Ok(())
    }

    /// Names from elsewhere, for accounts that the bill does not name.
    pub(super) fn fill_names(&mut self, names: &BTreeMap<AccountId, String>) {
        for (account, name) in names {
            self.names.entry(account.as_str().to_owned()).or_insert_with(|| name.clone());
        }
    }

    pub(super) fn lines(&self) -> u64 {
        self.rows.iter().map(|row| row.lines).sum()
    }

    pub(super) fn unpriced(&self) -> u64 {
        self.rows.iter().map(|row| row.unpriced).sum()
    }

    /// One amount per measure, added before rounding.
    pub(super) fn totals(&self, measures: &[Measure]) -> Result<Vec<Money>, ReportError> {
        let total = |place: usize| self.rows.iter().try_fold(Figure::ZERO, |sum, row| sum.add(row.figures[place]))?.money();
        (0..measures.len()).map(total).collect()
    }

    /// The rows as the file has them, sorted by the groups' bytes.
    pub(super) fn into_rows(mut self, groups: &[GroupBy]) -> Result<Vec<Row>, ReportError> {
        self.rows.sort_by(|a, b| a.keys.cmp(&b.keys));
        let amounts = |row: &SummedRow| row.figures.iter().map(|figure| figure.money().map(Some)).collect::<Result<_, _>>();
        self.rows.iter().map(|row| Ok(Row { groups: cells_of(groups, &row.keys, &self.names), amounts: amounts(row)? })).collect()
    }

    /// The row `Other` of these sums, which must be those of the accounts outside without groups.
    pub(super) fn into_other(self, groups: &[GroupBy], measures: &[Measure]) -> Result<Option<Row>, ReportError> {
        let Some(row) = self.rows.first().filter(|row| row.lines > 0) else { return Ok(None) };
        let amount = |(measure, figure): (&Measure, &Figure)| match measure.is_cost() {
            true => Ok(None),
            false => figure.money().map(Some),
        };
        let keys: Vec<_> = groups.iter().map(|group| if *group == GroupBy::Account { OTHER } else { "" }.to_owned()).collect();
        let amounts = measures.iter().zip(&row.figures).map(amount).collect::<Result<_, _>>()?;
        Ok(Some(Row { groups: cells_of(groups, &keys, &BTreeMap::new()), amounts }))
    }
}

/// `Usage Account` of the row that sums the accounts outside.
const OTHER: &str = "Other";

fn text(column: &ArrayRef, row: usize) -> &str {
    if column.is_null(row) { "" } else { column.as_string::<i32>().value(row) }
}
