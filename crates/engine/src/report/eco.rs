//! Eco: which commitments count, and by what usage an invoice is distributed.

use std::collections::BTreeMap;

use arrow::array::AsArray;
use arrow::datatypes::DataType;
use chrono::NaiveDate;
use datafusion::error::Result;
use datafusion::functions_aggregate::expr_fn::{min, sum};
use datafusion::prelude::{DataFrame, Expr, cast, ident, lit, when};
use datafusion::scalar::ScalarValue;
use muster_domain::Month;
use muster_domain::report::EcoCommitments;

use super::figures::Figure;
use super::groups::month;
use super::sheet;
use crate::cells::{MONTH, wide};
use crate::ledger::schema::column;
use crate::membership::date;
use crate::rules::line_type::{self, is};
use crate::rules::tally::{Usage, UsageByAccount};

/// Whether a covered line's commitment is an Eco one, NULL is no; `None` where there are none. `lines` are those of the whole bill:
/// the start of a term may stand on other lines of a commitment than those it covers, and outside the period.
pub(super) async fn of_line(eco: &EcoCommitments, lines: DataFrame) -> Result<Option<Expr>> {
    let arns = match eco {
        EcoCommitments::None => return Ok(None),
        EcoCommitments::Listed(arns) => arns.clone(),
        EcoCommitments::Since(day) => begun_since(*day, lines).await?,
    };
    if arns.is_empty() {
        return Ok(Some(lit(false)));
    }
    let listed = ident(column::COMMITMENT_ARN).in_list(arns.iter().map(|arn| lit(arn.as_str())).collect(), false);
    when(line_type::is_any(&line_type::COVERED), listed).otherwise(lit(false)).map(Some)
}

/// The commitments whose term began on that day or later. One that several days are given for began on the first.
async fn begun_since(day: NaiveDate, lines: DataFrame) -> Result<Vec<String>> {
    let known = ident(column::COMMITMENT_START).is_not_null().and(ident(column::COMMITMENT_ARN).is_not_null());
    let arn = cast(ident(column::COMMITMENT_ARN), DataType::Utf8).alias(column::COMMITMENT_ARN);
    let start = min(ident(column::COMMITMENT_START)).alias(column::COMMITMENT_START);
    let begun = lines.filter(known)?.aggregate(vec![arn], vec![start])?;
    let begun = begun.filter(ident(column::COMMITMENT_START).gt_eq(lit(date(day))))?;
    let mut arns = Vec::new();
    for batch in begun.collect().await? {
        arns.extend(batch.column(0).as_string::<i32>().iter().flatten().map(str::to_owned));
    }
    arns.sort();
    Ok(arns)
}

const COVERED: &str = "covered";
const PLAIN: &str = "plain";

/// Eligible usage of each month of these lines.
pub(super) async fn usage(lines: DataFrame, eco: Option<Expr>) -> Result<BTreeMap<Month, UsageByAccount>> {
    let of = |which: Expr, figure: &str| {
        let figure = cast(ident(figure), wide(12));
        when(which, figure).otherwise(cast(lit(ScalarValue::Null), wide(12))).map(sum)
    };
    let account = cast(ident(column::USAGE_ACCOUNT_ID), DataType::Utf8).alias(column::USAGE_ACCOUNT_ID);
    let covered = of(eco.unwrap_or_else(|| lit(false)), column::ON_DEMAND_COST)?.alias(COVERED);
    let plain = of(is(line_type::USAGE), column::UNBLENDED_COST)?.alias(PLAIN);
    let summed = lines.aggregate(vec![account, month().alias(MONTH)], vec![covered, plain])?;
    let mut usage: BTreeMap<Month, UsageByAccount> = BTreeMap::new();
    for batch in summed.collect().await? {
        let accounts = batch.column(0).as_string::<i32>();
        for row in 0..batch.num_rows() {
            let (covered, plain) = (Figure::read(batch.column(2), row)?, Figure::read(batch.column(3), row)?);
            let month = usage.entry(sheet::month(batch.column(1), row)?).or_default();
            month.insert(accounts.value(row).to_owned(), Usage { covered, plain });
        }
    }
    Ok(usage)
}
