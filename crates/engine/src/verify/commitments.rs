//! Commitments add up: what a reservation costs by the hour is what its users were given plus what nobody used, and
//! what a Savings Plan covers is negated.

use std::collections::BTreeMap;

use arrow::array::{Array, Decimal128Array};

use super::lines::Batch;
use super::{Check, Clause, Outcome, Statement};
use crate::ledger::schema::column;
use crate::ledger::{ColumnSet, exact_text};

const RESERVATION: &str = "a reservation's recurring cost, used and unused, is its fee";
const PLAN: &str = "what a Savings Plan covers is negated";
const EFFECTIVE: &str = "effective cost is amortized up-front plus recurring cost";

/// AWS rounds the figures of a line at eight decimals (seen on real bills), so a sum of lines may miss by half a unit
/// of the eighth for each; in units of 10^-12.
const ROUNDING: i128 = 5_000;

/// Units of 10^-12, by ARN.
#[derive(Default)]
pub(super) struct Commitments {
    reservations: BTreeMap<String, Reservation>,
    plans: BTreeMap<String, Plan>,
    discounted_lines: u64,
    /// Lines whose effective cost is not the sum of its parts.
    unequal_lines: u64,
}

#[derive(Default)]
struct Reservation {
    fee: i128,
    used: i128,
    unused: i128,
    lines: i128,
}

#[derive(Default)]
struct Plan {
    covered: i128,
    negated: i128,
    lines: i128,
}

impl Commitments {
    pub(super) fn add(&mut self, batch: &Batch) {
        let (types, arns) = (batch.texts(column::LINE_ITEM_TYPE), batch.texts(column::COMMITMENT_ARN));
        let [unblended, recurring, unused] =
            [column::UNBLENDED_COST, column::RECURRING_COST, column::UNUSED_RECURRING_COST].map(|name| batch.amounts(name));
        let amount = |column: &Decimal128Array, row| value(column, row).unwrap_or(0);
        for (row, (kind, arn)) in types.iter().zip(arns).enumerate() {
            let (Some(kind), Some(arn)) = (kind, arn) else { continue };
            match kind {
                "DiscountedUsage" => {
                    let reservation = entry(&mut self.reservations, arn);
                    reservation.used += amount(recurring, row);
                    reservation.lines += 1;
                    self.compare_parts(batch, row);
                }
                "RIFee" => {
                    let reservation = entry(&mut self.reservations, arn);
                    reservation.fee += amount(unblended, row);
                    reservation.unused += amount(unused, row);
                    reservation.lines += 1;
                }
                "SavingsPlanCoveredUsage" | "SavingsPlanNegation" => {
                    let plan = entry(&mut self.plans, arn);
                    let side = if kind == "SavingsPlanNegation" { &mut plan.negated } else { &mut plan.covered };
                    *side += amount(unblended, row);
                    plan.lines += 1;
                }
                _ => {}
            }
        }
    }

    fn compare_parts(&mut self, batch: &Batch, row: usize) {
        let part = |name| value(batch.amounts(name), row);
        let parts = (part(column::EFFECTIVE_COST), part(column::AMORTIZED_UPFRONT_COST), part(column::RECURRING_COST));
        let (Some(effective), Some(upfront), Some(recurring)) = parts else { return };
        self.discounted_lines += 1;
        self.unequal_lines += u64::from(effective != upfront + recurring);
    }

    pub(super) fn checks(&self, subject: &str, columns: ColumnSet) -> Vec<Check> {
        let mut checks = Vec::new();
        if columns.has_reservations {
            checks.extend(self.reservations.iter().map(|(arn, reservation)| {
                let found = reservation.used + reservation.unused;
                Sums { expected: reservation.fee, found, lines: reservation.lines }
                    .check(RESERVATION, &format!("{subject} {arn}"))
            }));
            let expected = format!("{} of {} lines", self.discounted_lines, self.discounted_lines);
            let found = format!("{} of {} lines", self.discounted_lines - self.unequal_lines, self.discounted_lines);
            checks.push(says(EFFECTIVE, subject).equal(expected, found));
        } else {
            let why = "the bill has no column reservation/ReservationARN";
            checks.extend([RESERVATION, EFFECTIVE].map(|check| says(check, subject).skipped(why)));
        }
        if columns.has_savings_plans {
            checks.extend(self.plans.iter().map(|(arn, plan)| {
                let sums = Sums { expected: -plan.covered, found: plan.negated, lines: plan.lines };
                sums.check(PLAN, &format!("{subject} {arn}"))
            }));
        } else {
            checks.push(says(PLAN, subject).skipped("the bill has no column savingsPlan/SavingsPlanARN"));
        }
        checks
    }
}

fn says<'a>(check: &'static str, subject: &'a str) -> Statement<'a> {
    Statement { clause: Clause::Commitments, check, subject }
}

/// Two sums that are one, but for the rounding of the lines they are made of.
struct Sums {
    expected: i128,
    found: i128,
    lines: i128,
}

impl Sums {
    fn check(&self, check: &'static str, subject: &str) -> Check {
        let mut checked = says(check, subject).equal(exact_text(self.expected), exact_text(self.found));
        if (self.expected - self.found).abs() <= ROUNDING * self.lines {
            checked.outcome = Outcome::Holds;
        }
        checked
    }
}

fn value(column: &Decimal128Array, row: usize) -> Option<i128> {
    column.is_valid(row).then(|| column.value(row))
}

fn entry<'a, T: Default>(sums: &'a mut BTreeMap<String, T>, arn: &str) -> &'a mut T {
    if !sums.contains_key(arn) {
        sums.insert(arn.to_owned(), T::default());
    }
    sums.entry(arn.to_owned()).or_default()
}
