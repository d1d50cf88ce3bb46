//! From the rows of a report to what is charged.

use std::collections::BTreeMap;

use muster_domain::Money;
use muster_domain::charge::Cell;
use muster_domain::report::GroupBy;
use muster_engine::report::{Measure, Report, Row};

use super::cells::maybe;
use super::made::TaggedCells;
use super::plan::Batch;
use crate::jobs::Failure;

/// What cells are told apart by; tags come after.
pub(super) const GROUPS: [GroupBy; 8] = [
    GroupBy::Subset,
    GroupBy::Day,
    GroupBy::Account,
    GroupBy::Service,
    GroupBy::Region,
    GroupBy::ChargeType,
    GroupBy::Lifecycle,
    GroupBy::UsageType,
];

/// Columns of [`GROUPS`]: an account has its name beside it.
const COLUMNS: usize = GROUPS.len() + 1;

/// Rows with what is charged; the row `Other` charges nothing.
fn charged(report: Report) -> impl Iterator<Item = Result<(Row, Money), Failure>> {
    let place = report.measures.iter().position(|measure| *measure == Measure::Charge);
    report.rows.into_iter().filter_map(move |row| match place {
        Some(place) => row.amounts.get(place).copied().flatten().map(|amount| Ok((row, amount))),
        None => Some(Err(Failure::Passing("a report has no charge".to_owned()))),
    })
}

/// What each subset is charged, of a report by subset.
pub(super) fn totals(report: Report, batch: &Batch) -> Result<BTreeMap<String, Money>, Failure> {
    // What is charged to the report as a whole is charged to its one subset.
    if let [(_, only)] = &batch.subsets[..] {
        return Ok(BTreeMap::from([(only.clone(), total(&report)?)]));
    }
    let subset = |row: Row| row.groups.into_iter().next().unwrap_or_default();
    charged(report).map(|row| row.map(|(row, amount)| (subset(row), amount))).collect()
}

/// Of all rows, rounded once.
fn total(report: &Report) -> Result<Money, Failure> {
    let place = report.measures.iter().position(|measure| *measure == Measure::Charge);
    place.map(|place| report.totals[place]).ok_or_else(|| Failure::Passing("a report has no charge".to_owned()))
}

/// By subset the cells of a report by [`GROUPS`] and then by tags, each with the values of those.
pub(super) fn cells(report: Report, batch: &Batch) -> Result<BTreeMap<String, TaggedCells>, Failure> {
    let mut by_subset: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for row in charged(report) {
        let (subset, cell, values) = cell(row?)?;
        by_subset.entry(batch.whose(subset)).or_default().push((cell, values));
    }
    Ok(by_subset)
}

/// Takes the row's texts: with tags there may be a row for each resource and day.
fn cell((row, amount): (Row, Money)) -> Result<(String, Cell, Vec<String>), Failure> {
    let mut groups = row.groups;
    let values = groups.split_off(COLUMNS.min(groups.len()));
    let Ok([subset, day, account, _, service, region, charge_type, lifecycle, usage_type]) = <[_; COLUMNS]>::try_from(groups)
    else {
        return Err(Failure::Passing("a report has other groups than it was asked for".to_owned()));
    };
    let wrong = |what: &dyn std::fmt::Display| Failure::Final(format!("a line cannot be charged: {what}"));
    let cell = Cell {
        day: day.parse().map_err(|error| wrong(&error))?,
        account: maybe(&account).map_err(|error| wrong(&error))?,
        service,
        region,
        charge_type,
        lifecycle: Some(lifecycle),
        usage_type: Some(usage_type),
        amount,
    };
    Ok((subset, cell, values))
}
