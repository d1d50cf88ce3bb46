//! Which days: as people ask for them, most of them counted from the month that is shown, so that a kept view moves on
//! with the bill.

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::{Month, Period};

/// So many months are looked at together.
pub const MOST_MONTHS: u32 = 36;

/// The days asked for. "This month" is the newest with lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Window {
    ThisMonth,
    LastMonth,
    /// So many months, this one the last.
    Months(u32),
    /// From a day to another, both included; a missing one is that of six months.
    Days {
        from: Option<NaiveDate>,
        until: Option<NaiveDate>,
    },
}

impl Default for Window {
    fn default() -> Self {
        Self::Months(6)
    }
}

impl Window {
    /// Those that a page offers by name.
    pub const NAMED: [Self; 6] =
        [Self::ThisMonth, Self::LastMonth, Self::Months(3), Self::Months(6), Self::Months(12), Self::Months(13)];

    /// In the address.
    pub fn name(self) -> String {
        match self {
            Self::ThisMonth => "this-month".to_owned(),
            Self::LastMonth => "last-month".to_owned(),
            Self::Months(months) => format!("{months}-months"),
            Self::Days { .. } => "custom".to_owned(),
        }
    }

    pub fn title(self) -> String {
        match self {
            Self::ThisMonth => "This month".to_owned(),
            Self::LastMonth => "Last month".to_owned(),
            Self::Months(months) => format!("{months} months"),
            Self::Days { .. } => "Custom days".to_owned(),
        }
    }

    /// The days, where this month is the one given.
    ///
    /// # Errors
    /// A sentence for whoever chose days that are none, or too many.
    pub fn period(self, month: Month) -> Result<Period, String> {
        let (from, to) = match self {
            Self::ThisMonth => (month.first_day(), month.next().first_day()),
            Self::LastMonth => (month.previous().first_day(), month.first_day()),
            Self::Months(months) => (back(month, months.clamp(1, MOST_MONTHS)), month.next().first_day()),
            Self::Days { from, until } => {
                let after = |day: NaiveDate| day.succ_opt().unwrap_or(day);
                (from.unwrap_or_else(|| back(month, 6)), until.map_or_else(|| month.next().first_day(), after))
            }
        };
        let period = Period::new(from, to).map_err(|_| "the last day is before the first".to_owned())?;
        match from.checked_add_months(Months::new(MOST_MONTHS)) {
            Some(most) if to <= most => Ok(period),
            _ => Err(format!("more than {MOST_MONTHS} months: choose fewer days")),
        }
    }
}

/// The first day of the first of so many months.
fn back(month: Month, months: u32) -> NaiveDate {
    let first = month.first_day();
    first.checked_sub_months(Months::new(months.saturating_sub(1))).unwrap_or(first)
}

impl std::str::FromStr for Window {
    type Err = ();

    /// Of a name; days have to be put in.
    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "this-month" => Ok(Self::ThisMonth),
            "last-month" => Ok(Self::LastMonth),
            "custom" => Ok(Self::Days { from: None, until: None }),
            _ => {
                let months = text.strip_suffix("-months").and_then(|months| months.parse().ok());
                months.filter(|months| (1..=MOST_MONTHS).contains(months)).map(Self::Months).ok_or(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(window: Window, month: &str) -> Result<String, String> {
        window.period(month.parse().unwrap()).map(|period| format!("{} {}", period.from(), period.last_day()))
    }

    fn day(text: &str) -> Option<NaiveDate> {
        Some(text.parse().unwrap())
    }

    #[test]
    fn windows_are_counted_back_from_the_month_shown() {
        assert_eq!(days(Window::ThisMonth, "2026-03").unwrap(), "2026-03-01 2026-03-31");
        assert_eq!(days(Window::LastMonth, "2026-03").unwrap(), "2026-02-01 2026-02-28");
        assert_eq!(days(Window::Months(13), "2026-03").unwrap(), "2025-03-01 2026-03-31");
        assert_eq!(days(Window::Months(1), "2026-03").unwrap(), "2026-03-01 2026-03-31");
    }

    #[test]
    fn chosen_days_are_both_included_and_must_be_in_order() {
        let chosen = |from, until| days(Window::Days { from, until }, "2026-03");
        assert_eq!(chosen(day("2026-01-05"), day("2026-01-05")).unwrap(), "2026-01-05 2026-01-05");
        assert_eq!(chosen(None, day("2026-03-09")).unwrap(), "2025-10-01 2026-03-09");
        assert_eq!(chosen(day("2026-01-05"), day("2026-01-04")).unwrap_err(), "the last day is before the first");
        assert!(chosen(day("2020-01-05"), None).unwrap_err().starts_with("more than 36 months"));
    }

    #[test]
    fn a_name_is_read_as_it_is_written() {
        for window in Window::NAMED {
            assert_eq!(window.name().parse(), Ok(window));
        }
        for wrong in ["0-months", "37-months", "months", "-1-months", ""] {
            assert!(wrong.parse::<Window>().is_err(), "{wrong}");
        }
    }
}
