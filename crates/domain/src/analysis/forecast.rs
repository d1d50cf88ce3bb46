//! What a month will come to: as far as it is known, and the rest as its days were on average so far. One rule for the
//! lists ("Expected"), the cards ("Projected") and the chart, so that they never differ.

use chrono::{Datelike, Days, NaiveDate};
use rust_decimal::{Decimal, RoundingStrategy};

use crate::{Money, Month, money};

/// Month to date / days elapsed x days in the month, rounded half even at scale 12.
pub fn expected(month_to_date: Money, month: Month, through: NaiveDate) -> Money {
    let (elapsed, days) = (Decimal::from(through.day()), Decimal::from(month.days()));
    let expected = month_to_date.0 * days / elapsed;
    Money(expected.round_dp_with_strategy(money::SCALE, RoundingStrategy::MidpointNearestEven))
}

/// The days of a month that are still to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// Each day with what it is expected to cost; together exactly what is expected beyond the month to date.
    pub days: Vec<(NaiveDate, Money)>,
}

impl Forecast {
    /// Of a month that is known through a day of it.
    pub fn of(month_to_date: Money, month: Month, through: NaiveDate) -> Self {
        let rest = expected(month_to_date, month, through) - month_to_date;
        let count = i128::from(month.days() - through.day());
        // What cannot be divided goes to the first days, a unit each.
        let units = rest.scaled().unwrap_or(0);
        let day = |place: i128| {
            let (each, left) = (units.div_euclid(count), units.rem_euclid(count));
            let amount = Money::from_scaled(each + i128::from(place < left)).unwrap_or_default();
            (through + Days::new(u64::try_from(place).unwrap_or(0) + 1), amount)
        };
        Self { days: (0..count).map(day).collect() }
    }

    /// What is still expected in a span of days `[from, to)`.
    pub fn within(&self, from: NaiveDate, to: NaiveDate) -> Money {
        self.days.iter().filter(|(day, _)| from <= *day && *day < to).map(|(_, amount)| *amount).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str) -> Money {
        text.parse().unwrap()
    }

    fn forecast(to_date: &str, through: &str) -> (Money, Forecast) {
        let through: NaiveDate = through.parse().unwrap();
        let month = Month::of(through);
        (expected(money(to_date), month, through), Forecast::of(money(to_date), month, through))
    }

    #[test]
    fn the_days_to_come_sum_up_to_what_is_expected_to_the_last_digit() {
        for (to_date, through) in [("100", "2026-03-03"), ("-0.000000000007", "2026-02-05"), ("12345.678901234567", "2026-04-29")]
        {
            let (expected, forecast) = forecast(to_date, through);
            let rest: Money = forecast.days.iter().map(|(_, amount)| *amount).sum();
            assert_eq!(money(to_date) + rest, expected, "{to_date} through {through}");
        }
    }

    #[test]
    fn the_rest_of_the_month_costs_what_its_days_cost_so_far() {
        let (expected, forecast) = forecast("30", "2026-03-03");
        assert_eq!((expected, forecast.days.len()), (money("310"), 28));
        assert_eq!(forecast.days[0], ("2026-03-04".parse().unwrap(), money("10")));
        assert_eq!(forecast.within("2026-03-30".parse().unwrap(), "2026-04-10".parse().unwrap()), money("20"));
    }

    #[test]
    fn nothing_is_to_come_of_a_month_that_is_known_to_its_end() {
        let (expected, forecast) = forecast("30", "2026-03-31");
        assert_eq!((expected, forecast.days.len()), (money("30"), 0));
    }
}
