//! Products and quotients of a line's figures in a plan, rounded half to even. Arrow's casts round half away from
//! zero, so a value is made exact by whole-number arithmetic before it is cast.
//!
//! What is reckoned stands in columns of its own, one step after the other: a value that several steps name is
//! computed once.

use arrow::datatypes::{DataType, i256};
use datafusion::error::Result;
use datafusion::prelude::{DataFrame, Expr, cast, ident, lit, when};
use datafusion::scalar::ScalarValue;

use super::wide;

const LEDGER_SCALE: i8 = 12;

/// Units of the last decimal of money.
pub(crate) fn units(money: Expr) -> Expr {
    cast(cast(money, wide(LEDGER_SCALE)) * literal(ten_to(LEDGER_SCALE), 0), whole_type())
}

/// A whole number as a literal.
pub(crate) fn whole(number: i64) -> Expr {
    literal(i256::from_i128(i128::from(number)), 0)
}

/// The rows with the column `name`: `numerator / denominator` units of money, rounded half to even. Both must be whole
/// numbers ([`units`], [`whole`]), the denominator positive; NULL in one is NULL.
pub(crate) fn with_quotient(rows: DataFrame, name: &str, numerator: Expr, denominator: Expr) -> Result<DataFrame> {
    let column = |part: &str| format!("{name}_{part}");
    let (above, below, rest, quotient) = (column("above"), column("below"), column("rest"), column("quotient"));
    let rows = rows
        .with_column(&above, cast(numerator, whole_type()))?
        .with_column(&below, cast(denominator, whole_type()))?
        .with_column(&rest, cast(ident(&above) % ident(&below), whole_type()))?
        .with_column(&quotient, cast((ident(&above) - ident(&rest)) / ident(&below), whole_type()))?;
    let odd = || (ident(&quotient) % whole(2)).not_eq(whole(0));
    let rounding = Rounding { value: ident(&above), rest: ident(&rest), unit: ident(&below), odd: odd(), step: whole(1) };
    let rounded = cast(ident(&quotient) + rounding.carry()?, whole_type());
    let units = cast(rounded * literal(i256::ONE, LEDGER_SCALE), wide(LEDGER_SCALE));
    rows.with_column(name, units)
}

/// The rows with the column `name`: `exact`, a decimal of that scale, rounded half to even to twelve decimals.
pub(crate) fn with_rounded(rows: DataFrame, name: &str, exact: Expr, scale: i8) -> Result<DataFrame> {
    let Some(digits) = scale.checked_sub(LEDGER_SCALE).filter(|digits| *digits > 0) else {
        return rows.with_column(name, cast(exact, wide(LEDGER_SCALE)));
    };
    let (value, rest) = (format!("{name}_exact"), format!("{name}_rest"));
    let unit = || literal(ten_to(digits), scale);
    let rows = rows.with_column(&value, cast(exact, wide(scale)))?.with_column(&rest, ident(&value) % unit())?;
    let cut = || ident(&value) - ident(&rest);
    let odd = (cut() % (unit() * whole(2))).not_eq(literal(i256::ZERO, scale));
    let rounding = Rounding { value: ident(&value), rest: ident(&rest), unit: unit(), odd, step: unit() };
    let carry = rounding.carry()?;
    rows.with_column(name, cast(cut() + carry, wide(LEDGER_SCALE)))
}

/// A value cut after a digit.
struct Rounding {
    value: Expr,
    /// What was cut off, with the value's sign.
    rest: Expr,
    /// What `rest` is compared with: all of the digit.
    unit: Expr,
    /// Whether the digit left is odd.
    odd: Expr,
    /// One more of the digit left.
    step: Expr,
}

impl Rounding {
    /// What is added to the value cut.
    fn carry(self) -> Result<Expr> {
        let Self { value, rest, unit, odd, step } = self;
        let zero = || step.clone() - step.clone();
        let negative = || value.clone().lt(whole(0));
        let twice = rest * when(negative(), whole(-2)).otherwise(whole(2))?;
        let away = twice.clone().gt(unit.clone()).or(twice.eq(unit).and(odd));
        let signed = when(negative(), zero() - step.clone()).otherwise(step.clone())?;
        when(away, signed).otherwise(zero())
    }
}

fn whole_type() -> DataType {
    wide(0)
}

fn literal(units: i256, scale: i8) -> Expr {
    lit(ScalarValue::Decimal256(Some(units), 76, scale))
}

fn ten_to(power: i8) -> i256 {
    i256::from_i128(10_i128.pow(power.unsigned_abs().into()))
}

#[cfg(test)]
mod tests {
    use arrow::array::AsArray;
    use arrow::datatypes::Decimal256Type;
    use datafusion::prelude::SessionContext;

    use super::*;

    /// One row's column `x` in units of money.
    async fn value(rows: DataFrame) -> i128 {
        let batches = rows.select(vec![ident("x")]).unwrap().collect().await.unwrap();
        batches[0].column(0).as_primitive::<Decimal256Type>().value(0).to_i128().unwrap()
    }

    #[tokio::test]
    async fn a_quotient_is_rounded_half_to_even_on_both_sides_of_zero() {
        let row = SessionContext::new().read_empty().unwrap();
        for (above, below, expected) in [(5, 2, 2), (7, 2, 4), (-5, 2, -2), (-7, 2, -4), (10, 3, 3), (11, 3, 4), (-11, 3, -4)] {
            let rows = with_quotient(row.clone(), "x", whole(above), whole(below)).unwrap();
            assert_eq!(value(rows).await, expected, "{above} / {below}");
        }
    }

    #[tokio::test]
    async fn a_product_is_rounded_half_to_even_on_both_sides_of_zero() {
        let row = SessionContext::new().read_empty().unwrap();
        for (units, scale, expected) in
            [(25, 13, 2), (35, 13, 4), (-25, 13, -2), (-35, 13, -4), (2501, 15, 3), (249, 14, 2), (7, 12, 7)]
        {
            let exact = literal(i256::from_i128(units), scale);
            assert_eq!(value(with_rounded(row.clone(), "x", exact, scale).unwrap()).await, expected, "{units} at {scale}");
        }
    }

    #[tokio::test]
    async fn money_in_units_is_a_whole_number() {
        let row = SessionContext::new().read_empty().unwrap();
        let money = lit(ScalarValue::Decimal128(Some(1_500_000_000_001), 38, 12));
        let rows = with_quotient(row, "x", units(money), whole(1)).unwrap();
        assert_eq!(value(rows).await, 1_500_000_000_001);
    }
}
