//! In which type lines are summed. DataFusion's sums wrap around silently, so before summing it is made sure that they
//! cannot: the largest number of a column, times the count of lines, must fit. The files' own statistics say both.
//! Real bills fit by far; one that might not is summed in twice the width, exactly too, only slower.

use datafusion::prelude::{Expr, cast};
use datafusion::scalar::ScalarValue;

use super::wide;
use crate::ledger::schema::column;
use crate::session::{Bounds, Known};

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
    /// The width in which any sum of these columns fits.
    pub(crate) fn for_sums_of<'a>(known: &Known, figures: impl IntoIterator<Item = &'a str>) -> Self {
        let most = figures.into_iter().map(|figure| largest_sum(known, figure)).try_fold(0, |most, sum| Some(sum?.max(most)));
        Self::for_sums_up_to(most)
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

/// The magnitude that no sum of a column's numbers is beyond; `None` where nothing is known or none is so large.
fn largest_sum(known: &Known, figure: &str) -> Option<u128> {
    known.bounds(figure)?.into_iter().try_fold(0_u128, |sum, (rows, bounds)| {
        let most = match bounds {
            _ if rows == 0 => 0,
            Bounds::Empty => 0,
            Bounds::Between(ScalarValue::Decimal128(Some(low), ..), ScalarValue::Decimal128(Some(high), ..)) => {
                low.unsigned_abs().max(high.unsigned_abs())
            }
            Bounds::Between(..) | Bounds::Unknown => return None,
        };
        sum.checked_add(most.checked_mul(u128::try_from(rows).ok()?)?)
    })
}
