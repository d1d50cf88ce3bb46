//! In which type lines are summed. DataFusion's sums wrap around silently, so before summing it is made sure that they
//! cannot: the largest number of a column, times the count of lines, must fit. The files' own statistics say both.
//! Real bills fit by far; one that might not is summed in twice the width, exactly too, only slower.

use datafusion::common::Statistics;
use datafusion::common::stats::Precision;
use datafusion::error::Result;
use datafusion::physical_plan::statistics::{StatisticsArgs, StatisticsContext};
use datafusion::prelude::{DataFrame, Expr, cast, ident};
use datafusion::scalar::ScalarValue;

use super::wide;
use crate::ledger::schema::column;

/// The type of a cell's figures.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Width {
    /// Decimal128(38, 12), as the ledger has them.
    Ledger,
    /// Decimal256(76, 12).
    Double,
}

/// What every cell sums up.
pub(crate) const FIGURES: [&str; 4] =
    [column::UNBLENDED_COST, column::ON_DEMAND_COST, column::EFFECTIVE_COST, column::UNUSED_COMMITMENT_COST];

impl Width {
    /// The width in which any sum of these columns fits; the lines must come straight from their files.
    pub(crate) async fn for_sums_of_columns(lines: DataFrame, figures: impl IntoIterator<Item = &str>) -> Result<Self> {
        let plan = lines.select(figures.into_iter().map(ident).collect::<Vec<_>>())?.create_physical_plan().await?;
        let known = StatisticsContext::new().compute(plan.as_ref(), &StatisticsArgs::new())?;
        Ok(if fits(&known) { Self::Ledger } else { Self::Double })
    }

    /// The width for sums that are known to be no larger; `None` where nothing is known.
    pub(crate) fn for_sums_up_to(units: Option<u128>) -> Self {
        // Savings are differences of two figures, so they may be twice as large.
        if units.is_some_and(|units| units <= i128::MAX.unsigned_abs() / 2) { Self::Ledger } else { Self::Double }
    }

    /// A ledger's figure in this width.
    pub(super) fn of(self, figure: Expr) -> Expr {
        match self {
            Self::Ledger => figure,
            Self::Double => cast(figure, wide(12)),
        }
    }
}

fn fits(known: &Statistics) -> bool {
    let Precision::Exact(rows) = known.num_rows else { return false };
    // Savings are differences of two figures, so they may be twice as large.
    let most = i128::MAX / 2 / i128::try_from(rows.max(1)).unwrap_or(i128::MAX);
    rows == 0
        || known.column_statistics.iter().all(|column| {
            let small = |bound: &Precision<ScalarValue>| matches!(bound, Precision::Exact(ScalarValue::Decimal128(Some(units), ..)) if units.unsigned_abs() <= most.unsigned_abs());
            column.null_count == Precision::Exact(rows) || (small(&column.min_value) && small(&column.max_value))
        })
}
