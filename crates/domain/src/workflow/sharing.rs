//! Phase 4: what a commitment cost moves from whoever purchased it to whoever used it.

use serde::{Deserialize, Serialize};

/// Which part of a commitment's cost is shared. Unused cost always stays with the purchaser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    pub basis: ShareBasis,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShareBasis {
    /// Up-front and recurring together.
    Effective,
    AmortizedUpfront,
    Recurring,
}

impl ShareBasis {
    pub const ALL: [Self; 3] = [Self::Effective, Self::AmortizedUpfront, Self::Recurring];

    /// As the workflow file spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Effective => "effective",
            Self::AmortizedUpfront => "amortized_upfront",
            Self::Recurring => "recurring",
        }
    }

    /// As a page calls it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Effective => "Effective cost",
            Self::AmortizedUpfront => "Amortized up-front fee",
            Self::Recurring => "Recurring fee",
        }
    }
}
