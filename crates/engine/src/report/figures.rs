//! Exact sums on their way out of a plan: read with the scale that they have, added, rounded once.

use arrow::array::{Array, AsArray};
use arrow::datatypes::{DataType, Decimal256Type, Int64Type, i256};
use datafusion::error::{DataFusionError, Result};
use muster_domain::Money;
use muster_domain::money::SCALE;
use rust_decimal::Decimal;

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
        matches!((self.at(scale), other.at(scale)), (Ok(a), Ok(b)) if a.units == b.units)
    }
}

impl Default for Figure {
    fn default() -> Self {
        Self::ZERO
    }
}

impl Figure {
    pub(crate) const ZERO: Self = Self { units: i256::ZERO, scale: SCALE as i8 };

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

    /// # Errors
    /// [`ReportError::TooLarge`], as everywhere here: beyond the digits that can be reckoned with exactly.
    pub(crate) fn of(amount: Money) -> Result<Self, ReportError> {
        let amount = amount.0.normalize();
        let scale = i8::try_from(amount.scale()).map_err(|_| ReportError::TooLarge)?;
        Self { units: i256::from_i128(amount.mantissa()), scale }.at(scale.max(Self::ZERO.scale))
    }

    pub(crate) fn add(self, other: Self) -> Result<Self, ReportError> {
        let scale = self.scale.max(other.scale);
        let (a, b) = (self.at(scale)?, other.at(scale)?);
        let units = a.units.checked_add(b.units).ok_or(ReportError::TooLarge)?;
        Ok(Self { units, scale })
    }

    /// Times a factor, exactly.
    pub(crate) fn times(self, factor: Decimal) -> Result<Self, ReportError> {
        let factor = factor.normalize();
        let units = self.units.checked_mul(i256::from_i128(factor.mantissa())).ok_or(ReportError::TooLarge)?;
        let decimals = i8::try_from(factor.scale()).map_err(|_| ReportError::TooLarge)?;
        Ok(Self { units, scale: self.scale.checked_add(decimals).ok_or(ReportError::TooLarge)? })
    }

    /// Its digits, with so many of them after the point.
    ///
    /// # Errors
    /// Where it has more decimals, or the digits are too many.
    pub(crate) fn units(self, scale: i8) -> Result<i256, ReportError> {
        self.at(scale).map(|figure| figure.units)
    }

    pub(crate) fn scale(self) -> i8 {
        self.scale
    }

    pub(crate) fn is_zero(self) -> bool {
        self.units == i256::ZERO
    }

    pub(crate) fn is_positive(self) -> bool {
        self.units.is_positive()
    }

    /// The same with more decimals.
    fn at(self, scale: i8) -> Result<Self, ReportError> {
        let decimals = u32::try_from(scale - self.scale).map_err(|_| ReportError::TooLarge)?;
        let unit = i256::from_i128(10).checked_pow(decimals).ok_or(ReportError::TooLarge)?;
        Ok(Self { units: self.units.checked_mul(unit).ok_or(ReportError::TooLarge)?, scale })
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
    fn amounts_of_different_decimals_add_and_multiply_exactly() {
        let figure = |text: &str| Figure::of(text.parse().unwrap()).unwrap();
        let third = figure("0.1").times(Decimal::new(15, 8)).unwrap();
        assert_eq!(third.add(figure("2")).unwrap().money().unwrap().exact(), "2.000000015");
        assert_eq!(figure("0.000000000001").times(Decimal::new(5, 1)).unwrap().money().unwrap().exact(), "0.00");
        assert_eq!(figure("0.000000000003").times(Decimal::new(5, 1)).unwrap().money().unwrap().exact(), "0.000000000002");
    }

    #[test]
    fn figures_of_different_scales_compare_as_numbers() {
        let figure = |units: i128, scale| Figure { units: i256::from_i128(units), scale };
        assert_eq!(figure(15, 1), figure(150, 2));
        assert_ne!(figure(15, 1), figure(15, 2));
        assert!(figure(-25, 1).add(figure(250, 2)).unwrap().is_zero());
    }

    #[test]
    fn an_amount_of_more_digits_than_money_has_is_an_error_and_not_another_amount() {
        let figure = Figure { units: i256::from_i128(i128::MAX), scale: 12 };
        assert!(matches!(figure.money(), Err(ReportError::TooLarge)));
    }
}
