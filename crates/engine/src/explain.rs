//! The trail: what each rule did to each account, summed from the effect columns that the rules leave behind
//! ([`crate::rules`]). The effects of all rules add up to the report's difference.

use arrow::array::AsArray;
use arrow::datatypes::DataType;
use datafusion::error::Result;
use datafusion::functions_aggregate::expr_fn::sum;
use datafusion::prelude::{DataFrame, cast, ident};
use muster_domain::workflow::Workflow;

use crate::ledger::schema::column::USAGE_ACCOUNT_ID;
use crate::report::figures::{Figure, count};
use crate::report::{ReportError, Trail};
use crate::rules::charges::{effect, touched};

/// The trail of these charged cells. `positions` are those of the rules that have effect columns.
pub(crate) async fn trail(cells: DataFrame, workflow: &Workflow, positions: &[usize]) -> Result<Vec<Trail>, ReportError> {
    if positions.is_empty() {
        return Ok(Vec::new());
    }
    let sums = positions.iter().flat_map(|position| [effect(*position), touched(*position)]);
    let sums = sums.map(|name| sum(ident(&name)).alias(name)).collect();
    let account = cast(ident(USAGE_ACCOUNT_ID), DataType::Utf8).alias(USAGE_ACCOUNT_ID);
    let mut trails = Vec::new();
    for batch in cells.aggregate(vec![account], sums)?.collect().await? {
        let accounts = batch.column(0).as_string::<i32>();
        for (place, position) in positions.iter().enumerate() {
            let (effects, lines) = (batch.column(1 + 2 * place), batch.column(2 + 2 * place));
            for row in (0..batch.num_rows()).filter(|row| count(lines, *row) > 0) {
                trails.push(Trail {
                    position: *position,
                    rule: workflow.rules.get(position - 1).map_or("", |rule| rule.kind()),
                    account: accounts.value(row).to_owned(),
                    lines: count(lines, row),
                    effect: Figure::read(effects, row)?.money()?,
                });
            }
        }
    }
    trails.sort_by(|a, b| (a.position, &a.account).cmp(&(b.position, &b.account)));
    Ok(trails)
}
