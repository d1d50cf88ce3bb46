//! Volume discounts. Phase 1: RI volume discount lines are charged nothing. Phase 3: usage in a cheaper tier, or in
//! the free one only, is charged the public on-demand price.

use muster_domain::workflow::VolumeTiers;

use super::charges::{Change, Charges, RuleError, uncommitted};
use super::line_type::{RI_VOLUME_DISCOUNT, is};
use crate::cells::Mark;

/// What tells the lines that [`replace_tiers`] changes.
pub(super) fn mark(tiers: VolumeTiers) -> Mark {
    match tiers {
        VolumeTiers::TopRate => Mark::OtherTier,
        VolumeTiers::TopRateForFree => Mark::FreeTier,
    }
}

pub(super) fn remove_ri_volume(charges: Charges, position: usize) -> Result<Charges, RuleError> {
    charges.change(position, Change::to_zero(is(RI_VOLUME_DISCOUNT)))
}

pub(super) fn replace_tiers(tiers: VolumeTiers, charges: Charges, position: usize) -> Result<Charges, RuleError> {
    charges.change(position, Change::to_on_demand(mark(tiers).cell().and(uncommitted())))
}
