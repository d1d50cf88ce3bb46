//! Phase 1: credits and discounts of the chosen kinds are charged nothing, whichever sign they have.

use datafusion::prelude::lit;
use muster_domain::workflow::RemoveCredits;

use super::charges::{Change, Charges, RuleError};
use crate::cells::Mark;

pub(super) fn apply(rule: &RemoveCredits, charges: Charges, position: usize) -> Result<Charges, RuleError> {
    let kinds = rule.kinds.iter().map(|kind| lit(kind.name())).collect();
    charges.change(position, Change::to_zero(Mark::CreditKind.cell().in_list(kinds, false)))
}
