//! When a report is made again and which days it covers (product.md, step 6).
//!
//! A schedule knows days, not hours: each run has a day of the organization's calendar, and [`Zone::moment`] says when
//! that day's run is due. So sentence and calendar need no time zone, and no change of the clock moves a run to
//! another day. What a run covers are days of the bill, which are UTC.

mod sentence;
#[cfg(test)]
mod tests;
mod zone;

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::{Month, Period};

pub use zone::{HOUR, NotAZone, Zone};

/// Bill lines of a month are still added on the first days of the next one: before this day a month is not settled.
pub const SETTLED_ON: u32 = 7;

/// Which days a report covers, seen from the day of its run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ScheduleRange"))]
#[serde(rename_all = "snake_case")]
pub enum Range {
    /// From the first of the month to the day of the run, that day included.
    MonthToDate,
    PreviousMonth,
    /// Monday to Sunday.
    PreviousWeek,
}

impl Range {
    pub const ALL: [Self; 3] = [Self::MonthToDate, Self::PreviousMonth, Self::PreviousWeek];

    /// As forms and the database write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::MonthToDate => "month_to_date",
            Self::PreviousMonth => "previous_month",
            Self::PreviousWeek => "previous_week",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::MonthToDate => "Month to date",
            Self::PreviousMonth => "Previous Month",
            Self::PreviousWeek => "Previous Week",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|range| range.name() == name)
    }
}

/// How often it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ScheduleRepeat"))]
#[serde(rename_all = "snake_case")]
pub enum Repeat {
    Daily,
    /// On the weekday of the start.
    Weekly,
    /// On the start's day of the month; on the last day of months that are shorter.
    Monthly,
    /// Once, on the day of the start.
    Never,
}

impl Repeat {
    pub const ALL: [Self; 4] = [Self::Daily, Self::Weekly, Self::Monthly, Self::Never];

    pub fn name(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
            Self::Never => "never",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::Daily => "Daily",
            Self::Weekly => "Weekly",
            Self::Monthly => "Monthly",
            Self::Never => "Does Not Repeat",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|repeat| repeat.name() == name)
    }
}

/// When a report is made, and of which days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    start: NaiveDate,
    pub range: Range,
    pub repeat: Repeat,
}

/// A day on which no schedule can start: the calendar here ends somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a schedule starts on a day of the years {FIRST_YEAR} to {LAST_YEAR}")]
pub struct NoStart;

const FIRST_YEAR: i32 = 2000;
const LAST_YEAR: i32 = 2199;

/// A run that is planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Of the organization's calendar.
    pub day: NaiveDate,
    pub covers: Period,
    /// Bill lines may still be missing.
    pub is_early: bool,
}

impl Plan {
    /// # Errors
    /// [`NoStart`].
    pub fn new(start: NaiveDate, (range, repeat): (Range, Repeat)) -> Result<Self, NoStart> {
        if (FIRST_YEAR..=LAST_YEAR).contains(&start.year()) { Ok(Self { start, range, repeat }) } else { Err(NoStart) }
    }

    /// The day of the first run.
    pub fn start(self) -> NaiveDate {
        self.start
    }

    /// The days on which it runs, in order, those before `from` left out.
    pub fn days_from(self, from: NaiveDate) -> impl Iterator<Item = NaiveDate> {
        let from = from.max(self.start);
        let first = self.turns_before(from);
        (first..).map_while(move |turn| self.day_of(turn)).skip_while(move |day| *day < from)
    }

    /// The first day on or after `from` on which it runs; `None` where it never does again.
    pub fn next(self, from: NaiveDate) -> Option<NaiveDate> {
        self.days_from(from).next()
    }

    /// The next runs, at most so many.
    pub fn upcoming(self, from: NaiveDate, most: usize) -> Vec<Run> {
        self.days_from(from).take(most).map(|day| self.run(day)).collect()
    }

    /// The run of a day.
    pub fn run(self, day: NaiveDate) -> Run {
        let covers = self.covers(day);
        let is_early = day.day() < SETTLED_ON && covers.from() < Month::of(day).first_day();
        Run { day, covers, is_early }
    }

    /// The bill's days that the run of this day covers.
    pub fn covers(self, day: NaiveDate) -> Period {
        let month = Month::of(day);
        match self.range {
            Range::MonthToDate => days(month.first_day(), day + Days::new(1)),
            Range::PreviousMonth => month.previous().period(),
            Range::PreviousWeek => {
                let monday = day - Days::new(u64::from(day.weekday().num_days_from_monday()));
                days(monday - Days::new(7), monday)
            }
        }
    }

    /// A number of runs that are all before `from`, and at most one less than all.
    fn turns_before(self, from: NaiveDate) -> u64 {
        let passed = (from - self.start).num_days().unsigned_abs();
        match self.repeat {
            Repeat::Daily => passed,
            Repeat::Weekly => passed / 7,
            Repeat::Monthly => {
                let months = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month());
                (months(from) - months(self.start)).unsigned_abs()
            }
            Repeat::Never => 0,
        }
    }

    /// The day of a run, counted from 0; `None` after the last.
    fn day_of(self, turn: u64) -> Option<NaiveDate> {
        let day = match self.repeat {
            Repeat::Daily => self.start.checked_add_days(Days::new(turn)),
            Repeat::Weekly => self.start.checked_add_days(Days::new(turn.checked_mul(7)?)),
            // Counted from the start, so that the 31st comes back after a shorter month.
            Repeat::Monthly => self.start.checked_add_months(chrono::Months::new(u32::try_from(turn).ok()?)),
            Repeat::Never => (turn == 0).then_some(self.start),
        };
        day.filter(|day| day.year() <= LAST_YEAR)
    }
}

/// The callers' days are in order.
fn days(from: NaiveDate, to: NaiveDate) -> Period {
    Period::new(from, to).unwrap_or_else(|_| Month::of(from).period())
}
