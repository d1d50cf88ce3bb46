//! The same bill as FOCUS charges: covered usage is billed at 0, so there is nothing to negate, and a fee line that
//! also says what nobody used becomes two charges, the purchase and the unused part.

mod columns;

use super::columns::{Map, Read};
use super::layout::{Absent, Field, Layout};
use super::line::{Figures, Line, LineType, ReservationFigures, SavingsPlanFigures};
use super::number::Num;
use super::text::{MomentStyle, NumberStyle};

/// A version of the specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FocusVersion {
    /// As AWS exports it: with five columns of its own, `NULL` where CSV has nothing.
    V1_0,
    /// The bare specification.
    V1_1,
    /// As AWS exports it: with three columns of its own.
    V1_2,
}

impl FocusVersion {
    pub(crate) fn layout(self) -> Layout {
        let has = |column: &&columns::Column| column.versions.contains(&self);
        let moments = if self == Self::V1_0 { MomentStyle::Milliseconds } else { MomentStyle::Seconds };
        Layout {
            fields: columns::COLUMNS.iter().filter(has).map(columns::Column::field).collect(),
            numbers: NumberStyle::Plain,
            rates: NumberStyle::Plain,
            moments,
            absent: Absent::Null,
            nothing: if self == Self::V1_0 { "NULL" } else { "" },
        }
    }
}

/// The charges that a line of a Cost and Usage Report becomes.
pub(crate) fn charges(line: Line<'_>) -> impl Iterator<Item = Line<'_>> {
    let bills_something = |charge: &Line| !charge.figures.unblended_cost.is_zero();
    let (first, second) = match line.about.line_type {
        LineType::SavingsPlanNegation => (None, None),
        LineType::SavingsPlanCoveredUsage => (Some(billed_at(line, Num::ZERO)), None),
        LineType::RiFee | LineType::SavingsPlanRecurringFee => {
            (Some(purchase(line.clone())).filter(bills_something), Some(billed_at(line, Num::ZERO)))
        }
        LineType::Usage
        | LineType::DiscountedUsage
        | LineType::Fee
        | LineType::SavingsPlanUpfrontFee
        | LineType::EdpDiscount
        | LineType::PrivateRateDiscount
        | LineType::SppDiscount
        | LineType::DistributorDiscount
        | LineType::RiVolumeDiscount
        | LineType::BundledDiscount
        | LineType::Credit
        | LineType::Refund
        | LineType::Tax => (Some(line), None),
    };
    first.into_iter().chain(second)
}

fn billed_at(line: Line<'_>, cost: Num) -> Line<'_> {
    Line { figures: Figures { unblended_cost: cost, ..line.figures }, ..line }
}

/// The fee alone: what nobody used stands on a charge of its own.
fn purchase(line: Line<'_>) -> Line<'_> {
    let none = (ReservationFigures::default(), SavingsPlanFigures::default());
    Line { figures: Figures { reservation: none.0, savings_plan: none.1, ..line.figures }, ..line }
}

/// What nobody used of a commitment, where the charge is about that.
fn unused(line: &Line) -> Option<Num> {
    let (reservation, plan) = (&line.figures.reservation, &line.figures.savings_plan);
    match line.about.line_type {
        LineType::RiFee => Some(reservation.unused_amortized_upfront_fee_for_billing_period? + reservation.unused_recurring_fee?),
        LineType::SavingsPlanRecurringFee => Some(plan.total_commitment_to_date? - plan.used_commitment?),
        _ => None,
    }
}

/// The amortized cost: purchases count where they are used.
fn effective(line: &Line) -> Num {
    let figures = &line.figures;
    let is_refund = line.about.line_type == LineType::Refund;
    match line.about.line_type {
        LineType::DiscountedUsage => figures.reservation.effective_cost.unwrap_or_default(),
        LineType::SavingsPlanCoveredUsage => figures.savings_plan.effective_cost.unwrap_or_default(),
        LineType::RiFee | LineType::SavingsPlanRecurringFee => unused(line).unwrap_or_default(),
        LineType::SavingsPlanUpfrontFee => Num::ZERO,
        LineType::Fee if line.about.lease.is_some() => Num::ZERO,
        _ if is_refund && line.about.plan.is_some() => Num::ZERO,
        _ => figures.unblended_cost,
    }
}

fn map(name: &'static str, map: Map, entries: &'static [(&'static str, Read)]) -> Field {
    Field::Map { name, map, entries: entries.to_vec() }
}
