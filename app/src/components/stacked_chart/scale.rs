//! From amounts to heights on the drawing. The axis begins and ends at round numbers and has a handful of lines between.

use muster_domain::Money;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// Between the axis' least and greatest amount.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scale {
    low: Decimal,
    high: Decimal,
    step: Decimal,
    /// The drawing's height.
    height: i64,
}

/// About so many lines.
const LINES: u32 = 4;

impl Scale {
    /// For stacks that reach from the one to the other; zero is always there.
    pub(super) fn of(low: Decimal, high: Decimal, height: i64) -> Self {
        let (low, high) = (low.min(Decimal::ZERO), high.max(Decimal::ZERO));
        let step = round_step((high - low) / Decimal::from(LINES));
        let (down, up) = ((low / step).floor() * step, (high / step).ceil() * step);
        let up = if up == down { down + step } else { up };
        Self { low: down, high: up, step, height }
    }

    /// The axis' amounts, from the least.
    pub(super) fn ticks(&self) -> impl Iterator<Item = Decimal> {
        let (high, step) = (self.high, self.step);
        std::iter::successors(Some(self.low), move |tick| Some(*tick + step)).take_while(move |tick| *tick <= high)
    }

    /// How far below the top an amount stands.
    pub(super) fn y(&self, amount: Decimal) -> i64 {
        let down = ((self.high - amount) * Decimal::from(self.height)).checked_div(self.high - self.low);
        down.and_then(|down| down.round().to_i64()).unwrap_or(self.height).clamp(0, self.height)
    }
}

/// The next of 1, 2, 2.5, 5 and 10 times a power of ten.
fn round_step(least: Decimal) -> Decimal {
    if least <= Decimal::ZERO {
        return Decimal::ONE;
    }
    let mut power = Decimal::new(1, 12);
    while power * Decimal::TEN < least {
        power *= Decimal::TEN;
    }
    let steps = [Decimal::ONE, Decimal::TWO, Decimal::new(25, 1), Decimal::from(5), Decimal::TEN];
    steps.into_iter().map(|step| step * power).find(|step| *step >= least).unwrap_or(power * Decimal::TEN)
}

/// An amount at the axis: `1.5k`, `20M`, `0.005`.
pub(super) fn short(amount: Decimal) -> String {
    let size = amount.abs();
    let (unit, name) = match () {
        () if size >= Decimal::from(1_000_000_000) => (1_000_000_000, "B"),
        () if size >= Decimal::from(1_000_000) => (1_000_000, "M"),
        () if size >= Decimal::from(1000) => (1000, "k"),
        () => (1, ""),
    };
    format!("{}{name}", (amount / Decimal::from(unit)).normalize())
}

/// The ends of a stack: what is above zero upon each other, what is below beneath.
pub(super) fn ends(amounts: impl Iterator<Item = Money>) -> (Decimal, Decimal) {
    amounts.fold((Decimal::ZERO, Decimal::ZERO), |(low, high), amount| match amount.is_negative() {
        true => (low + amount.0, high),
        false => (low, high + amount.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn ticks(low: &str, high: &str) -> Vec<String> {
        Scale::of(number(low), number(high), 100).ticks().map(short).collect()
    }

    #[test]
    fn the_axis_has_round_numbers_and_zero() {
        assert_eq!(ticks("0", "9300"), ["0", "2.5k", "5k", "7.5k", "10k"]);
        assert_eq!(ticks("-30", "90"), ["-50", "0", "50", "100"]);
        assert_eq!(ticks("0", "0.0031"), ["0", "0.001", "0.002", "0.003", "0.004"]);
        assert_eq!(ticks("0", "0"), ["0", "1"]);
        assert_eq!(ticks("-5", "-1"), ["-6", "-4", "-2", "0"]);
    }

    #[test]
    fn amounts_stand_where_the_axis_says() {
        let scale = Scale::of(number("-50"), number("100"), 300);
        assert_eq!([100, 50, 0, -50].map(|amount| scale.y(Decimal::from(amount))), [0, 100, 200, 300]);
    }
}
