//! What a schedule does, in plain words.

use chrono::{Datelike, NaiveDate};

use super::{HOUR, Plan, Range, Repeat, Run, Zone};

impl Plan {
    /// `Runs on the 31st of every month …, at 06:00 Europe/Berlin, from 2026-03-31 on. Each report covers …`.
    pub fn sentence(self, zone: Zone) -> String {
        let start = self.start();
        let (at, from) = (format!("at {HOUR:02}:00 {zone}"), format!("from {start} on"));
        let when = match self.repeat {
            Repeat::Daily => format!("Runs every day {at}, {from}."),
            Repeat::Weekly => format!("Runs every {} {at}, {from}.", start.format("%A")),
            Repeat::Monthly => format!("Runs on the {} {at}, {from}.", day_of_month(start)),
            Repeat::Never => format!("Runs once, on {} {start} {at}.", start.format("%A")),
        };
        format!("{when} {}", self.range_said())
    }

    fn range_said(self) -> &'static str {
        match (self.repeat, self.range) {
            (Repeat::Never, Range::MonthToDate) => "The report covers that month up to that day.",
            (Repeat::Never, Range::PreviousMonth) => "The report covers the whole month before.",
            (Repeat::Never, Range::PreviousWeek) => "The report covers the week before, Monday to Sunday.",
            (_, Range::MonthToDate) => "Each report covers the month so far, up to the day of the run.",
            (_, Range::PreviousMonth) => "Each report covers the whole month before its run.",
            (_, Range::PreviousWeek) => "Each report covers the week before its run, Monday to Sunday.",
        }
    }
}

impl Run {
    /// What is to be said of a run that comes before its bill is settled.
    pub fn warning(&self) -> Option<String> {
        let late = "AWS adds lines to a month's bill until about the 7th of the next one";
        self.is_early.then(|| format!("On {} lines of {} may still be missing: {late}.", self.day, month_of(self)))
    }
}

fn month_of(run: &Run) -> String {
    run.covers.from().format("%B").to_string()
}

/// `31st of every month, or the last day of a shorter one`.
fn day_of_month(start: NaiveDate) -> String {
    let day = start.day();
    let end = match day {
        1 | 21 | 31 => "st",
        2 | 22 => "nd",
        3 | 23 => "rd",
        _ => "th",
    };
    let shorter = if day > 28 { ", or the last day of a shorter one," } else { "" };
    format!("{day}{end} of every month{shorter}")
}
