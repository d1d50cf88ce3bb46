//! The lines of the bill on one day: where an analysis ends.

use std::collections::HashSet;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Decimal128Type, Int64Type, TimestampMicrosecondType};
use chrono::{DateTime, NaiveDate, Utc};
use datafusion::error::DataFusionError;
use datafusion::functions_aggregate::expr_fn::{count, sum};
use datafusion::prelude::{DataFrame, Expr, cast, ident, lit};
use datafusion::scalar::ScalarValue;
use muster_domain::Money;

use super::{Key, RollupError};
use crate::ledger::CurrentImport;
use crate::ledger::rollup::SERIES;
use crate::ledger::schema::column;
use crate::session::{Engine, Session};

/// Which lines, on which page.
#[derive(Clone, Debug)]
pub struct LinesAsked {
    pub day: NaiveDate,
    /// Texts that a line must have one of, for each key named; empty is absent.
    pub only: Vec<(Key, HashSet<String>)>,
    /// How many lines to pass over, and how many to give.
    pub offset: usize,
    pub limit: usize,
}

/// Some of the lines, and what is said of all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinesPage {
    pub count: u64,
    pub unblended: Money,
    pub amortized: Money,
    /// The dearest first.
    pub lines: Vec<RollupLine>,
}

/// A line of the bill. Texts that it does not have are empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RollupLine {
    pub id: String,
    pub start: DateTime<Utc>,
    pub account: String,
    pub service: String,
    pub region: String,
    pub charge_type: String,
    pub lifecycle: String,
    pub usage_type: String,
    pub operation: String,
    pub resource: String,
    pub description: String,
    pub usage_amount: Option<Money>,
    pub unblended: Money,
    pub amortized: Money,
}

const TEXTS: [&str; 10] = [
    column::LINE_ITEM_ID,
    column::USAGE_ACCOUNT_ID,
    column::SERVICE,
    column::REGION,
    column::CHARGE_TYPE,
    column::LIFECYCLE,
    column::USAGE_TYPE,
    column::OPERATION,
    column::RESOURCE_ID,
    column::DESCRIPTION,
];
const AMOUNTS: [&str; 3] = [column::USAGE_AMOUNT, column::UNBLENDED_COST, column::AMORTIZED_COST];

impl Engine {
    /// Lines of these imports, those of split cost left out as from every sum.
    ///
    /// # Errors
    /// The plan's; [`RollupError::TooLarge`].
    pub async fn lines_of_a_day(&self, imports: &[CurrentImport], asked: LinesAsked) -> Result<LinesPage, RollupError> {
        let session = self.open(imports).map_err(|error| DataFusionError::External(Box::new(error)))?;
        self.run(async move { page(&session, &asked).await }).await?
    }
}

async fn page(session: &Session, asked: &LinesAsked) -> Result<LinesPage, RollupError> {
    // No import holds a line of a day that has no number.
    let Some(day) = super::day_number(asked.day) else { return Ok(LinesPage::default()) };
    let mut lines = session.lines_that_count().await?;
    let day = ScalarValue::Date32(Some(i32::from(day)));
    lines = lines.filter(ident(column::USAGE_DAY).eq(lit(day)))?;
    for (key, texts) in &asked.only {
        // A bill knows no subsets: whoever asks has made accounts of them.
        if let Some(name) = SERIES.get(key.place()) {
            lines = lines.filter(is_any(ident(*name), texts))?;
        }
    }
    let (count, unblended, amortized) = whole(lines.clone()).await?;
    Ok(LinesPage { count, unblended, amortized, lines: some(lines, asked).await? })
}

fn is_any(value: Expr, texts: &HashSet<String>) -> Expr {
    let named = texts.iter().filter(|text| !text.is_empty()).map(lit).collect();
    let named = value.clone().in_list(named, false);
    // Absent is NULL in a ledger.
    if texts.contains("") { named.or(value.is_null()) } else { named }
}

async fn whole(lines: DataFrame) -> Result<(u64, Money, Money), RollupError> {
    let wide = |name: &str| sum(cast(ident(name), DataType::Decimal256(76, 12)));
    let sums = vec![count(lit(1_i64)).alias("lines"), wide(AMOUNTS[1]).alias("unblended"), wide(AMOUNTS[2]).alias("amortized")];
    let narrow = |name: &str| cast(ident(name), DataType::Decimal128(38, 12)).alias(name);
    let whole = lines.aggregate(vec![], sums)?.select(vec![ident("lines"), narrow("unblended"), narrow("amortized")])?;
    let batches = whole.collect().await?;
    let Some(batch) = batches.iter().find(|batch| batch.num_rows() > 0) else { return Ok(Default::default()) };
    let count = batch.column(0).as_primitive::<Int64Type>().value(0).unsigned_abs();
    let sum = |place: usize| money(batch, place, 0).map(Option::unwrap_or_default);
    Ok((count, sum(1)?, sum(2)?))
}

async fn some(lines: DataFrame, asked: &LinesAsked) -> Result<Vec<RollupLine>, RollupError> {
    let text = |name: &str| cast(ident(name), DataType::Utf8).alias(name);
    let order = vec![ident(column::UNBLENDED_COST).sort(false, false), ident(column::LINE_ITEM_ID).sort(true, true)];
    let order = order.into_iter().chain([ident(column::USAGE_START).sort(true, true)]).collect();
    let columns = TEXTS.into_iter().map(text).chain([ident(column::USAGE_START)]).chain(AMOUNTS.map(ident));
    let some = lines.sort(order)?.limit(asked.offset, Some(asked.limit))?.select(columns.collect::<Vec<_>>())?;
    let mut found = Vec::new();
    for batch in some.collect().await? {
        for row in 0..batch.num_rows() {
            found.push(line(&batch, row)?);
        }
    }
    Ok(found)
}

fn line(batch: &RecordBatch, row: usize) -> Result<RollupLine, RollupError> {
    let text = |place: usize| {
        let texts = batch.column(place).as_string::<i32>();
        if texts.is_null(row) { String::new() } else { texts.value(row).to_owned() }
    };
    let times = batch.column(TEXTS.len()).as_primitive::<TimestampMicrosecondType>();
    let amount = |place: usize| money(batch, TEXTS.len() + 1 + place, row);
    Ok(RollupLine {
        id: text(0),
        start: DateTime::from_timestamp_micros(times.value(row)).unwrap_or_default(),
        account: text(1),
        service: text(2),
        region: text(3),
        charge_type: text(4),
        lifecycle: text(5),
        usage_type: text(6),
        operation: text(7),
        resource: text(8),
        description: text(9),
        usage_amount: amount(0)?,
        unblended: amount(1)?.unwrap_or_default(),
        amortized: amount(2)?.unwrap_or_default(),
    })
}

fn money(batch: &RecordBatch, place: usize, row: usize) -> Result<Option<Money>, RollupError> {
    let amounts = batch.column(place).as_primitive::<Decimal128Type>();
    if amounts.is_null(row) {
        return Ok(None);
    }
    Money::from_scaled(amounts.value(row)).map(Some).ok_or(RollupError::TooLarge)
}
