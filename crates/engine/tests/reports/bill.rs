//! Bill lines made by hand: a test sets what it is about, the rest is plain usage.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Date32Array, Decimal128Array, RecordBatch, StringArray, StringBuilder};
use arrow::array::{MapBuilder, MapFieldNames, TimestampMicrosecondArray};
use arrow::datatypes::{DataType, Date32Type, Field};
use chrono::NaiveDate;
use muster_domain::Money;
use muster_engine::ledger::schema::{LINES, column};
use parquet::arrow::ArrowWriter;

const UNITS: i64 = 1_000_000_000_000;

#[derive(Clone)]
pub(crate) struct Line {
    texts: BTreeMap<&'static str, String>,
    amounts: BTreeMap<&'static str, i128>,
    days: BTreeMap<&'static str, NaiveDate>,
    hour: u32,
    tags: Vec<(String, String)>,
    split: Option<()>,
}

/// A line of that type, of account 1 on 1 October 2018, service AmazonEC2, costing nothing and without public price.
pub(crate) fn line(line_type: &'static str) -> Line {
    let mut line =
        Line { texts: BTreeMap::new(), amounts: BTreeMap::new(), days: BTreeMap::new(), hour: 0, tags: vec![], split: None };
    for (name, text) in [
        (column::PAYER_ACCOUNT_ID, "1"),
        (column::USAGE_ACCOUNT_ID, "1"),
        (column::LINE_ITEM_TYPE, line_type),
        (column::CHARGE_TYPE, line_type),
        (column::LIFECYCLE, "OnDemand"),
        (column::SERVICE, "AmazonEC2"),
        (column::BILLING_ENTITY, "AWS"),
    ] {
        line.texts.insert(name, text.to_owned());
    }
    line.cost("0").on("2018-10-01")
}

/// Plain usage of an account.
pub(crate) fn usage(account: &str, cost: &str) -> Line {
    line("Usage").of(account).cost(cost)
}

/// Usage of `account` covered by a reservation that `purchaser` bought.
pub(crate) fn reserved(account: &str, purchaser: &str) -> Line {
    line("DiscountedUsage").of(account).bought_by(purchaser).text(column::LIFECYCLE, "Reserved")
}

/// Usage covered by a Savings Plan at its on-demand cost, and the negation that takes the cost back.
pub(crate) fn planned(account: &str, purchaser: &str, on_demand: &str, effective: &str) -> [Line; 2] {
    let covered = line("SavingsPlanCoveredUsage").of(account).cost(on_demand).on_demand(on_demand).effective(effective);
    let negation = line("SavingsPlanNegation").of(account).cost(&format!("-{on_demand}"));
    [covered, negation].map(|line| line.plan_of(purchaser).text(column::LIFECYCLE, "Savings Plans"))
}

impl Line {
    pub(crate) fn text(mut self, column: &'static str, text: &str) -> Self {
        self.texts.insert(column, text.to_owned());
        self
    }

    pub(crate) fn amount(mut self, column: &'static str, amount: &str) -> Self {
        let mut units = amount.parse::<Money>().unwrap().0 * rust_decimal::Decimal::from(UNITS);
        units.rescale(0);
        self.amounts.insert(column, units.mantissa());
        self
    }

    /// An amount in units of 10^-12, however large.
    pub(crate) fn units(mut self, column: &'static str, units: i128) -> Self {
        self.amounts.insert(column, units);
        self
    }

    pub(crate) fn of(self, account: &str) -> Self {
        self.text(column::USAGE_ACCOUNT_ID, account)
    }

    pub(crate) fn named(self, name: &str) -> Self {
        self.text(column::USAGE_ACCOUNT_NAME, name)
    }

    pub(crate) fn described(self, description: &str) -> Self {
        self.text(column::DESCRIPTION, description)
    }

    pub(crate) fn service(self, service: &str) -> Self {
        self.text(column::SERVICE, service)
    }

    pub(crate) fn cost(self, amount: &str) -> Self {
        self.amount(column::UNBLENDED_COST, amount).amount(column::AMORTIZED_COST, amount)
    }

    pub(crate) fn on_demand(self, amount: &str) -> Self {
        self.amount(column::ON_DEMAND_COST, amount)
    }

    pub(crate) fn effective(self, amount: &str) -> Self {
        self.amount(column::EFFECTIVE_COST, amount)
    }

    /// With a reservation's ARN.
    pub(crate) fn bought_by(self, purchaser: &str) -> Self {
        let arn = format!("arn:aws:ec2:us-east-1:{purchaser}:reserved-instances/r-{purchaser}");
        self.text(column::COMMITMENT_ARN, &arn).text(column::PURCHASER_ACCOUNT_ID, purchaser)
    }

    /// With a Savings Plan's ARN.
    pub(crate) fn plan_of(self, purchaser: &str) -> Self {
        let arn = format!("arn:aws:savingsplans::{purchaser}:savingsplan/s-{purchaser}");
        self.text(column::COMMITMENT_ARN, &arn).text(column::PURCHASER_ACCOUNT_ID, purchaser)
    }

    pub(crate) fn on(mut self, day: &str) -> Self {
        let day: NaiveDate = day.parse().unwrap();
        self.days.insert(column::USAGE_DAY, day);
        self.days.insert(column::BILLING_PERIOD, muster_domain::Month::of(day).first_day());
        self
    }

    /// From that hour of its day on.
    pub(crate) fn at(mut self, hour: u32) -> Self {
        self.hour = hour;
        self
    }

    pub(crate) fn committed_on(mut self, day: &str) -> Self {
        self.days.insert(column::COMMITMENT_START, day.parse().unwrap());
        self
    }

    pub(crate) fn tagged(mut self, key: &str, value: &str) -> Self {
        self.tags.push((key.to_owned(), value.to_owned()));
        self
    }

    /// A row of split cost allocation, which repeats its parent.
    pub(crate) fn split(mut self) -> Self {
        self.split = Some(());
        self
    }
}

/// Writes the lines as a file of the ledger.
pub(crate) fn write(lines: &[Line], path: &Path) {
    let columns = LINES.fields().iter().map(|field| column_of(lines, field)).collect();
    let batch = RecordBatch::try_new(LINES.clone(), columns).unwrap();
    let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), LINES.clone(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

fn column_of(lines: &[Line], field: &Field) -> ArrayRef {
    let name = field.name().as_str();
    match field.data_type() {
        DataType::Utf8 => Arc::new(StringArray::from_iter(lines.iter().map(|line| line.texts.get(name)))),
        DataType::Decimal128(precision, scale) => {
            let amounts = Decimal128Array::from_iter(lines.iter().map(|line| line.amounts.get(name).copied()));
            Arc::new(amounts.with_precision_and_scale(*precision, *scale).unwrap())
        }
        DataType::Date32 => {
            let day = |line: &Line| line.days.get(name).map(|day| Date32Type::from_naive_date(*day));
            Arc::new(Date32Array::from_iter(lines.iter().map(day)))
        }
        DataType::Timestamp(..) => {
            let start =
                |line: &Line| line.days[column::USAGE_DAY].and_hms_opt(line.hour, 0, 0).unwrap().and_utc().timestamp_micros();
            Arc::new(TimestampMicrosecondArray::from_iter_values(lines.iter().map(start)).with_timezone("UTC"))
        }
        DataType::Boolean => Arc::new(BooleanArray::from_iter(lines.iter().map(|line| Some(line.split.is_some())))),
        DataType::Map(..) => tags(lines, name),
        other => panic!("the ledger has a new type: {other}"),
    }
}

fn tags(lines: &[Line], name: &str) -> ArrayRef {
    let names = MapFieldNames { entry: "entries".into(), key: "key".into(), value: "value".into() };
    let mut maps = MapBuilder::new(Some(names), StringBuilder::new(), StringBuilder::new());
    for line in lines {
        let tags = if name == column::TAGS { line.tags.as_slice() } else { &[] };
        for (key, value) in tags {
            maps.keys().append_value(key);
            maps.values().append_value(value);
        }
        maps.append(!tags.is_empty()).unwrap();
    }
    Arc::new(maps.finish())
}
