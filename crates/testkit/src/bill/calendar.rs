//! Months, the periods inside them that lines cover, and moments in seconds since 1970 UTC.

use chrono::{DateTime, Datelike, Months, NaiveDate};

/// Seconds since 1970-01-01T00:00:00Z.
pub type Moment = i64;

const HOUR: i64 = 3_600;
pub(crate) const DAY: i64 = 86_400;

/// How much time one usage line covers: the two granularities AWS offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Granularity {
    Hourly,
    Daily,
}

/// The span of one usage line.
#[derive(Clone, Copy, Debug)]
pub struct Period {
    pub start: Moment,
    pub end: Moment,
}

impl Period {
    /// Whole hours covered.
    pub fn hours(self) -> i64 {
        (self.end - self.start) / HOUR
    }

    pub(crate) fn is_weekend(self) -> bool {
        // 1970-01-01 was a Thursday.
        matches!((self.start / DAY).rem_euclid(7), 2 | 3)
    }
}

/// The first moment of a day.
pub(crate) fn midnight(day: NaiveDate) -> Moment {
    day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp()
}

/// The day that a moment lies in.
pub(crate) fn day_of(moment: Moment) -> NaiveDate {
    DateTime::from_timestamp(moment, 0).unwrap_or_default().date_naive()
}

/// A billing period, named by its first day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BillingMonth(NaiveDate);

impl BillingMonth {
    /// The month that `day` lies in.
    pub fn of(day: NaiveDate) -> BillingMonth {
        BillingMonth(day.with_day(1).unwrap_or(day))
    }

    pub fn plus(self, months: u32) -> BillingMonth {
        BillingMonth(self.0 + Months::new(months))
    }

    pub fn minus(self, months: u32) -> BillingMonth {
        BillingMonth(self.0 - Months::new(months))
    }

    pub fn first_day(self) -> NaiveDate {
        self.0
    }

    pub fn start(self) -> Moment {
        midnight(self.0)
    }

    /// Exclusive.
    pub fn end(self) -> Moment {
        self.plus(1).start()
    }

    /// `YYYY-MM`.
    pub fn name(self) -> String {
        self.0.format("%Y-%m").to_string()
    }

    /// The periods of the month that end by `until`.
    pub(crate) fn periods(self, granularity: Granularity, until: Moment) -> Vec<Period> {
        let step = match granularity {
            Granularity::Hourly => HOUR,
            Granularity::Daily => DAY,
        };
        let count = (self.end().min(until) - self.start()).max(0) / step;
        (0..count).map(|at| self.start() + at * step).map(|start| Period { start, end: start + step }).collect()
    }
}
