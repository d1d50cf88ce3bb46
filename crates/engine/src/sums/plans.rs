//! Savings Plans in ranges of which no one has too many fees to hold: a large bill has a fee of each plan and hour.

use std::collections::BTreeMap;

use arrow::array::AsArray;
use arrow::datatypes::{DataType, Int64Type};
use datafusion::error::Result;
use datafusion::functions_aggregate::expr_fn::count;
use datafusion::prelude::{DataFrame, cast, ident, lit};

use crate::ledger::schema::column;
use crate::rules::line_type;

/// ARNs of commitments; the last range has lines without one, too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Range {
    after: Option<String>,
    up_to: Option<String>,
}

impl Range {
    /// The lines whose commitment is in it.
    pub(super) fn of(&self, lines: DataFrame) -> Result<DataFrame> {
        let arn = || ident(column::COMMITMENT_ARN);
        match (&self.after, &self.up_to) {
            (None, None) => Ok(lines),
            (None, Some(last)) => lines.filter(arn().lt_eq(lit(last))),
            (Some(before), Some(last)) => lines.filter(arn().gt(lit(before)).and(arn().lt_eq(lit(last)))),
            (Some(before), None) => lines.filter(arn().gt(lit(before)).or(arn().is_null())),
        }
    }
}

/// Ranges of all plans, each with so many fees at most if they are not one plan's.
pub(super) async fn ranges(lines: DataFrame, most: i64) -> Result<Vec<Range>> {
    const COUNT: &str = "count";
    let arn = cast(ident(column::COMMITMENT_ARN), DataType::Utf8).alias(column::COMMITMENT_ARN);
    let fees = lines.filter(line_type::is(line_type::SP_RECURRING_FEE))?;
    let counted = fees.aggregate(vec![ident(column::COMMITMENT_ARN)], vec![count(lit(1_i64)).alias(COUNT)])?;
    let mut fees: BTreeMap<String, i64> = BTreeMap::new();
    for batch in counted.select(vec![arn, ident(COUNT)])?.collect().await? {
        let (arns, counts) = (batch.column(0).as_string::<i32>(), batch.column(1).as_primitive::<Int64Type>());
        let plans = arns.iter().zip(counts.values()).filter_map(|(arn, count)| Some((arn?.to_owned(), *count)));
        fees.extend(plans);
    }
    Ok(dealt(fees, most))
}

fn dealt(fees: BTreeMap<String, i64>, most: i64) -> Vec<Range> {
    let (mut ranges, mut held, mut last) = (vec![Range::default()], 0, None);
    for (arn, count) in fees {
        if held > 0 && held + count > most {
            if let Some(range) = ranges.last_mut() {
                range.up_to.clone_from(&last);
            }
            ranges.push(Range { after: last, up_to: None });
            held = 0;
        }
        held += count;
        last = Some(arn);
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(after: &str, up_to: &str) -> Range {
        let bound = |arn: &str| (!arn.is_empty()).then(|| arn.to_owned());
        Range { after: bound(after), up_to: bound(up_to) }
    }

    #[test]
    fn ranges_follow_each_other_and_leave_nothing_out() {
        let fees = |fees: &[(&str, i64)]| fees.iter().map(|(arn, count)| ((*arn).to_owned(), *count)).collect();
        assert_eq!(dealt(fees(&[]), 5), [range("", "")]);
        assert_eq!(dealt(fees(&[("a", 2), ("b", 3)]), 5), [range("", "")]);
        let three = dealt(fees(&[("a", 2), ("b", 9), ("c", 4), ("d", 1)]), 5);
        assert_eq!(three, [range("", "a"), range("a", "b"), range("b", "")]);
    }
}
