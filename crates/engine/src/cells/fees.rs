//! How much of what a Savings Plan's usage cost was paid up front (billing.md, phase 4). The covered line does not
//! say; the plan's fee line of the same time does, by the shares of its own amount, so lines are joined with those.

use std::sync::Arc;

use datafusion::catalog::MemTable;
use datafusion::common::JoinType;
use datafusion::error::Result;
use datafusion::functions::expr_fn::coalesce;
use datafusion::functions_aggregate::expr_fn::sum;
use datafusion::prelude::{DataFrame, Expr, SessionContext, cast, ident, lit, when};
use datafusion::scalar::ScalarValue;

use super::exact::{units, whole, with_quotient};
use super::wide;
use crate::ledger::schema::column;
use crate::rules::line_type::{self, is};

/// The part of a covered line's share that was paid up front; NULL on other lines.
pub(crate) const UPFRONT: &str = "sp_upfront";

const FEE_ARN: &str = "fee_arn";
const FEE_START: &str = "fee_start";
const FEE_UPFRONT: &str = "fee_upfront";
const FEE_TOTAL: &str = "fee_total";

/// What was charged for each plan and hour, in memory, so that a join knows how few they are and reads the lines past
/// them, not them past the lines.
pub(crate) struct Fees(DataFrame);

impl Fees {
    /// Of these lines.
    pub(crate) async fn of(lines: DataFrame, context: &SessionContext) -> Result<Self> {
        let fees = fees(lines)?;
        let schema = Arc::clone(fees.schema().inner());
        let fees = MemTable::try_new(schema, vec![fees.collect().await?])?;
        context.read_table(Arc::new(fees)).map(Self)
    }

    /// The rows, some of those lines, with the column [`UPFRONT`].
    pub(crate) fn with_upfront(&self, rows: DataFrame) -> Result<DataFrame> {
        let keys = [column::COMMITMENT_ARN, column::USAGE_START];
        let rows = rows.join(self.0.clone(), JoinType::Left, &keys, &[FEE_ARN, FEE_START], None)?;
        let share = coalesce(vec![ident(column::NET_EFFECTIVE_COST), ident(column::EFFECTIVE_COST)]);
        let share = when(is(line_type::SP_COVERED_USAGE), share).otherwise(lit(ScalarValue::Null))?;
        let (above, below) = fraction()?;
        with_quotient(rows, UPFRONT, units(share) * above, below)
    }
}

/// What was charged for each plan and hour.
fn fees(lines: DataFrame) -> Result<DataFrame> {
    let or_zero = |name: &str| coalesce(vec![cast(ident(name), wide(12)), cast(lit(0_i64), wide(12))]);
    let upfront = || or_zero(column::AMORTIZED_UPFRONT_COST);
    let fee = is(line_type::SP_RECURRING_FEE).and(ident(column::COMMITMENT_ARN).is_not_null());
    let keys = vec![ident(column::COMMITMENT_ARN).alias(FEE_ARN), ident(column::USAGE_START).alias(FEE_START)];
    let total = sum(upfront() + or_zero(column::RECURRING_COST)).alias(FEE_TOTAL);
    lines.filter(fee)?.aggregate(keys, vec![sum(upfront()).alias(FEE_UPFRONT), total])?.filter(ident(FEE_TOTAL).gt(whole(0)))
}

/// Up-front part / all, as whole numbers. Without a fee line the payment option says it.
fn fraction() -> Result<(Expr, Expr)> {
    let known = || ident(FEE_TOTAL).is_not_null();
    let pays = |option: &str| ident(column::PAYMENT_OPTION).eq(lit(option));
    let above = when(known(), units(ident(FEE_UPFRONT)))
        .when(pays("All Upfront").or(pays("Partial Upfront")), whole(1))
        .otherwise(whole(0))?;
    let below = when(known(), units(ident(FEE_TOTAL))).when(pays("Partial Upfront"), whole(2)).otherwise(whole(1))?;
    Ok((above, below))
}
