//! Lines of the bill, and rows that rules added to it. Only the bill's own count as lines, which tells them apart.

use datafusion::error::Result;
use datafusion::functions_aggregate::expr_fn::sum;
use datafusion::prelude::{DataFrame, Expr, cast, ident, lit};
use datafusion::scalar::ScalarValue;

use super::facts::{CONSUMER, DAY};
use crate::cells::{Keys, LINES, ON_DEMAND, UNBLENDED, wide};
use crate::ledger::schema::column;
use crate::membership::SUBSET;
use crate::rules::charges::{CHARGE, UNPRICED, effect, touched};

/// Those that stand on the bill.
pub(crate) fn of_the_bill(lines: DataFrame) -> Result<DataFrame> {
    lines.filter(ident(LINES).gt(lit(0_i64)))
}

/// What tells added rows apart: a commitment's cost stands once per commitment, consumer, day, service and region.
const KEYS: [&str; 9] = [
    column::USAGE_ACCOUNT_ID,
    DAY,
    column::LINE_ITEM_TYPE,
    column::CHARGE_TYPE,
    column::LIFECYCLE,
    column::SERVICE,
    column::REGION,
    column::COMMITMENT_ARN,
    CONSUMER,
];

/// Those that rules added, which come line by line as the lines that they were made from do. Of the `further` columns
/// that say what one line was, not what the row is, they have none.
pub(crate) fn to_the_bill(lines: DataFrame, positions: &[usize], further: &Keys) -> Result<DataFrame> {
    let added = lines.filter(ident(LINES).eq(lit(0_i64)))?;
    let mut sums: Vec<Expr> = vec![
        sum(ident(LINES)).alias(LINES),
        sum(cast(ident(UNBLENDED), wide(12))).alias(UNBLENDED),
        sum(ident(CHARGE)).alias(CHARGE),
        sum(ident(UNPRICED)).alias(UNPRICED),
    ];
    for name in positions.iter().flat_map(|position| [effect(*position), touched(*position)]) {
        sums.push(sum(ident(&name)).alias(name));
    }
    let subset = added.schema().has_column_with_unqualified_name(SUBSET).then_some(SUBSET);
    let mut rows = added.aggregate(KEYS.into_iter().chain(subset).map(ident).collect(), sums)?;
    for name in further.keys().map(String::as_str).chain([ON_DEMAND]) {
        if !rows.schema().has_column_with_unqualified_name(name) {
            rows = rows.with_column(name, lit(ScalarValue::Null))?;
        }
    }
    Ok(rows)
}
