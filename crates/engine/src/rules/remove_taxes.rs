//! Phase 1: taxes, and refunds of taxes, are charged nothing.

use super::charges::{Change, Charges, RuleError};
use crate::cells::Mark;

pub(super) fn apply(charges: Charges, position: usize) -> Result<Charges, RuleError> {
    charges.change(position, Change::to_zero(Mark::Tax.cell()))
}
