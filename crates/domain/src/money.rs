//! Money on the wire and on the page: an exact decimal, never a float.
//!
//! The engine adds and multiplies inside DataFusion on decimal columns; what leaves it is rounded half even at
//! [`SCALE`] (billing.md section 2) and carried as this type.

mod amount;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

pub use amount::{NotAnAmount, amount};
pub(crate) use amount::{deserialize, deserialize_optional, plain};

/// Decimal places kept of every number that is read from a bill or written to a file.
pub const SCALE: u32 = 12;

/// An amount in the bill's currency. Serialized as a plain decimal text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(pub Decimal);

impl Money {
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// From units of 10^-12. `None` where 28 digits do not hold it (8 x 10^16 and above).
    pub fn from_scaled(units: i128) -> Option<Self> {
        Decimal::try_from_i128_with_scale(units, SCALE).ok().map(|d| Self(d.normalize()))
    }

    /// In units of 10^-12, rounded half even. `None` where [`Self::from_scaled`] could not give it back.
    pub fn scaled(self) -> Option<i128> {
        let mut value = self.0.round_dp_with_strategy(SCALE, RoundingStrategy::MidpointNearestEven);
        // Where the digits do not fit, rescaling stops short instead of failing.
        value.rescale(SCALE);
        (value.scale() == SCALE).then(|| value.mantissa())
    }

    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    pub fn is_negative(self) -> bool {
        self.0.is_sign_negative() && !self.0.is_zero()
    }

    /// As files have it: plain notation, trailing zeros beyond two decimals dropped (`12.00`, `0.000004`).
    pub fn exact(self) -> String {
        let mut value = self.0.normalize();
        if value.scale() < 2 {
            value.rescale(2);
        }
        if value.is_zero() { "0.00".to_owned() } else { value.to_string() }
    }

    /// As the screen has it: cents, thousands separators (`-1,234.50`). Half a cent goes to the even cent.
    pub fn cents(self) -> String {
        let mut value = self.0.round_dp_with_strategy(2, RoundingStrategy::MidpointNearestEven);
        value.rescale(2);
        let text = value.abs().to_string();
        let (whole, cents) = text.split_once('.').unwrap_or((&text, "00"));
        let sign = if value.is_sign_negative() && !value.is_zero() { "-" } else { "" };
        format!("{sign}{}.{cents}", group_by_thousands(whole))
    }
}

fn group_by_thousands(digits: &str) -> String {
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

impl std::fmt::Display for Money {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.exact())
    }
}

impl std::str::FromStr for Money {
    type Err = rust_decimal::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Decimal::from_str_exact(text).map(Self)
    }
}

impl std::ops::Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl std::ops::Sub for Money {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl std::iter::Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, |sum, amount| sum + amount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str) -> Money {
        text.parse().unwrap()
    }

    #[test]
    fn the_screen_shows_cents_and_thousands() {
        assert_eq!(money("1234567.005").cents(), "1,234,567.00");
        assert_eq!(money("-1234.506").cents(), "-1,234.51");
        assert_eq!(money("999").cents(), "999.00");
        assert_eq!(money("-0.001").cents(), "0.00");
    }

    #[test]
    fn files_keep_every_decimal_and_at_least_two() {
        assert_eq!(money("3993.027326110200").exact(), "3993.0273261102");
        assert_eq!(money("12").exact(), "12.00");
        assert_eq!(money("0").exact(), "0.00");
        assert_eq!(Money::from_scaled(4_000_000).unwrap().exact(), "0.000004");
    }
}
