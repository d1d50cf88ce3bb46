//! Costs per account, from the sums that each import keeps beside its lines (`days.parquet`): what lists of accounts
//! and subsets show, without touching a line.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{Date32Type, Decimal128Type, Int64Type};
use chrono::NaiveDate;
use muster_domain::{Money, Month, Period};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::ledger::days::LINES;
use crate::ledger::schema::column;
use crate::place;

/// What an account cost. Amounts in the bill's currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountCost {
    pub account: String,
    /// The name that the bill gives it, the least of several; `None` where it gives none.
    pub name: Option<String>,
    pub first_day: NaiveDate,
    pub last_day: NaiveDate,
    pub months: BTreeMap<Month, Cost>,
    /// The same, day by day.
    pub days: BTreeMap<NaiveDate, Cost>,
}

/// A sum of lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    pub unblended: Money,
    pub amortized: Money,
    pub lines: u64,
}

/// Why costs could not be read.
#[derive(Debug, thiserror::Error)]
#[error("{}: {reason}", .file.display())]
pub struct CostError {
    pub file: PathBuf,
    pub reason: String,
}

/// The costs of every account in these files of sums, by account id.
///
/// # Errors
/// [`CostError`] where a file cannot be read or an amount has more digits than money has.
pub fn costs_by_account(files: &[PathBuf], period: Option<Period>) -> Result<Vec<AccountCost>, CostError> {
    let mut accounts = BTreeMap::new();
    for file in files {
        read(file, period, &mut accounts).map_err(|reason| CostError { file: file.clone(), reason })?;
    }
    Ok(accounts.into_values().collect())
}

fn read(file: &Path, period: Option<Period>, accounts: &mut BTreeMap<String, AccountCost>) -> Result<(), String> {
    let opened = place::open(file).map_err(|error| error.to_string())?;
    let reader = ParquetRecordBatchReaderBuilder::try_new(opened).and_then(|builder| builder.build());
    for batch in reader.map_err(|error| error.to_string())? {
        add(&batch.map_err(|error| error.to_string())?, period, accounts)?;
    }
    Ok(())
}

fn add(batch: &RecordBatch, period: Option<Period>, accounts: &mut BTreeMap<String, AccountCost>) -> Result<(), String> {
    let column = |name: &str| batch.column_by_name(name).ok_or_else(|| format!("has no column {name}"));
    let (ids, names) = (column(column::USAGE_ACCOUNT_ID)?, column(column::USAGE_ACCOUNT_NAME)?);
    let (ids, names) = (ids.as_string::<i32>(), names.as_string::<i32>());
    let days = column(column::USAGE_DAY)?.as_primitive::<Date32Type>();
    let unblended = column(column::UNBLENDED_COST)?.as_primitive::<Decimal128Type>();
    let amortized = column(column::AMORTIZED_COST)?.as_primitive::<Decimal128Type>();
    let lines = column(LINES)?.as_primitive::<Int64Type>();
    let money = |units| Money::from_scaled(units).ok_or("an amount has too many digits");
    for row in 0..batch.num_rows() {
        let Some(day) = Date32Type::to_naive_date_opt(days.value(row)) else { return Err("a day is out of range".to_owned()) };
        if period.is_none_or(|period| period.contains(day)) {
            let name = names.is_valid(row).then(|| names.value(row));
            let (unblended, amortized) = (money(unblended.value(row))?, money(amortized.value(row))?);
            let cost = Cost { unblended, amortized, lines: lines.value(row).unsigned_abs() };
            account(accounts, ids.value(row), day).add(day, name, cost);
        }
    }
    Ok(())
}

fn account<'a>(accounts: &'a mut BTreeMap<String, AccountCost>, id: &str, day: NaiveDate) -> &'a mut AccountCost {
    accounts.entry(id.to_owned()).or_insert_with(|| AccountCost {
        account: id.to_owned(),
        name: None,
        first_day: day,
        last_day: day,
        months: BTreeMap::new(),
        days: BTreeMap::new(),
    })
}

impl AccountCost {
    fn add(&mut self, day: NaiveDate, name: Option<&str>, cost: Cost) {
        self.first_day = self.first_day.min(day);
        self.last_day = self.last_day.max(day);
        if let Some(name) = name
            && self.name.as_deref().is_none_or(|known| name < known)
        {
            self.name = Some(name.to_owned());
        }
        *self.months.entry(Month::of(day)).or_default() += cost;
        *self.days.entry(day).or_default() += cost;
    }
}

impl std::ops::AddAssign for Cost {
    fn add_assign(&mut self, other: Self) {
        self.unblended = self.unblended + other.unblended;
        self.amortized = self.amortized + other.amortized;
        self.lines += other.lines;
    }
}
