//! How figures read: counts with separators, shares of a cost, and the words after a count.

use muster_domain::Money;
use rust_decimal::{Decimal, RoundingStrategy};

/// A count with separators between thousands.
pub(crate) fn thousands(count: u64) -> String {
    let cents = Money(Decimal::from(count)).cents();
    cents.trim_end_matches(".00").to_owned()
}

/// `1 line`, `2,000 lines`.
pub(crate) fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", thousands(count), if count == 1 { one } else { many })
}

/// `+3.1 % of the cost`, exact to a tenth.
pub(crate) fn share_of_cost(difference: Money, cost: Money) -> String {
    let percent = (difference.0 * Decimal::ONE_HUNDRED).checked_div(cost.0);
    match percent.map(|percent| percent.round_dp_with_strategy(1, RoundingStrategy::MidpointNearestEven)) {
        Some(percent) => format!("{percent:+.1} % of the cost"),
        None => "The cost is zero".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_difference_is_said_as_a_share_of_the_cost() {
        let money = |text: &str| text.parse::<Money>().unwrap();
        assert_eq!(share_of_cost(money("3.14"), money("100")), "+3.1 % of the cost");
        assert_eq!(share_of_cost(money("-50"), money("100")), "-50.0 % of the cost");
        assert_eq!(share_of_cost(money("1"), Money::ZERO), "The cost is zero");
    }

    #[test]
    fn counts_have_separators() {
        assert_eq!((thousands(7), thousands(1_234_500)), ("7".to_owned(), "1,234,500".to_owned()));
        assert_eq!(
            (counted(1, "line", "lines"), counted(2000, "line", "lines")),
            ("1 line".to_owned(), "2,000 lines".to_owned())
        );
    }
}
