//! Exact sums on their way out of a plan: read with the scale that they have, added, rounded once.

use arrow::array::{Array, AsArray};
use arrow::datatypes::{DataType, Decimal256Type, Int64Type, i256};
use datafusion::error::{DataFusionError, Result};
use muster_domain::Money;
use muster_domain::money::SCALE;

use super::ReportError;

/// An exact sum: `units` x 10^-`scale`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Figure {
    units: i256,
    scale: i8,
}

impl PartialEq for Figure {
    /// As numbers: 1.0 is 1.00.
    fn eq(&self, other: &Self) -> bool {
        let scale = self.scale.max(other.scale);
        self.units_at(scale).is_some_and(|units| other.units_at(scale) == Some(units))
    }
}

impl Default for Figure {
    fn default() -> Self {
        Self::ZERO
    }
}

impl Figure {
    pub(super) const ZERO: Self = Self { units: i256::ZERO, scale: SCALE as i8 };

    pub(crate) fn new(units: i256, scale: i8) -> Self {
        Self { units, scale }
    }

    /// A cell of a Decimal256 column; NULL, the sum of nothing, is zero.
    pub(crate) fn read(column: &dyn Array, row: usize) -> Result<Self> {
        let DataType::Decimal256(_, scale) = column.data_type() else {
            return Err(DataFusionError::Internal(format!("a sum came as {}", column.data_type())));
        };
        let units = if column.is_null(row) { i256::ZERO } else { column.as_primitive::<Decimal256Type>().value(row) };
        Ok(Self { units, scale: *scale })
    }

    /// Exactly, whatever scales the two have.
    pub(crate) fn add(self, other: Self) -> Result<Self, ReportError> {
        let scale = self.scale.max(other.scale);
        let units = self.units_at(scale).zip(other.units_at(scale)).and_then(|(units, more)| units.checked_add(more));
        Ok(Self { units: units.ok_or(ReportError::TooLarge)?, scale })
    }

    /// `None` where the type does not hold them.
    fn units_at(self, scale: i8) -> Option<i256> {
        let ten = i256::from_i128(10);
        (self.scale..scale).try_fold(self.units, |units, _| units.checked_mul(ten))
    }

    pub(crate) fn is_zero(self) -> bool {
        self.units == i256::ZERO
    }

    /// Rounded half even to the twelve decimals that files have.
    pub(crate) fn money(self) -> Result<Money, ReportError> {
        let rounded = half_even(self.units, self.scale - SCALE as i8).ok_or(ReportError::TooLarge)?;
        rounded.to_i128().and_then(Money::from_scaled).ok_or(ReportError::TooLarge)
    }
}

/// A count of lines.
pub(crate) fn count(column: &dyn Array, row: usize) -> u64 {
    if column.is_null(row) { 0 } else { column.as_primitive::<Int64Type>().value(row).unsigned_abs() }
}

/// `units` without its last `digits` decimals; half goes to the even neighbour. Arrow's casts round half away
/// from zero, so they are not asked. `None` where `digits` is beyond the type.
fn half_even(units: i256, digits: i8) -> Option<i256> {
    let Ok(digits) = u32::try_from(digits) else { return None };
    let ten = i256::from_i128(10);
    let unit = (0..digits).try_fold(i256::ONE, |unit, _| unit.checked_mul(ten))?;
    let (quotient, rest) = (units.checked_div(unit)?, units.checked_rem(unit)?);
    let twice = rest.wrapping_abs().checked_mul(i256::from_i128(2))?;
    let odd = quotient.checked_rem(i256::from_i128(2))? != i256::ZERO;
    let away = twice > unit || (twice == unit && odd);
    let step = if units.is_negative() { i256::MINUS_ONE } else { i256::ONE };
    if away { quotient.checked_add(step) } else { Some(quotient) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_goes_to_the_even_neighbour_on_both_sides_of_zero() {
        let rounded = |units: i128, digits| half_even(i256::from_i128(units), digits).unwrap().to_i128().unwrap();
        assert_eq!([rounded(25, 1), rounded(35, 1), rounded(-25, 1), rounded(-35, 1)], [2, 4, -2, -4]);
        assert_eq!([rounded(2501, 3), rounded(2500, 3), rounded(-2501, 3), rounded(499, 3)], [3, 2, -3, 0]);
        assert_eq!(rounded(7, 0), 7);
    }

    #[test]
    fn figures_of_different_scales_add_up_and_compare_as_numbers() {
        let figure = |units: i128, scale| Figure { units: i256::from_i128(units), scale };
        assert_eq!(figure(15, 1).add(figure(250, 2)).unwrap(), figure(4, 0));
        assert_ne!(figure(15, 1), figure(15, 2));
        assert!(figure(-25, 1).add(figure(250, 2)).unwrap().is_zero());
    }

    #[test]
    fn an_amount_of_more_digits_than_money_has_is_an_error_and_not_another_amount() {
        let figure = Figure { units: i256::from_i128(i128::MAX), scale: 12 };
        assert!(matches!(figure.money(), Err(ReportError::TooLarge)));
    }
}
