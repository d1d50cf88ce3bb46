//! Rows of custom line items and Eco fees, in the columns that charged lines have.

use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, Decimal256Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{Date32Type, i256};

use super::columns::DAY;
use super::trail::Trail;
use crate::cells::{LINES, UNBLENDED};
use crate::ledger::schema::column;
use crate::membership::SUBSET;
use crate::report::ReportError;
use crate::report::figures::Figure;
use crate::rules::added::Added;
use crate::rules::charges::{CHARGE, effect};

/// The rows, with charges of that many decimals.
pub(super) fn batch(lines: &[Added], trail: &Trail, scale: i8) -> Result<RecordBatch, ReportError> {
    let text = |of: fn(&Added) -> &str| -> ArrayRef { Arc::new(StringArray::from_iter_values(lines.iter().map(of))) };
    let day = lines.iter().map(|line| Date32Type::from_naive_date(line.month.first_day()));
    let absent: ArrayRef = Arc::new(StringArray::new_null(lines.len()));
    let mut columns = vec![
        (column::USAGE_ACCOUNT_ID.to_owned(), text(Added::account)),
        (SUBSET.to_owned(), text(|line| &line.customer)),
        (column::SERVICE.to_owned(), text(|line| line.service.name())),
        (column::CHARGE_TYPE.to_owned(), text(|line| &line.charge_type)),
        (column::LIFECYCLE.to_owned(), text(|_| "OnDemand")),
        (column::LINE_ITEM_TYPE.to_owned(), Arc::clone(&absent)),
        (column::COMMITMENT_ARN.to_owned(), absent),
        (DAY.to_owned(), Arc::new(Date32Array::from_iter_values(day))),
        (LINES.to_owned(), Arc::new(Int64Array::from(vec![0; lines.len()]))),
        (UNBLENDED.to_owned(), amounts(lines.iter().map(|_| Figure::ZERO), scale)?),
        (CHARGE.to_owned(), amounts(lines.iter().map(|line| line.charge), scale)?),
    ];
    for position in trail.positions() {
        let of =
            |line: &Added| line.trail.iter().find(|(known, _)| *known == position).map_or(Figure::ZERO, |(_, figure)| *figure);
        columns.push((effect(position), amounts(lines.iter().map(of), scale)?));
    }
    RecordBatch::try_from_iter(columns).map_err(|error| ReportError::Plan(error.into()))
}

/// Exact amounts; an effect has no more decimals than the charge that it is a part of.
fn amounts(figures: impl Iterator<Item = Figure>, scale: i8) -> Result<ArrayRef, ReportError> {
    let units: Vec<i256> = figures.map(|figure| figure.units(scale)).collect::<Result<_, _>>()?;
    let units = Decimal256Array::from(units).with_precision_and_scale(76, scale);
    Ok(Arc::new(units.map_err(|error| ReportError::Plan(error.into()))?))
}
