//! Lines being gathered, one batch per billing period, and what is counted on the way.

use std::collections::BTreeSet;

use arrow::array::RecordBatch;
use arrow::error::ArrowError;

use super::super::header::Field;
use super::super::time;
use super::columns::Columns;
use super::{Cells, Line, Row, Scratch};
use crate::ledger::schema::PARSED;

/// A management account's billing period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct PeriodKey<'a> {
    pub(in super::super) payer: &'a str,
    /// Since 1970.
    pub(in super::super) first_day: i32,
}

/// The lines of one chunk, by period.
pub(in super::super) struct Batches {
    /// How many lines there may be.
    expected: usize,
    periods: Vec<PeriodLines>,
    /// Where the last line went; the next mostly goes there too.
    last: usize,
}

/// Lines of one period.
pub(in super::super) struct PeriodLines {
    pub(in super::super) payer: String,
    pub(in super::super) first_day: i32,
    pub(in super::super) totals: Totals,
    columns: Columns,
}

/// What is counted while reading.
#[derive(Debug, Default)]
pub(in super::super) struct Totals {
    pub(in super::super) rows: u64,
    pub(in super::super) split_cost_rows: u64,
    pub(in super::super) without_invoice: u64,
    /// Units of 10^-12, split-cost lines left out; so is the next.
    pub(in super::super) unblended: i128,
    pub(in super::super) amortized: i128,
    /// First and last usage day since 1970.
    pub(in super::super) days: Option<(i32, i32)>,
    pub(in super::super) currencies: BTreeSet<String>,
    pub(in super::super) invoices: BTreeSet<String>,
}

impl Totals {
    fn count<C: Cells>(&mut self, row: &Row<'_, C>, line: &Line<'_>) {
        self.rows += 1;
        if line.is_split_cost {
            self.split_cost_rows += 1;
        } else {
            self.unblended += line.unblended;
            self.amortized += line.amortized;
        }
        let day = time::day(line.start);
        let (first, last) = self.days.unwrap_or((day, day));
        self.days = Some((first.min(day), last.max(day)));
        match row.text(Field::InvoiceId) {
            Some(invoice) => remember(&mut self.invoices, invoice),
            None => self.without_invoice += 1,
        }
        if let Some(currency) = row.text(Field::Currency) {
            remember(&mut self.currencies, currency);
        }
    }

    pub(in super::super) fn add(&mut self, other: Self) {
        self.rows += other.rows;
        self.split_cost_rows += other.split_cost_rows;
        self.without_invoice += other.without_invoice;
        self.unblended += other.unblended;
        self.amortized += other.amortized;
        self.days = match (self.days, other.days) {
            (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
            (a, b) => a.or(b),
        };
        self.currencies.extend(other.currencies);
        self.invoices.extend(other.invoices);
    }
}

fn remember(known: &mut BTreeSet<String>, text: &str) {
    if !known.contains(text) {
        known.insert(text.to_owned());
    }
}

impl Batches {
    pub(in super::super) fn expecting(lines: usize) -> Self {
        Self { expected: lines, periods: Vec::new(), last: 0 }
    }

    pub(super) fn of(&mut self, key: PeriodKey<'_>) -> &mut PeriodLines {
        let is_key = |lines: &PeriodLines| lines.first_day == key.first_day && lines.payer == key.payer;
        if !self.periods.get(self.last).is_some_and(is_key) {
            self.last = self.periods.iter().position(is_key).unwrap_or_else(|| {
                self.periods.push(PeriodLines::new(key, self.expected));
                self.periods.len() - 1
            });
        }
        &mut self.periods[self.last]
    }

    pub(in super::super) fn rows(&self) -> u64 {
        self.periods.iter().map(|lines| lines.totals.rows).sum()
    }

    pub(in super::super) fn into_periods(self) -> Vec<PeriodLines> {
        self.periods
    }
}

impl PeriodLines {
    fn new(key: PeriodKey<'_>, lines: usize) -> Self {
        let (totals, columns) = (Totals::default(), Columns::with_room_for(lines));
        Self { payer: key.payer.to_owned(), first_day: key.first_day, totals, columns }
    }

    pub(in super::super) fn finish(self) -> Result<RecordBatch, ArrowError> {
        RecordBatch::try_new(PARSED.clone(), self.columns.finish()?)
    }

    pub(super) fn append<C: Cells>(&mut self, row: &Row<'_, C>, line: &Line<'_>, scratch: &Scratch) {
        self.totals.count(row, line);
        self.columns.append(row, line, scratch);
    }
}
