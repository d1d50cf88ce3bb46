//! Which days there are bills of. Days that no bill covers came to nothing because nobody looked: an amount that is held
//! against them is a whole held against a part.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use crate::{Month, Period};

/// Days that bills cover.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Covered {
    months: BTreeSet<Month>,
    /// The first of them all; `None` without a bill.
    from: Option<NaiveDate>,
}

impl Covered {
    /// By the bills of these months, of which the earliest begins with its first line: before that, bills were not written
    /// yet. Days without lines after it cost nothing.
    pub fn by(bills: impl IntoIterator<Item = (Month, NaiveDate)>) -> Self {
        let mut covered = Self::default();
        for (month, first_line) in bills {
            covered.months.insert(month);
            let from = first_line.clamp(month.first_day(), month.period().last_day());
            covered.from = Some(covered.from.map_or(from, |known| known.min(from)));
        }
        covered
    }

    pub fn has(&self, day: NaiveDate) -> bool {
        self.from.is_some_and(|from| from <= day) && self.months.contains(&Month::of(day))
    }

    /// The days of a period that are not among them, in spans, in order; none of which is looked at beyond `known_to`.
    pub fn lacks(&self, period: Period, known_to: NaiveDate) -> Vec<Period> {
        let mut lacks: Vec<Period> = Vec::new();
        let days = period.from().iter_days().take_while(|day| *day < period.to());
        for day in days.filter(|day| known_to <= *day || !self.has(*day)) {
            let from = match lacks.last() {
                Some(last) if last.to() == day => lacks.pop().map_or(day, Period::from),
                _ => day,
            };
            lacks.extend(Period::new(from, day + Days::new(1)));
        }
        lacks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn said(bills: &[(&str, &str)], (from, to): (&str, &str)) -> Vec<String> {
        let covered = Covered::by(bills.iter().map(|(month, first)| (month.parse().unwrap(), day(first))));
        let period = Period::new(day(from), day(to)).unwrap();
        let lacks = covered.lacks(period, day("2026-03-11"));
        lacks.iter().map(|span| format!("{} {}", span.from(), span.last_day())).collect()
    }

    #[test]
    fn days_before_the_first_line_and_months_without_a_bill_are_not_covered() {
        // A fee of January's bill is dated in December.
        let bills = [("2026-03", "2026-03-05"), ("2025-12", "2025-12-15"), ("2026-01", "2025-12-20")];
        assert_eq!(
            said(&bills, ("2025-11-20", "2026-04-01")),
            ["2025-11-20 2025-12-14", "2026-02-01 2026-02-28", "2026-03-11 2026-03-31"]
        );
        assert_eq!(said(&bills, ("2025-12-15", "2026-02-01")), Vec::<String>::new());
        assert_eq!(said(&[], ("2026-01-01", "2026-02-01")), ["2026-01-01 2026-01-31"]);
    }
}
