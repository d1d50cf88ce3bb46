//! What Reserved Instances and Savings Plans have in common: a term, and a way to pay.

use super::calendar::{BillingMonth, DAY, Moment, Period};
use super::dice::Dice;

/// How a commitment is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PaymentOption {
    NoUpfront,
    PartialUpfront,
    AllUpfront,
}

impl PaymentOption {
    pub const ALL: [PaymentOption; 3] = [PaymentOption::NoUpfront, PaymentOption::PartialUpfront, PaymentOption::AllUpfront];

    /// As AWS writes it.
    pub fn name(self) -> &'static str {
        match self {
            PaymentOption::NoUpfront => "No Upfront",
            PaymentOption::PartialUpfront => "Partial Upfront",
            PaymentOption::AllUpfront => "All Upfront",
        }
    }
}

/// The time that a commitment runs.
#[derive(Clone, Copy, Debug)]
pub struct Term {
    pub start: Moment,
    /// Exclusive.
    pub end: Moment,
    pub years: i64,
}

impl Term {
    /// The first three commitments of a bill start with it, so that each way to pay has its purchase lines;
    /// of the others every third is bought during the bill, the rest before it.
    pub(crate) fn draw(dice: Dice, index: usize, first: BillingMonth, months: u32) -> Term {
        let months = u64::from(months.max(1));
        match index {
            0..3 => Term::from(first.start(), 3),
            _ if index.is_multiple_of(3) => {
                let month = first.plus(dice.named("month").below(months) as u32);
                Term::from(month.start() + DAY * dice.named("day").below(20) as i64, 1)
            }
            _ => Term::from(first.minus(1 + dice.named("month").below(18) as u32).start(), 3),
        }
    }

    fn from(start: Moment, years: i64) -> Term {
        Term { start, end: start + years * 365 * DAY, years }
    }

    pub(crate) fn covers(&self, period: Period) -> bool {
        self.start <= period.start && period.end <= self.end
    }

    /// Hours of the whole term.
    pub fn hours(&self) -> i64 {
        (self.end - self.start) / 3_600
    }

    /// Whether the commitment was bought in one of `periods`.
    pub(crate) fn starts_in(&self, periods: &[Period]) -> bool {
        periods.iter().any(|period| period.start <= self.start && self.start < period.end)
    }
}
