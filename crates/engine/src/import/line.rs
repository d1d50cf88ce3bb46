//! A row of a bill, whatever its form, becomes a line of the ledger. Everything that can fail happens before the
//! first value is appended, so that a bad row leaves no trace. What the families of forms say differently is read
//! in `cur` and `focus`.

pub(super) mod batch;
mod builders;
mod columns;
mod cur;
mod focus;
pub(super) mod maps;

use super::decimal;
use super::derive::{Commitment, LineType};
use super::error::Cause;
use super::header::{Family, Field, Header};
use super::time;
use batch::{Batches, PeriodKey};
use maps::MapBuffer;

use crate::ledger::exact_text;

/// A row's cells by the number of their column. Empty is absent.
pub(super) trait Cells {
    fn header(&self) -> &Header;
    /// As it stands.
    fn label(&self, column: usize) -> Option<&str>;
    /// `NULL` is how FOCUS, and whoever exports a table, writes nothing.
    fn text(&self, column: usize) -> Option<&str> {
        self.label(column).filter(|text| *text != "NULL")
    }
    fn number(&self, column: usize) -> Result<Option<i128>, Cause>;
    /// Microseconds since 1970.
    fn time(&self, column: usize) -> Result<Option<i64>, Cause>;
    /// Adds the entries of a map.
    fn map(&self, column: usize, out: &mut MapBuffer) -> Result<(), Cause>;
    /// Legacy Parquet writes 0 where the bill has nothing.
    fn zero_may_be_absent(&self) -> bool;
}

/// Why a row cannot be read, and in which column.
pub(super) struct RowError {
    pub(super) column: Option<usize>,
    pub(super) cause: Cause,
}

/// What the caller keeps between rows, so that none allocates.
#[derive(Default)]
pub(super) struct Scratch {
    product: MapBuffer,
    pub(super) tags: MapBuffer,
    pub(super) cost_categories: MapBuffer,
}

/// One line, its texts still those of the row.
pub(super) struct Line<'a> {
    pub(super) payer: &'a str,
    pub(super) account: &'a str,
    pub(super) first_day_of_period: i32,
    pub(super) start: i64,
    pub(super) end: Option<i64>,
    pub(super) kind: LineType<'a>,
    pub(super) charge_type: &'a str,
    pub(super) lifecycle: &'static str,
    pub(super) billing_entity: Option<&'a str>,
    pub(super) service: Option<&'a str>,
    pub(super) usage_type: Option<&'a str>,
    pub(super) unblended: i128,
    pub(super) usage_amount: Option<i128>,
    pub(super) public_cost: Option<i128>,
    pub(super) public_rate: Option<i128>,
    pub(super) on_demand: Option<i128>,
    pub(super) arn: Option<&'a str>,
    pub(super) commitment_start: Option<i32>,
    pub(super) payment_option: Option<&'a str>,
    pub(super) commitment: Commitment,
    pub(super) unused: Option<i128>,
    pub(super) amortized: i128,
    pub(super) region: Option<&'a str>,
    pub(super) product_family: Option<&'a str>,
    pub(super) is_split_cost: bool,
}

/// Reads the row and appends it to the batch of its period.
pub(super) fn append<C: Cells>(cells: &C, scratch: &mut Scratch, out: &mut Batches) -> Result<(), RowError> {
    let row = Row(cells);
    row.read_maps(scratch)?;
    let line = match cells.header().family() {
        Family::Cur => row.cur_line(&scratch.product),
        Family::Focus => row.focus_line(),
    }?;
    let key = PeriodKey { payer: line.payer, first_day: line.first_day_of_period };
    out.of(key).append(&row, &line, scratch);
    Ok(())
}

/// A row with its errors located.
pub(super) struct Row<'a, C>(&'a C);

impl<'a, C: Cells> Row<'a, C> {
    pub(super) fn text(&self, field: Field) -> Option<&'a str> {
        self.0.text(self.0.header().column(field)?)
    }

    fn located<T>(&self, field: Field, read: impl Fn(usize) -> Result<Option<T>, Cause>) -> Result<Option<T>, RowError> {
        let Some(column) = self.0.header().column(field) else { return Ok(None) };
        read(column).map_err(|cause| RowError { column: Some(column), cause })
    }

    fn number(&self, field: Field) -> Result<Option<i128>, RowError> {
        let number = self.located(field, |column| self.0.number(column))?;
        let is_money = !matches!(field, Field::UsageAmount | Field::ConsumedQuantity | Field::PublicOnDemandRate);
        match number {
            Some(units) if is_money && units.abs() > MOST_MONEY => Err(self.wrong(field, Cause::TooMuch(exact_text(units)))),
            _ => Ok(number),
        }
    }

    fn time(&self, field: Field) -> Result<Option<i64>, RowError> {
        self.located(field, |column| self.0.time(column))
    }

    fn wrong(&self, field: Field, cause: Cause) -> RowError {
        RowError { column: self.0.header().column(field), cause }
    }

    fn read_maps(&self, scratch: &mut Scratch) -> Result<(), RowError> {
        let header = self.0.header();
        scratch.product.clear();
        scratch.tags.clear();
        scratch.cost_categories.clear();
        let keyed = [(&header.tags, &mut scratch.tags), (&header.cost_categories, &mut scratch.cost_categories)];
        for (columns, out) in keyed {
            for (column, key) in columns {
                if let Some(value) = self.0.label(*column) {
                    out.push(key, value);
                }
            }
        }
        // The product map is long, and wanted only for what has no cell of its own.
        let has_region = header.has(Field::Region) || self.text(Field::RegionCode).is_some();
        if !has_region || self.text(Field::ProductFamily).is_none() {
            self.read_map(Field::ProductMap, &mut scratch.product)?;
        }
        self.read_map(Field::TagMap, &mut scratch.tags)?;
        self.read_map(Field::CostCategoryMap, &mut scratch.cost_categories)
    }

    fn read_map(&self, field: Field, out: &mut MapBuffer) -> Result<(), RowError> {
        let Some(column) = self.0.header().column(field) else { return Ok(()) };
        self.0.map(column, out).map_err(|cause| RowError { column: Some(column), cause })
    }

    /// What a line cannot do without; `expected` says what it is.
    fn required<T>(&self, field: Field, value: Option<T>, expected: &'static str) -> Result<T, RowError> {
        value.ok_or_else(|| self.wrong(field, Cause::Nothing(expected)))
    }

    /// When the usage began; every line has that.
    fn start(&self) -> Result<i64, RowError> {
        let start = self.required(Field::UsageStart, self.time(Field::UsageStart)?, "a time")?;
        self.first_day_of_month(Field::UsageStart, start)?;
        Ok(start)
    }

    /// Names a folder of the ledger, so only what cannot lead out of it. A bill without payers is one account's.
    fn payer(&self) -> Result<&'a str, RowError> {
        let Some(payer) = self.text(Field::PayerAccountId) else { return Ok(UNKNOWN_PAYER) };
        let is_plain = payer.len() <= 64 && payer.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if is_plain { Ok(payer) } else { Err(self.wrong(Field::PayerAccountId, Cause::NotAnAccount(decimal::excerpt(payer)))) }
    }

    /// Who the line belongs to. An id that a spreadsheet took for a number has lost digits.
    fn account(&self) -> Result<Option<&'a str>, RowError> {
        let account = self.text(Field::UsageAccountId);
        let is_number = |id: &&str| !id.bytes().all(|byte| byte.is_ascii_digit()) && decimal::parse(id).is_ok();
        match account.filter(is_number) {
            Some(id) => Err(self.wrong(Field::UsageAccountId, Cause::NotAnAccount(decimal::excerpt(id)))),
            None => Ok(account),
        }
    }

    /// Of the billing period, which a bill without that column leaves to the usage.
    fn first_day_of_period(&self, usage_start: i64) -> Result<i32, RowError> {
        let start = self.time(Field::BillingPeriodStart)?.unwrap_or(usage_start);
        self.first_day_of_month(Field::BillingPeriodStart, start)
    }

    fn first_day_of_month(&self, field: Field, time: i64) -> Result<i32, RowError> {
        let month = time::month(time::day(time)).map(|(_, first_day)| first_day);
        month.ok_or_else(|| self.wrong(field, Cause::NotATime(format!("{time} microseconds since 1970"))))
    }
}

/// In units of 10^-12: far above any bill, and so that an import can add up more lines than there are.
const MOST_MONEY: i128 = 1_000_000_000_000_000_000 * decimal::ONE;

/// The folder of bills that do not say who pays.
const UNKNOWN_PAYER: &str = "000000000000";
