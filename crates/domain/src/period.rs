//! Billing months and report periods. All dates are UTC, as on the bill.

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// A calendar month, `2018-10`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    first: NaiveDate,
}

/// A text that is no month or no period.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    #[error("`{0}` is not a month: expected YYYY-MM")]
    NotAMonth(String),
    #[error("the period ends ({to}) before or on the day it begins ({from})")]
    Empty { from: NaiveDate, to: NaiveDate },
}

impl Month {
    pub fn new(year: i32, month: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, 1).map(|first| Self { first })
    }

    /// The month that a day lies in.
    pub fn of(day: NaiveDate) -> Self {
        Self { first: day.with_day(1).unwrap_or(day) }
    }

    pub fn first_day(self) -> NaiveDate {
        self.first
    }

    pub fn next(self) -> Self {
        Self { first: self.first + Months::new(1) }
    }

    pub fn previous(self) -> Self {
        Self { first: self.first - Months::new(1) }
    }

    /// How many days it has.
    pub fn days(self) -> u32 {
        (self.next().first - self.first).num_days().unsigned_abs() as u32
    }

    pub fn period(self) -> Period {
        Period { from: self.first, to: self.next().first }
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.first.year(), self.first.month())
    }
}

impl std::str::FromStr for Month {
    type Err = PeriodError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || PeriodError::NotAMonth(text.to_owned());
        let (year, month) = text.split_once('-').ok_or_else(wrong)?;
        let digits = |text: &str, count| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return Err(wrong());
        }
        let (year, month) = (year.parse().map_err(|_| wrong())?, month.parse().map_err(|_| wrong())?);
        Self::new(year, month).ok_or_else(wrong)
    }
}

impl Serialize for Month {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Whole days `[from, to)`; never empty where somebody asked for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Period {
    from: NaiveDate,
    to: NaiveDate,
}

impl Period {
    /// # Errors
    /// [`PeriodError::Empty`] when `to` is not after `from`.
    pub fn new(from: NaiveDate, to: NaiveDate) -> Result<Self, PeriodError> {
        if to > from { Ok(Self { from, to }) } else { Err(PeriodError::Empty { from, to }) }
    }

    /// No day at all, for what is worked out and may come to nothing.
    pub(crate) fn empty(at: NaiveDate) -> Self {
        Self { from: at, to: at }
    }

    /// Whether it has no day; only what is worked out may be so.
    pub fn is_empty(self) -> bool {
        self.from == self.to
    }

    pub fn from(self) -> NaiveDate {
        self.from
    }

    /// The first day after the period.
    pub fn to(self) -> NaiveDate {
        self.to
    }

    /// The last day in the period, for the page.
    pub fn last_day(self) -> NaiveDate {
        self.to - Days::new(1)
    }

    pub fn contains(self, day: NaiveDate) -> bool {
        self.from <= day && day < self.to
    }

    /// The months it touches, even in part, in order.
    pub fn months(self) -> impl Iterator<Item = Month> {
        std::iter::successors(Some(Month::of(self.from)), |month| Some(month.next()))
            .take_while(move |month| month.first_day() < self.to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_reads_as_it_is_written() {
        let month: Month = "2018-02".parse().unwrap();
        assert_eq!((month.to_string().as_str(), month.days()), ("2018-02", 28));
        assert!("2018-13".parse::<Month>().is_err());
        for wrong in ["18-1", "+201-10", "-001-10", "2018-+1", "2018-1 "] {
            assert!(wrong.parse::<Month>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_period_names_every_month_it_touches() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let period = Period::new(day("2018-10-31"), day("2018-12-02")).unwrap();
        let months: Vec<_> = period.months().map(|m| m.to_string()).collect();
        assert_eq!(months, ["2018-10", "2018-11", "2018-12"]);
        assert!(Period::new(day("2018-10-31"), day("2018-10-31")).is_err());
    }
}
