//! The columns `reservation/` and `savingsPlan/`, with their net twins.

use std::sync::Arc;

use super::super::line::Line;
use super::super::number::Num;
use super::super::reservations::Lease;
use super::super::savings_plans::Plan;
use super::Place::Both;
use super::{Column, moment_text, number, rate, text};

pub(super) const COLUMNS: &[Column] = &[
    number("reservation/AmortizedUpfrontCostForUsage", |line| line.figures.reservation.amortized_upfront_cost_for_usage),
    number("reservation/AmortizedUpfrontFeeForBillingPeriod", |line| {
        line.figures.reservation.amortized_upfront_fee_for_billing_period
    }),
    number("reservation/EffectiveCost", |line| line.figures.reservation.effective_cost),
    moment_text("reservation/EndTime", |line| fee_lease(line).map(|lease| lease.term.end)),
    text("reservation/ModificationStatus", Both, |line| fee_lease(line).map_or("", |_| "Original")),
    number("reservation/NetAmortizedUpfrontCostForUsage", |line| {
        net(line, line.figures.reservation.amortized_upfront_cost_for_usage)
    }),
    number("reservation/NetAmortizedUpfrontFeeForBillingPeriod", |line| {
        net(line, line.figures.reservation.amortized_upfront_fee_for_billing_period)
    }),
    number("reservation/NetEffectiveCost", |line| net(line, line.figures.reservation.effective_cost)),
    number("reservation/NetRecurringFeeForUsage", |line| net(line, line.figures.reservation.recurring_fee_for_usage)),
    number("reservation/NetUnusedAmortizedUpfrontFeeForBillingPeriod", |line| {
        net(line, line.figures.reservation.unused_amortized_upfront_fee_for_billing_period)
    }),
    number("reservation/NetUnusedRecurringFee", |line| net(line, line.figures.reservation.unused_recurring_fee)),
    number("reservation/NetUpfrontValue", |line| net(line, line.figures.reservation.upfront_value)),
    rate("reservation/NumberOfReservations", |line| fee_lease(line).map(|lease| Num::whole(lease.count))),
    number("reservation/RecurringFeeForUsage", |line| line.figures.reservation.recurring_fee_for_usage),
    text("reservation/ReservationARN", Both, |line| line.about.reservation_arn()),
    moment_text("reservation/StartTime", |line| fee_lease(line).map(|lease| lease.term.start)),
    text("reservation/SubscriptionId", Both, |line| line.about.lease.as_ref().map_or("", |lease| &lease.subscription_id)),
    rate("reservation/TotalReservedNormalizedUnits", |line| line.figures.reservation.total_reserved_normalized_units),
    rate("reservation/TotalReservedUnits", |line| line.figures.reservation.total_reserved_units),
    number("reservation/UnusedAmortizedUpfrontFeeForBillingPeriod", |line| {
        line.figures.reservation.unused_amortized_upfront_fee_for_billing_period
    }),
    number("reservation/UnusedNormalizedUnitQuantity", |line| line.figures.reservation.unused_normalized_unit_quantity),
    number("reservation/UnusedQuantity", |line| line.figures.reservation.unused_quantity),
    number("reservation/UnusedRecurringFee", |line| line.figures.reservation.unused_recurring_fee),
    number("reservation/UpfrontValue", |line| line.figures.reservation.upfront_value),
    number("savingsPlan/AmortizedUpfrontCommitmentForBillingPeriod", |line| {
        line.figures.savings_plan.amortized_upfront_commitment
    }),
    moment_text("savingsPlan/EndTime", |line| plan(line).map(|plan| plan.term.end)),
    text("savingsPlan/InstanceTypeFamily", Both, |line| plan(line).map_or("", |plan| plan.family())),
    number("savingsPlan/NetAmortizedUpfrontCommitmentForBillingPeriod", |line| {
        net(line, line.figures.savings_plan.amortized_upfront_commitment)
    }),
    number("savingsPlan/NetRecurringCommitmentForBillingPeriod", |line| {
        net(line, line.figures.savings_plan.recurring_commitment)
    }),
    number("savingsPlan/NetSavingsPlanEffectiveCost", |line| net(line, line.figures.savings_plan.effective_cost)),
    text("savingsPlan/OfferingType", Both, |line| plan(line).map_or("", |plan| plan.kind.offering())),
    text("savingsPlan/PaymentOption", Both, |line| plan(line).map_or("", |plan| plan.payment.name())),
    text("savingsPlan/PurchaseTerm", Both, |line| plan(line).map_or("", |plan| if plan.term.years == 1 { "1yr" } else { "3yr" })),
    number("savingsPlan/RecurringCommitmentForBillingPeriod", |line| line.figures.savings_plan.recurring_commitment),
    text("savingsPlan/Region", Both, |line| plan(line).map_or("", |plan| plan.region())),
    text("savingsPlan/SavingsPlanARN", Both, |line| line.about.savings_plan_arn()),
    number("savingsPlan/SavingsPlanEffectiveCost", |line| line.figures.savings_plan.effective_cost),
    number("savingsPlan/SavingsPlanRate", |line| line.figures.savings_plan.rate),
    moment_text("savingsPlan/StartTime", |line| plan(line).map(|plan| plan.term.start)),
    number("savingsPlan/TotalCommitmentToDate", |line| line.figures.savings_plan.total_commitment_to_date),
    number("savingsPlan/UsedCommitment", |line| line.figures.savings_plan.used_commitment),
];

fn net(line: &Line, gross: Option<Num>) -> Option<Num> {
    gross.and_then(|gross| line.net(gross))
}

/// The lease of a fee line: usage lines name only its ARN.
fn fee_lease<'a>(line: &'a Line<'a>) -> Option<&'a Arc<Lease>> {
    let is_fee = !line.about.line_type.is_usage();
    line.about.lease.as_ref().filter(|_| is_fee)
}

fn plan<'a>(line: &'a Line<'a>) -> Option<&'a Arc<Plan>> {
    line.about.plan.as_ref()
}
