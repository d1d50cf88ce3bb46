//! Dividing an amount so that the parts sum to the whole, to the last decimal.
//!
//! Largest remainder: each part is first cut at twelve decimals, then those who lost most get one unit of 10^-12 more.

use crate::Money;

/// The parts of `total` in proportion to `weights`, one for each, in their order. A negative weight counts as 0; of
/// two that lost equally much the earlier gets the unit. Total and weights count to twelve decimals, half even.
///
/// Empty where no weight is positive, and for amounts beyond what [`Money::from_scaled`] holds.
pub fn split(total: Money, weights: &[Money]) -> Vec<Money> {
    parts(total, weights).unwrap_or_default()
}

fn parts(total: Money, weights: &[Money]) -> Option<Vec<Money>> {
    let total = total.scaled()?;
    let weights = weights.iter().map(|weight| weight.scaled().map(|units| units.max(0).unsigned_abs()));
    let weights: Vec<u128> = weights.collect::<Option<_>>()?;
    let sum = weights.iter().try_fold(0_u128, |sum, weight| sum.checked_add(*weight))?;
    if sum == 0 || sum > u128::MAX / 2 {
        return None;
    }
    let mut cut: Vec<_> = weights.iter().map(|weight| proportion(total.unsigned_abs(), *weight, sum)).collect();
    let missing = total.unsigned_abs() - cut.iter().map(|part| part.whole).sum::<u128>();
    let mut losers: Vec<usize> = (0..cut.len()).collect();
    // A stable sort: earlier ones stay first among equals.
    losers.sort_by_key(|place| std::cmp::Reverse(cut[*place].remainder));
    for place in losers.into_iter().take(usize::try_from(missing).ok()?) {
        cut[place].whole += 1;
    }
    let units = |part: &Proportion| i128::try_from(part.whole).ok().map(|units| units * total.signum());
    cut.iter().map(|part| Money::from_scaled(units(part)?)).collect()
}

/// `amount * weight = whole * sum + remainder`.
struct Proportion {
    whole: u128,
    remainder: u128,
}

/// Divides while it multiplies, bit by bit: the product may have twice as many bits as fit. `weight <= sum < 2^127`.
fn proportion(amount: u128, weight: u128, sum: u128) -> Proportion {
    let mut part = Proportion { whole: 0, remainder: 0 };
    let carry = |part: &mut Proportion| {
        if part.remainder >= sum {
            part.remainder -= sum;
            part.whole += 1;
        }
    };
    for bit in (0..u128::BITS - amount.leading_zeros()).rev() {
        part.whole *= 2;
        part.remainder *= 2;
        carry(&mut part);
        if (amount >> bit) & 1 == 1 {
            part.remainder += weight;
            carry(&mut part);
        }
    }
    part
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn money(text: &str) -> Money {
        text.parse().unwrap()
    }

    #[track_caller]
    fn check(total: &str, weights: &[&str], parts: &[&str]) {
        let weights: Vec<_> = weights.iter().map(|weight| money(weight)).collect();
        let found: Vec<_> = split(money(total), &weights).into_iter().map(Money::exact).collect();
        assert_eq!(found, parts);
    }

    #[test]
    fn what_is_left_over_goes_to_whoever_lost_most_and_then_to_the_earlier() {
        check("1", &["1", "1", "1"], &["0.333333333334", "0.333333333333", "0.333333333333"]);
        check("1", &["1", "2"], &["0.333333333333", "0.666666666667"]);
        check("-1", &["1", "1", "1"], &["-0.333333333334", "-0.333333333333", "-0.333333333333"]);
        check("0.000000000001", &["5", "5"], &["0.000000000001", "0.00"]);
    }

    #[test]
    fn a_weight_of_nothing_gets_nothing() {
        check("10", &["0", "3", "-4", "1"], &["0.00", "7.50", "0.00", "2.50"]);
        check("10", &["0", "-1"], &[]);
        check("10", &[], &[]);
        check("0", &["1", "2"], &["0.00", "0.00"]);
    }

    #[test]
    fn amounts_far_above_any_bill_are_divided_exactly() {
        check("9999999999999999", &["9999999999999999", "9999999999999999"], &["4999999999999999.50", "4999999999999999.50"]);
        assert_eq!(split(money("100000000000000000"), &[money("1")]), []);
    }

    proptest! {
        #[test]
        fn parts_sum_to_the_whole_and_stay_within_a_unit_of_their_share(
            total in -1_000_000_000_000_000_000_i128..1_000_000_000_000_000_000,
            weights in proptest::collection::vec(-5_i128..1_000_000_000_000_000, 1..20),
        ) {
            let scaled = |units: i128| Money::from_scaled(units).unwrap();
            let parts = split(scaled(total), &weights.iter().copied().map(scaled).collect::<Vec<_>>());
            let sum: i128 = weights.iter().map(|weight| weight.max(&0)).sum();
            prop_assert_eq!(parts.is_empty(), sum == 0);
            if sum > 0 {
                prop_assert_eq!(parts.iter().copied().sum::<Money>(), scaled(total));
                for (part, weight) in parts.iter().zip(&weights) {
                    let off = part.scaled().unwrap() * sum - total * weight.max(&0);
                    prop_assert!(off.abs() < sum, "{part} of {total} for {weight} of {sum}");
                }
            }
        }
    }
}
