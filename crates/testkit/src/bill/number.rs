//! Exact decimals as AWS writes them: never more than ten digits after the point.
//!
//! A bill must survive a trip through Parquet doubles, so every number of a generated bill has at most fifteen
//! significant digits; [`Num::fitted`] sees to that where a product could have more.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};

const ONE: i64 = 10_000_000_000;
/// Whole numbers up to here are doubles exactly.
const EXACT_IN_DOUBLE: i64 = 1 << 53;
const FIFTEEN_DIGITS: u64 = 1_000_000_000_000_000;

/// An exact decimal in units of 10^-10, up to about ±900 million.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Num(i64);

impl Num {
    pub const ZERO: Num = Num(0);
    pub const ONE: Num = Num(ONE);
    /// Digits after the point.
    pub const SCALE: u32 = 10;

    pub const fn whole(value: i64) -> Num {
        Num(value * ONE)
    }

    /// `value` in units of 10^-10.
    pub const fn from_units(value: i64) -> Num {
        Num(value)
    }

    /// The value of a plain decimal such as `0.0416`, for the price lists; a wrong character fails to compile.
    pub(crate) const fn literal(text: &str) -> Num {
        let bytes = text.as_bytes();
        let (mut units, mut scale, mut at) = (0i64, ONE, 0);
        let mut fraction = false;
        while at < bytes.len() {
            match bytes[at] {
                b'.' => fraction = true,
                digit => {
                    assert!(digit.is_ascii_digit(), "a price is digits and a point");
                    units = units * 10 + (digit - b'0') as i64;
                    if fraction {
                        scale /= 10;
                    }
                }
            }
            at += 1;
        }
        Num(units * scale)
    }

    /// Units of 10^-10.
    pub const fn units(self) -> i64 {
        self.0
    }

    /// Units of 10^-12, the scale of the ledger's decimals.
    pub fn at_scale_12(self) -> i128 {
        i128::from(self.0) * 100
    }

    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The product, rounded half even at ten decimals.
    pub fn times(self, other: Num) -> Num {
        Num(divide_half_even(i128::from(self.0) * i128::from(other.0), i128::from(ONE)))
    }

    /// `percent` hundredths of this, rounded half even at ten decimals.
    pub fn percent(self, percent: i64) -> Num {
        Num(divide_half_even(i128::from(self.0) * i128::from(percent), 100))
    }

    /// Rounded half even to at most ten `decimals`.
    pub fn rounded(self, decimals: u32) -> Num {
        let step = 10i64.pow(Self::SCALE.saturating_sub(decimals));
        Num(divide_half_even(i128::from(self.0), i128::from(step)) * step)
    }

    /// Rounded to fifteen significant digits, what a double keeps.
    pub fn fitted(self) -> Num {
        let mut decimals = Self::SCALE;
        let mut size = self.0.unsigned_abs();
        while size >= FIFTEEN_DIGITS {
            size /= 10;
            decimals = decimals.saturating_sub(1);
        }
        self.rounded(decimals)
    }

    /// The nearest double; its shortest decimal form is this number again as long as fifteen digits say it.
    pub fn to_f64(self) -> f64 {
        let (mut units, mut scale) = (self.0, 1e10);
        while units.abs() >= EXACT_IN_DOUBLE && units % 10 == 0 {
            units /= 10;
            scale /= 10.0;
        }
        units as f64 / scale
    }
}

fn divide_half_even(value: i128, by: i128) -> i64 {
    let (quotient, rest) = (value.div_euclid(by), value.rem_euclid(by));
    let up = rest * 2 > by || (rest * 2 == by && quotient % 2 != 0);
    i64::try_from(quotient + i128::from(up)).unwrap_or(i64::MAX)
}

impl Add for Num {
    type Output = Num;
    fn add(self, other: Num) -> Num {
        Num(self.0 + other.0)
    }
}

impl AddAssign for Num {
    fn add_assign(&mut self, other: Num) {
        self.0 += other.0;
    }
}

impl Sub for Num {
    type Output = Num;
    fn sub(self, other: Num) -> Num {
        Num(self.0 - other.0)
    }
}

impl Neg for Num {
    type Output = Num;
    fn neg(self) -> Num {
        Num(-self.0)
    }
}

impl Sum for Num {
    fn sum<I: Iterator<Item = Num>>(numbers: I) -> Num {
        numbers.fold(Num::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_round_half_even_at_ten_decimals() {
        assert_eq!(Num(5).times(Num::literal("0.1")), Num(0));
        assert_eq!(Num(15).times(Num::literal("0.1")), Num(2));
        assert_eq!(-Num(15).times(Num::literal("0.1")), Num(-2));
    }

    #[test]
    fn a_fitted_number_survives_a_double() {
        for units in [1, 999_999_999_999_999, 1_234_567_890_123_456_789, -9_007_199_254_740_993] {
            let fitted = Num(units).fitted();
            let shortest = format!("{:.10}", fitted.to_f64());
            let (whole, fraction) = shortest.split_once('.').unwrap();
            let read: i64 = format!("{whole}{fraction}").parse().unwrap();
            assert_eq!(Num(read).fitted(), fitted);
        }
    }
}
