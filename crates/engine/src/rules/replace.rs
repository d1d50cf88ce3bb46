//! Phase 2: the discounts of a commitment become public on-demand prices, for commitments of the chosen purchasers.

use datafusion::prelude::{Expr, lit};
use muster_domain::workflow::{Commitment, CommitmentFees, PurchasedBy, Replace};

use super::charges::{Change, Charges, RuleError};
use super::line_type::{self, is, is_any};
use crate::cells::Mark;

pub(super) fn marks(commitment: Commitment, rule: &Replace) -> Vec<Mark> {
    let purchaser = matches!(rule.purchased_by, PurchasedBy::Accounts(_)).then_some(Mark::Purchaser);
    let fee = (commitment == Commitment::Ri && rule.commitment_fees == CommitmentFees::Drop).then_some(Mark::ReservationFee);
    [Mark::Priced].into_iter().chain(purchaser).chain(fee).collect()
}

pub(super) fn apply(commitment: Commitment, rule: &Replace, charges: Charges, position: usize) -> Result<Charges, RuleError> {
    let charges = on_demand(commitment, &purchased_by(&rule.purchased_by), charges, position)?;
    match rule.commitment_fees {
        CommitmentFees::Keep => Ok(charges),
        CommitmentFees::Drop => charges.commit(position, Change::to_zero(fees(commitment).and(purchased_by(&rule.purchased_by)))),
    }
}

/// Usage that the commitment covers, where `replaced` holds, is charged the public on-demand price. A Savings Plan's
/// usage stands at on-demand cost on the bill already and a negation line takes it back, so the negation goes too:
/// both or neither.
pub(super) fn on_demand(
    commitment: Commitment,
    replaced: &Expr,
    charges: Charges,
    position: usize,
) -> Result<Charges, RuleError> {
    match commitment {
        Commitment::Ri => charges.commit_to_on_demand(position, is(line_type::DISCOUNTED_USAGE).and(replaced.clone())),
        Commitment::Sp => charges
            .commit_to_on_demand(position, is(line_type::SP_COVERED_USAGE).and(replaced.clone()))?
            .commit(position, Change::to_zero(is(line_type::SP_NEGATION).and(replaced.clone()))),
    }
}

fn purchased_by(purchasers: &PurchasedBy) -> Expr {
    match purchasers {
        PurchasedBy::Any => lit(true),
        PurchasedBy::Accounts(accounts) => {
            Mark::Purchaser.cell().in_list(accounts.iter().map(|account| lit(account.as_str())).collect(), false)
        }
    }
}

fn fees(commitment: Commitment) -> Expr {
    match commitment {
        Commitment::Ri => is(line_type::RI_FEE).or(Mark::ReservationFee.cell()),
        Commitment::Sp => is_any(&[line_type::SP_RECURRING_FEE, line_type::SP_UPFRONT_FEE]),
    }
}
