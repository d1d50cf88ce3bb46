//! How much of the usage commitments cover, week by week: what a ramp-up is watched by.
//!
//! Both sides are at public on-demand prices: the lines that a Reserved Instance or a Savings Plan covers, against
//! those lines and all other usage. Fees, taxes and credits are no usage.

use chrono::{Datelike, Days, NaiveDate};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

use crate::Money;

/// The usage of a week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageWeek {
    /// Its Monday.
    pub from: NaiveDate,
    pub covered: Money,
    /// All of it, the covered included.
    pub usage: Money,
}

impl CoverageWeek {
    /// How much is covered, 0 to 100, rounded half even.
    pub fn percent(&self) -> u32 {
        let share = (self.covered.0 * Decimal::ONE_HUNDRED).checked_div(self.usage.0).unwrap_or_default();
        share.round().to_u32().unwrap_or_default().min(100)
    }
}

/// The Monday of a day's week.
pub fn week_of(day: NaiveDate) -> NaiveDate {
    day - Days::new(u64::from(day.weekday().num_days_from_monday()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_begins_on_its_monday_and_says_what_share_is_covered() {
        let monday = |day: &str| week_of(day.parse().unwrap()).to_string();
        assert_eq!(
            [monday("2026-03-02"), monday("2026-03-08"), monday("2026-01-01")],
            ["2026-03-02", "2026-03-02", "2025-12-29"]
        );
        let week = |covered: &str, usage: &str| CoverageWeek {
            from: "2026-03-02".parse().unwrap(),
            covered: covered.parse().unwrap(),
            usage: usage.parse().unwrap(),
        };
        assert_eq!(week("1", "3").percent(), 33);
        assert_eq!(week("0", "0").percent(), 0);
        assert_eq!(week("2", "1").percent(), 100, "a correction of the usage");
    }
}
