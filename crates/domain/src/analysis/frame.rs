//! A question's days, worked out: the period, how far it is known, what it is held against, and its parts.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::{Covered, Forecast, Grain, Question, expected};
use crate::{Money, Month, Period};

/// How far bills reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The month shown: the current one where it has lines, else the newest that has.
    pub month: Month,
    /// Its last day with lines, today at the latest.
    pub through: Option<NaiveDate>,
    pub today: NaiveDate,
}

/// The days of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    pub anchor: Anchor,
    pub period: Period,
    /// As much of the period as bills reach.
    pub known: Period,
    /// As many days, or months, before it, as far as the period is known.
    pub before: Period,
    pub grain: Grain,
    pub parts: Vec<Period>,
}

impl Frame {
    /// # Errors
    /// A sentence for whoever chose days that are none, or too many.
    pub fn of(question: &Question, anchor: Anchor) -> Result<Self, String> {
        let period = question.window.period(anchor.month)?;
        let known = known(period, anchor);
        let grain = question.grain.unwrap_or_else(|| Grain::of(period)).fitting(period);
        Ok(Self { anchor, period, known, before: before(period, known), grain, parts: grain.cut(period) })
    }

    /// The month shown; the days of the month before that correspond to as much of it as is known; and what is left of
    /// that. Fees that the bill dates ahead belong to the month to date, as in every list.
    pub fn month_spans(&self) -> [Period; 3] {
        let (month, previous) = (self.anchor.month, self.anchor.month.previous());
        let beyond = earlier(self.month_to(), 1).min(previous.period().last_day()) + Days::new(1);
        [month.period(), span(previous.first_day(), beyond), span(beyond, month.first_day())]
    }

    /// The last day of the month shown that counts.
    fn month_to(&self) -> NaiveDate {
        let last = self.anchor.month.period().last_day();
        match self.anchor.through {
            Some(through) if self.is_running() => through.min(last),
            _ => last,
        }
    }

    /// Whether more lines of the month shown are to come.
    fn is_running(&self) -> bool {
        let Anchor { month, through, today } = self.anchor;
        month == Month::of(today) && through.is_some_and(|through| Month::of(through) == month)
    }

    /// What the month shown will come to.
    pub fn projected(&self, month_to_date: Money) -> Money {
        match self.anchor.through {
            Some(through) if self.is_running() => expected(month_to_date, self.anchor.month, through),
            _ => month_to_date,
        }
    }

    /// How many days with bills that rests on; `None` where nothing is projected.
    pub fn projected_from(&self, covered: &Covered) -> Option<u32> {
        let through = self.anchor.through.filter(|_| self.is_running())?;
        let days = self.anchor.month.first_day().iter_days().take_while(|day| *day <= through);
        u32::try_from(days.filter(|day| covered.has(*day)).count()).ok()
    }

    /// The days of a span that no bill covers, or not yet.
    pub fn lacks(&self, covered: &Covered, span: Period) -> Vec<Period> {
        let known_to = self.anchor.through.filter(|_| self.is_running()).map(|through| through + Days::new(1));
        covered.lacks(span, known_to.unwrap_or(NaiveDate::MAX))
    }

    /// What is still expected in each part of the period.
    pub fn forecast(&self, month_to_date: Money) -> Vec<Money> {
        match self.anchor.through {
            Some(through) if self.is_running() => {
                let forecast = Forecast::of(month_to_date, self.anchor.month, through);
                self.parts.iter().map(|part| forecast.within(part.from(), part.to())).collect()
            }
            _ => vec![Money::ZERO; self.parts.len()],
        }
    }
}

fn known(period: Period, anchor: Anchor) -> Period {
    let to = anchor.through.map(|day| day + Days::new(1)).filter(|to| *to < period.to());
    // Where the month shown is over, days without lines cost nothing and are known.
    let is_open = Month::of(anchor.today) == anchor.month;
    to.filter(|_| is_open).and_then(|to| Period::new(period.from(), to).ok()).unwrap_or(period)
}

/// Whole months are held against as many months, other days against as many days.
fn before(period: Period, known: Period) -> Period {
    let whole_months = period.from().day() == 1 && period.to().day() == 1;
    let (from, last) = if whole_months {
        let months = period.months().count() as u32;
        (earlier(known.from(), months), earlier(known.last_day(), months))
    } else {
        let days = Days::new((period.to() - period.from()).num_days().unsigned_abs());
        (known.from() - days, known.last_day() - days)
    };
    let last = match known.to().day() {
        // The last day of a month is held against the last day.
        1 if whole_months => Month::of(last).period().last_day(),
        _ => last,
    };
    span(from, last + Days::new(1))
}

fn earlier(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_sub_months(Months::new(months)).unwrap_or(day)
}

/// Spans of no day end where they begin; as a period they are the day before, of which nobody asks.
fn span(from: NaiveDate, to: NaiveDate) -> Period {
    Period::new(from, to).unwrap_or_else(|_| Period::empty(from))
}

#[cfg(test)]
mod tests {
    use super::super::Window;
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn frame(window: Window, through: &str, today: &str) -> Frame {
        let through = day(through);
        let anchor = Anchor { month: Month::of(through), through: Some(through), today: day(today) };
        Frame::of(&Question { window, ..Question::default() }, anchor).unwrap()
    }

    fn said(period: Period) -> String {
        if period.is_empty() { "nothing".to_owned() } else { format!("{} {}", period.from(), period.last_day()) }
    }

    #[test]
    fn a_month_that_runs_is_held_against_the_same_days_of_the_month_before() {
        let frame = frame(Window::ThisMonth, "2026-03-10", "2026-03-11");
        assert_eq!(said(frame.known), "2026-03-01 2026-03-10");
        assert_eq!(said(frame.before), "2026-02-01 2026-02-10");
        assert_eq!(frame.month_spans().map(said), ["2026-03-01 2026-03-31", "2026-02-01 2026-02-10", "2026-02-11 2026-02-28"]);
    }

    #[test]
    fn the_end_of_a_long_month_is_held_against_the_end_of_a_short_one() {
        let frame = frame(Window::ThisMonth, "2026-03-30", "2026-03-30");
        assert_eq!(said(frame.before), "2026-02-01 2026-02-28");
        assert_eq!(frame.month_spans().map(said)[2], "nothing");
        let february = self::frame(Window::LastMonth, "2026-03-30", "2026-03-30");
        assert_eq!(
            (said(february.known), said(february.before)),
            ("2026-02-01 2026-02-28".into(), "2026-01-01 2026-01-31".into())
        );
    }

    #[test]
    fn months_are_held_against_months_and_days_against_days() {
        let months = frame(Window::Months(3), "2026-03-10", "2026-03-11");
        assert_eq!((said(months.period), said(months.before)), ("2026-01-01 2026-03-31".into(), "2025-10-01 2025-12-10".into()));
        let days = Window::Days { from: Some(day("2026-03-02")), until: Some(day("2026-03-05")) };
        assert_eq!(said(frame(days, "2026-03-10", "2026-03-11").before), "2026-02-26 2026-03-01");
    }

    #[test]
    fn an_old_bill_is_known_to_the_end_of_its_month() {
        let frame = frame(Window::ThisMonth, "2018-10-28", "2026-03-11");
        assert_eq!(said(frame.known), "2018-10-01 2018-10-31");
        let amount: Money = "7".parse().unwrap();
        assert_eq!((frame.projected(amount), frame.forecast(amount)), (amount, vec![Money::ZERO; 31]));
    }

    #[test]
    fn a_projection_rests_on_the_days_that_bills_cover() {
        let frame = frame(Window::ThisMonth, "2026-03-10", "2026-03-11");
        let from = |first: &str| Covered::by([(Month::of(day(first)), day(first))]);
        assert_eq!(frame.projected_from(&from("2026-03-08")), Some(3));
        assert_eq!(
            frame.lacks(&from("2026-02-08"), frame.before).into_iter().map(said).collect::<Vec<_>>(),
            ["2026-02-01 2026-02-07"]
        );
        assert_eq!(self::frame(Window::ThisMonth, "2026-02-10", "2026-03-11").projected_from(&from("2026-02-01")), None);
    }

    #[test]
    fn what_is_still_expected_stands_in_the_parts_to_come() {
        let frame = Frame { grain: Grain::Month, ..frame(Window::Months(2), "2026-03-10", "2026-03-11") };
        let frame = Frame { parts: frame.grain.cut(frame.period), ..frame };
        let amount: Money = "10".parse().unwrap();
        assert_eq!(frame.projected(amount).exact(), "31.00");
        assert_eq!(frame.forecast(amount).iter().map(|money| money.exact()).collect::<Vec<_>>(), ["0.00", "21.00"]);
    }
}
