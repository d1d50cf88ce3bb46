//! Lines of the bill, and what sharing gives back to the purchasers of commitments. Only the bill's own count as lines,
//! which tells them apart.

use datafusion::error::Result;
use datafusion::functions_aggregate::expr_fn::sum;
use datafusion::prelude::{DataFrame, Expr, cast, ident, lit};
use datafusion::scalar::ScalarValue;

use super::facts::{CONSUMER, DAY};
use crate::cells::{Keys, LINES, ON_DEMAND, UNBLENDED, wide};
use crate::ledger::schema::column;
use crate::membership::SUBSET;
use crate::rules::charges::{CHARGE, UNPRICED, effect, touched};

/// Those of these rows that stand on the bill.
pub(crate) fn of_the_bill(lines: DataFrame) -> Result<DataFrame> {
    lines.filter(ident(LINES).gt(lit(0_i64)))
}

/// What tells rows of purchasers apart: a commitment's cost stands once per commitment, consumer, day, service, region.
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

/// The others, summed up: they come one for each line that was shared. Of the `further` columns, which say what that
/// line was, they keep none but the keys.
pub(crate) fn shared(rows: DataFrame, positions: &[usize], further: &Keys) -> Result<DataFrame> {
    let given_back = rows.filter(ident(LINES).eq(lit(0_i64)))?;
    let mut sums: Vec<Expr> = vec![
        sum(ident(LINES)).alias(LINES),
        sum(cast(ident(UNBLENDED), wide(12))).alias(UNBLENDED),
        sum(ident(CHARGE)).alias(CHARGE),
        sum(ident(UNPRICED)).alias(UNPRICED),
    ];
    for name in positions.iter().flat_map(|position| [effect(*position), touched(*position)]) {
        sums.push(sum(ident(&name)).alias(name));
    }
    let subset = given_back.schema().has_column_with_unqualified_name(SUBSET).then_some(SUBSET);
    let rows = given_back.aggregate(KEYS.into_iter().chain(subset).map(ident).collect(), sums)?;
    completed(rows, further.keys().map(String::as_str).chain([ON_DEMAND]))
}

/// The rows with these columns, NULL where they had none.
pub(crate) fn completed<'a>(rows: DataFrame, columns: impl Iterator<Item = &'a str>) -> Result<DataFrame> {
    columns.into_iter().try_fold(rows, |rows, name| match rows.schema().has_column_with_unqualified_name(name) {
        true => Ok(rows),
        false => rows.with_column(name, lit(ScalarValue::Null)),
    })
}
