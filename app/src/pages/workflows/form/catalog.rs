//! The rules that can be added, as the menu offers them.

use muster_domain::workflow::{
    Commitment, Phase, RemoveCredits, RemoveTaxes, RemoveVolumeDiscounts, Replace, Retain, RetainedFor, Rule, Scale, VolumeTiers,
};

use super::RuleFields;

/// A kind of rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    RemoveCredits,
    RemoveTaxes,
    RemoveVolumeDiscounts,
    ReplaceRiDiscounts,
    ReplaceSpDiscounts,
    RetainDiscounts,
    Uplift,
    Discount,
}

impl Kind {
    /// In the order of their phases.
    pub const ALL: [Self; 8] = [
        Self::RemoveCredits,
        Self::RemoveTaxes,
        Self::ReplaceRiDiscounts,
        Self::ReplaceSpDiscounts,
        Self::RetainDiscounts,
        Self::RemoveVolumeDiscounts,
        Self::Uplift,
        Self::Discount,
    ];

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// As the workflow file spells it.
    pub fn name(self) -> &'static str {
        self.sample().kind()
    }

    pub fn title(self) -> &'static str {
        self.sample().title()
    }

    /// The phase that a new card of this kind runs in.
    pub fn phase(self) -> Phase {
        self.sample().phase()
    }

    /// What it is for, in one line.
    pub fn purpose(self) -> &'static str {
        match self {
            Self::RemoveCredits => "Keep AWS credits, refunds and negotiated discounts to yourself.",
            Self::RemoveTaxes => "Leave AWS taxes out and invoice your own.",
            Self::RemoveVolumeDiscounts => "Charge usage as if each account had no volume tiers or free tier.",
            Self::ReplaceRiDiscounts => "Charge usage covered by Reserved Instances at the on-demand price.",
            Self::ReplaceSpDiscounts => "Charge usage covered by Savings Plans at the on-demand price.",
            Self::RetainDiscounts => "Let only those who bought a commitment benefit from it.",
            Self::Uplift => "Raise every charge by a percentage.",
            Self::Discount => "Lower every charge by a percentage.",
        }
    }

    /// A new card: the usual choices made, what must be decided left open.
    pub fn blank(self, key: u32) -> RuleFields {
        let mut fields = RuleFields::of(key, &self.sample());
        fields.percent.clear();
        fields
    }

    fn sample(self) -> Rule {
        let scale = || Scale { percent: Default::default(), except: Vec::new() };
        match self {
            Self::RemoveCredits => Rule::RemoveCredits(RemoveCredits { kinds: Vec::new() }),
            Self::RemoveTaxes => Rule::RemoveTaxes(RemoveTaxes {}),
            Self::RemoveVolumeDiscounts => {
                Rule::RemoveVolumeDiscounts(RemoveVolumeDiscounts { usage: Some(VolumeTiers::TopRate), ri_volume: false })
            }
            Self::ReplaceRiDiscounts => Rule::ReplaceRiDiscounts(Replace::default()),
            Self::ReplaceSpDiscounts => Rule::ReplaceSpDiscounts(Replace::default()),
            Self::RetainDiscounts => Rule::RetainDiscounts(Retain {
                commitments: vec![Commitment::Ri, Commitment::Sp],
                purchased_by: RetainedFor::OwnSubset,
            }),
            Self::Uplift => Rule::Uplift(scale()),
            Self::Discount => Rule::Discount(scale()),
        }
    }
}

/// What a page calls a phase.
pub fn phase_name(phase: Phase) -> &'static str {
    phase.title()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_menu_offers_rules_in_the_order_in_which_they_run() {
        assert!(Kind::ALL.map(Kind::phase).is_sorted());
        for kind in Kind::ALL {
            assert_eq!(Kind::from_name(kind.name()), Some(kind));
        }
    }
}
