//! Phase 4: what a commitment cost moves from its purchaser to whoever used it.

use muster_domain::workflow::ShareBasis;

use super::bill::{Bill, Line};
use super::books::{Added, AddedBy, Books, Owner};
use super::charge::Verdict;
use super::exact::Exact;

/// Shares the cost of covered lines of a kind: each consumer's line more, a line of the purchaser less.
pub(crate) fn share(books: &mut Books<'_>, position: usize, kind: &str, basis: ShareBasis) {
    for place in 0..books.lines.len() {
        let charged = &books.lines[place];
        let line = charged.line;
        let Some(purchaser) = line.purchaser.clone().filter(|purchaser| *purchaser != line.account) else { continue };
        if line.kind != kind || charged.is_replaced {
            continue;
        }
        let share = match kind {
            "DiscountedUsage" => reservation_share(line, basis),
            _ => plan_share(line, basis, books.bill),
        };
        books.accept(position, place, Verdict::Charge(&books.lines[place].charge + &share));
        books.add(position, purchasers_side(line, purchaser, &share));
    }
}

fn purchasers_side(line: &Line, purchaser: String, share: &Exact) -> Added {
    let (charge_type, lifecycle) = match line.kind.as_str() {
        "DiscountedUsage" => ("RI cost sharing", "Reserved"),
        _ => ("Savings Plan cost sharing", "Savings Plans"),
    };
    Added {
        owner: Owner::Account(purchaser),
        day: line.day(),
        service: line.service().to_owned(),
        region: line.region().to_owned(),
        charge_type: charge_type.to_owned(),
        lifecycle,
        charge: -share,
        kind: AddedBy::Sharing,
    }
}

/// The net twin includes what an enterprise discount took off.
fn net_or_plain(line: &Line, net: &str, plain: &str) -> Exact {
    line.number(net).unwrap_or_else(|| line.amount(plain))
}

fn reservation_share(line: &Line, basis: ShareBasis) -> Exact {
    let name = match basis {
        ShareBasis::Effective => "EffectiveCost",
        ShareBasis::AmortizedUpfront => "AmortizedUpfrontCostForUsage",
        ShareBasis::Recurring => "RecurringFeeForUsage",
    };
    net_or_plain(line, &format!("reservation/Net{name}"), &format!("reservation/{name}"))
}

fn plan_share(line: &Line, basis: ShareBasis, bill: &Bill) -> Exact {
    let share = net_or_plain(line, "savingsPlan/NetSavingsPlanEffectiveCost", "savingsPlan/SavingsPlanEffectiveCost");
    match basis {
        ShareBasis::Effective => share,
        ShareBasis::AmortizedUpfront => upfront_part(&share, line, bill),
        ShareBasis::Recurring => &share - &upfront_part(&share, line, bill),
    }
}

/// By the fee line of that plan and hour; without one, by how the plan is paid.
fn upfront_part(share: &Exact, line: &Line, bill: &Bill) -> Exact {
    let is_fee = |fee: &&Line| fee.kind == "SavingsPlanRecurringFee" && fee.arn == line.arn && fee.start == line.start;
    let (mut upfront, mut whole) = (Exact::default(), Exact::default());
    for fee in bill.lines.iter().filter(is_fee) {
        upfront += &fee.amount("savingsPlan/AmortizedUpfrontCommitmentForBillingPeriod");
        whole += &fee.amount("savingsPlan/AmortizedUpfrontCommitmentForBillingPeriod");
        whole += &fee.amount("savingsPlan/RecurringCommitmentForBillingPeriod");
    }
    if whole.is_zero() {
        (upfront, whole) = match line.text("savingsPlan/PaymentOption") {
            "All Upfront" => (Exact::of(1), Exact::of(1)),
            "Partial Upfront" => (Exact::of(1), Exact::of(2)),
            _ => (Exact::of(0), Exact::of(1)),
        };
    }
    share.share(&upfront, &whole)
}
