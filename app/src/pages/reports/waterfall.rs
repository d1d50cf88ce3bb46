//! Where the bars stand that lead from cost to charge, in thousandths of the width. Whole numbers from exact
//! decimals: a bar may be a hair too short, never an amount wrong.

use muster_domain::Money;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

const WIDTH: i64 = 1000;

/// From where to where a bar reaches; `start <= end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    pub start: i64,
    pub end: i64,
}

/// The bars of one report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waterfall {
    pub cost: Bar,
    /// One per rule.
    pub steps: Vec<Bar>,
    pub charge: Bar,
    /// The scale does not begin at zero, because the rules change little: the page says so.
    pub is_cut: bool,
}

/// Lays the bars out: cost and charge from the beginning of the scale, each rule from where the one before ended.
pub fn lay_out(cost: Money, effects: &[Money]) -> Waterfall {
    let levels = levels(cost, effects);
    let scale = Scale::of(&levels);
    let bar = |from: Decimal, to: Decimal| {
        let (a, b) = (scale.place(from), scale.place(to));
        Bar { start: a.min(b), end: a.max(b) }
    };
    let steps = levels.windows(2).map(|pair| bar(pair[0], pair[1])).collect();
    let charge = levels.last().copied().unwrap_or(cost.0);
    let foot = scale.foot();
    Waterfall { cost: bar(foot, cost.0), steps, charge: bar(foot, charge), is_cut: scale.is_cut() }
}

/// The amount after each rule, the cost first.
fn levels(cost: Money, effects: &[Money]) -> Vec<Decimal> {
    let mut level = cost.0;
    let after = effects.iter().map(|effect| {
        level += effect.0;
        level
    });
    std::iter::once(cost.0).chain(after.collect::<Vec<_>>()).collect()
}

struct Scale {
    low: Decimal,
    span: Decimal,
}

impl Scale {
    fn of(levels: &[Decimal]) -> Self {
        let low = levels.iter().copied().min().unwrap_or_default();
        let high = levels.iter().copied().max().unwrap_or_default();
        let moved = high - low;
        // Zero is left out when the rules move less than a third of the amount: their bars would be slivers.
        let low = if low.is_sign_positive() && !moved.is_zero() && moved * Decimal::from(3) < high {
            low - moved / Decimal::from(2)
        } else {
            low.min(Decimal::ZERO)
        };
        Self { low, span: high.max(Decimal::ZERO) - low }
    }

    fn is_cut(&self) -> bool {
        self.low.is_sign_positive() && !self.low.is_zero()
    }

    /// What bars of whole amounts stand on.
    fn foot(&self) -> Decimal {
        self.low.max(Decimal::ZERO)
    }

    fn place(&self, level: Decimal) -> i64 {
        let share = ((level - self.low) * Decimal::from(WIDTH)).checked_div(self.span);
        share.and_then(|share| share.round().to_i64()).unwrap_or_default().clamp(0, WIDTH)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid_out(cost: &str, effects: &[&str]) -> Waterfall {
        let effects: Vec<Money> = effects.iter().map(|effect| effect.parse().unwrap()).collect();
        lay_out(cost.parse().unwrap(), &effects)
    }

    fn bar(start: i64, end: i64) -> Bar {
        Bar { start, end }
    }

    #[test]
    fn each_rule_begins_where_the_one_before_ended() {
        let bars = laid_out("50", &["50", "-25"]);
        assert_eq!((bars.cost, bars.charge, bars.is_cut), (bar(0, 500), bar(0, 750), false));
        assert_eq!(bars.steps, [bar(500, 1000), bar(750, 1000)]);
    }

    #[test]
    fn small_changes_are_shown_on_a_scale_without_zero() {
        let bars = laid_out("1000", &["20"]);
        assert!(bars.is_cut);
        assert_eq!((bars.cost, bars.steps, bars.charge), (bar(0, 333), vec![bar(333, 1000)], bar(0, 1000)));
    }

    #[test]
    fn a_charge_below_zero_stands_left_of_zero() {
        let bars = laid_out("10", &["-20"]);
        assert_eq!((bars.cost, bars.charge), (bar(500, 1000), bar(0, 500)));
    }

    #[test]
    fn nothing_charged_draws_nothing() {
        assert_eq!(laid_out("0", &["0"]).steps, [bar(0, 0)]);
        assert_eq!(laid_out("5", &[]).charge, bar(0, 1000));
    }
}
