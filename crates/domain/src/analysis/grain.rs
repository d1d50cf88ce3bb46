//! How a period is cut into the bars of a chart.

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::{Month, Period};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Grain {
    Day,
    /// Monday to Sunday.
    Week,
    Month,
}

/// More bars than this are not told apart any more.
const MOST: usize = 100;

impl Grain {
    pub const ALL: [Self; 3] = [Self::Day, Self::Week, Self::Month];

    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::Day => "Day",
            Self::Week => "Week",
            Self::Month => "Month",
        }
    }

    /// What suits a period.
    pub fn of(period: Period) -> Self {
        match (period.to() - period.from()).num_days() {
            ..=45 => Self::Day,
            46..=100 => Self::Week,
            _ => Self::Month,
        }
    }

    /// This grain, or the next coarser one where there would be too many bars.
    #[must_use]
    pub fn fitting(self, period: Period) -> Self {
        match self {
            Self::Day if self.cut(period).len() > MOST => Self::Week.fitting(period),
            Self::Week if self.cut(period).len() > MOST => Self::Month,
            fits => fits,
        }
    }

    /// The period in parts, in order: whole days, weeks or months, but for the first and the last, which end where the
    /// period does.
    pub fn cut(self, period: Period) -> Vec<Period> {
        let mut parts = Vec::new();
        let mut from = period.from();
        while from < period.to() {
            let to = self.next(from).min(period.to());
            let Ok(part) = Period::new(from, to) else { break };
            parts.push(part);
            from = to;
        }
        parts
    }

    /// The first day after the day, week or month that this day lies in.
    fn next(self, day: NaiveDate) -> NaiveDate {
        match self {
            Self::Day => day + Days::new(1),
            Self::Week => day + Days::new(7 - u64::from(day.weekday().num_days_from_monday())),
            Self::Month => Month::of(day).next().first_day(),
        }
    }

    /// What a part of this grain is called: `2026-03-09`, `2026-03-09` (the week's first day), `2026-03`.
    pub fn label(self, part: Period) -> String {
        match self {
            Self::Day | Self::Week => part.from().to_string(),
            Self::Month => Month::of(part.from()).to_string(),
        }
    }

    /// The next finer one, to look closer.
    pub fn finer(self) -> Option<Self> {
        match self {
            Self::Day => None,
            Self::Week | Self::Month => Some(Self::Day),
        }
    }
}

impl std::str::FromStr for Grain {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|grain| grain.name() == text).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(from: &str, to: &str) -> Period {
        Period::new(from.parse().unwrap(), to.parse().unwrap()).unwrap()
    }

    fn cut(grain: Grain, from: &str, to: &str) -> Vec<String> {
        grain.cut(period(from, to)).iter().map(|part| format!("{} {}", part.from(), part.last_day())).collect()
    }

    #[test]
    fn weeks_begin_on_monday_and_end_where_the_period_does() {
        // 1 March 2026 is a Sunday.
        let weeks = ["2026-03-01 2026-03-01", "2026-03-02 2026-03-08", "2026-03-09 2026-03-10"];
        assert_eq!(cut(Grain::Week, "2026-03-01", "2026-03-11"), weeks);
    }

    #[test]
    fn months_and_days_cover_the_period_without_gap_or_overlap() {
        let months = ["2025-12-31 2025-12-31", "2026-01-01 2026-01-31", "2026-02-01 2026-02-01"];
        assert_eq!(cut(Grain::Month, "2025-12-31", "2026-02-02"), months);
        assert_eq!(cut(Grain::Day, "2026-02-28", "2026-03-02"), ["2026-02-28 2026-02-28", "2026-03-01 2026-03-01"]);
    }

    #[test]
    fn too_many_bars_become_fewer() {
        assert_eq!(Grain::Day.fitting(period("2026-01-01", "2026-04-01")), Grain::Day);
        assert_eq!(Grain::Day.fitting(period("2025-01-01", "2026-01-01")), Grain::Week);
        assert_eq!(Grain::Day.fitting(period("2023-01-01", "2026-01-01")), Grain::Month);
        assert_eq!(Grain::of(period("2026-03-01", "2026-04-01")), Grain::Day);
        assert_eq!(Grain::of(period("2026-01-01", "2026-04-01")), Grain::Week);
    }
}
