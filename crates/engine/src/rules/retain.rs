//! Phase 2: a discount stays only where its purchaser is one of those named; other covered usage is charged the
//! public on-demand price. Subsets are those of the usage date.

use std::collections::BTreeSet;

use datafusion::prelude::{Expr, ident, lit};
use muster_domain::workflow::{Retain, RetainedFor};

use super::charges::{Charges, RuleError};
use super::replace::on_demand;
use crate::cells::Mark;
use crate::membership;

pub(super) fn marks() -> Vec<Mark> {
    vec![Mark::Priced, Mark::Account, Mark::Purchaser]
}

pub(super) fn apply(rule: &Retain, charges: Charges, position: usize) -> Result<Charges, RuleError> {
    let lost = retained(&rule.purchased_by).is_not_true();
    let commitments: BTreeSet<_> = rule.commitments.iter().copied().collect();
    commitments.into_iter().try_fold(charges, |charges, commitment| on_demand(commitment, &lost, charges, position))
}

fn retained(purchasers: &RetainedFor) -> Expr {
    let own_account = || Mark::Purchaser.cell().eq(Mark::Account.cell());
    match purchasers {
        RetainedFor::Accounts(accounts) => {
            Mark::Purchaser.cell().in_list(accounts.iter().map(|account| lit(account.as_str())).collect(), false)
        }
        RetainedFor::Subset(name) => ident(membership::PURCHASER_SUBSET).eq(lit(name.as_str())),
        // An account in no subset is its own group: it shares with itself only.
        RetainedFor::OwnSubset => ident(membership::PURCHASER_SUBSET).eq(ident(membership::SUBSET)).is_true().or(own_account()),
        RetainedFor::OwnAccount => own_account(),
    }
}
