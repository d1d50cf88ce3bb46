//! What is summed up of lines: by all that tells cells apart and the usage type, which rollups tell apart as well.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, new_null_array};
use arrow::compute::cast;
use arrow::datatypes::{Field, SchemaRef};
use datafusion::error::{DataFusionError, Result};
use datafusion::functions_aggregate::expr_fn::{count, sum};
use datafusion::prelude::{self, DataFrame, Expr, ident, lit, when};
use datafusion::scalar::ScalarValue;
use muster_domain::credit::CreditPatterns;
use muster_domain::workflow::Commitment;

use super::plans::Range;
use crate::cells::fees::Fees;
use crate::cells::kept::FLAGS;
use crate::cells::{Share, Width};
use crate::ledger::cells::{CELLS, KEYS, LINES, SAVINGS, figures};
use crate::ledger::rollup::ROLLUP;
use crate::ledger::schema::{DECIMAL, column};
use crate::rules::line_type;
use crate::session::Session;

/// Types of lines whose description is kept.
const DESCRIBED: [&str; 3] = [line_type::CREDIT, line_type::REFUND, line_type::DISCOUNT];

/// Which shares sums have.
#[derive(Clone, Copy)]
pub(super) enum With {
    /// Those of reservations.
    Reservations,
    /// Those of Savings Plans too, which take what the plans' fees say.
    All,
}

/// The sums of lines that no Savings Plan covers.
pub(super) fn not_of_plans(lines: DataFrame) -> Result<(DataFrame, With)> {
    let with = With::Reservations;
    Ok((with.summed(lines.filter(covered().is_not_true())?)?, with))
}

/// The sums of lines that Savings Plans of that range cover. A cell is of one type, so none is split by that.
pub(super) async fn of_plans(lines: DataFrame, range: &Range, session: &Session) -> Result<(DataFrame, With)> {
    let of_range = range.of(lines)?;
    let fees = Fees::of(of_range.clone(), session.context()).await?;
    let with = With::All;
    Ok((with.summed(fees.with_upfront(of_range.filter(covered())?)?)?, with))
}

fn covered() -> Expr {
    line_type::is(line_type::SP_COVERED_USAGE)
}

impl With {
    fn has(self, share: Share) -> bool {
        matches!(self, Self::All) || share.commitment == Commitment::Ri
    }

    fn figures(self) -> impl Iterator<Item = &'static str> {
        figures().filter(move |name| Share::ALL.into_iter().all(|share| share.name() != *name || self.has(share)))
    }

    fn summed(self, lines: DataFrame) -> Result<DataFrame> {
        let usage_type = ident(column::USAGE_TYPE);
        let keys = KEYS.iter().map(|key| Ok(key_of_line(key.name())?.alias(key.name()))).chain([Ok(usage_type)]);
        let sums = self.figures().map(|name| Ok(sum(figure_of_line(name)?).alias(name)));
        let sums = [Ok(count(lit(1_i64)).alias(LINES))].into_iter().chain(sums);
        lines.aggregate(keys.collect::<Result<_>>()?, sums.collect::<Result<_>>()?)
    }

    /// Of some of those sums, what cells are made of, and what rollups are.
    pub(super) fn cells(self, sums: &RecordBatch) -> Result<(RecordBatch, RecordBatch)> {
        let names: Vec<_> =
            KEYS.iter().map(|key| key.name().as_str()).chain([column::USAGE_TYPE, LINES]).chain(self.figures()).collect();
        let of_file = |fields: &SchemaRef| -> Result<RecordBatch> {
            let column = |field: &Arc<Field>| -> Result<ArrayRef> {
                let place = names.iter().position(|name| name == field.name());
                let known = place.and_then(|place| sums.columns().get(place));
                match known {
                    Some(column) => Ok(cast(column, field.data_type())?),
                    None => Ok(new_null_array(field.data_type(), sums.num_rows())),
                }
            };
            let columns = fields.fields().iter().map(column).collect::<Result<_>>()?;
            Ok(RecordBatch::try_new(Arc::clone(fields), columns)?)
        };
        if sums.num_columns() != names.len() {
            return Err(DataFusionError::Internal("sums of lines have other columns".to_owned()));
        }
        Ok((of_file(&CELLS)?, of_file(&ROLLUP)?))
    }
}

fn key_of_line(name: &str) -> Result<Expr> {
    if let Some(mark) = FLAGS.into_iter().find(|mark| mark.name() == name) {
        return mark.of_line(&CreditPatterns::default());
    }
    match name {
        column::DESCRIPTION => when(line_type::is_any(&DESCRIBED), ident(name)).otherwise(lit(ScalarValue::Utf8View(None))),
        _ => Ok(ident(name)),
    }
}

fn figure_of_line(name: &str) -> Result<Expr> {
    if let Some(share) = Share::ALL.into_iter().find(|share| share.name() == name) {
        // What is exact to twelve decimals stays so in the ledger's type.
        return Ok(prelude::cast(share.of_line(Width::Ledger)?, DECIMAL));
    }
    Ok(match name {
        SAVINGS => ident(column::ON_DEMAND_COST) - ident(column::EFFECTIVE_COST),
        _ => ident(name),
    })
}
