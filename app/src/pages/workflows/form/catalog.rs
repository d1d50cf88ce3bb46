//! The rules that can be added, as the menu offers them.

use muster_domain::workflow::Phase;

use super::RuleFields;

/// A kind of rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    RemoveCredits,
    RemoveTaxes,
    ReplaceRiDiscounts,
    ReplaceSpDiscounts,
    RetainDiscounts,
    RemoveVolumeDiscounts,
    ShareRiCost,
    ShareSpCost,
    Custom,
    CustomLineItem,
    Uplift,
    Discount,
    EcoFee,
}

impl Kind {
    /// In the order of their phases.
    pub const ALL: [Self; 13] = [
        Self::RemoveCredits,
        Self::RemoveTaxes,
        Self::ReplaceRiDiscounts,
        Self::ReplaceSpDiscounts,
        Self::RetainDiscounts,
        Self::RemoveVolumeDiscounts,
        Self::ShareRiCost,
        Self::ShareSpCost,
        Self::Custom,
        Self::CustomLineItem,
        Self::Uplift,
        Self::Discount,
        Self::EcoFee,
    ];

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// As the workflow file spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::RemoveCredits => "remove_credits",
            Self::RemoveTaxes => "remove_taxes",
            Self::ReplaceRiDiscounts => "replace_ri_discounts",
            Self::ReplaceSpDiscounts => "replace_sp_discounts",
            Self::RetainDiscounts => "retain_discounts",
            Self::RemoveVolumeDiscounts => "remove_volume_discounts",
            Self::ShareRiCost => "share_ri_cost",
            Self::ShareSpCost => "share_sp_cost",
            Self::Custom => "custom",
            Self::CustomLineItem => "custom_line_item",
            Self::Uplift => "uplift",
            Self::Discount => "discount",
            Self::EcoFee => "eco_fee",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::RemoveCredits => "Remove credits and discounts",
            Self::RemoveTaxes => "Remove taxes",
            Self::ReplaceRiDiscounts => "Replace RI discounts",
            Self::ReplaceSpDiscounts => "Replace Savings Plan discounts",
            Self::RetainDiscounts => "Retain discounts",
            Self::RemoveVolumeDiscounts => "Remove volume discounts",
            Self::ShareRiCost => "Share RI cost",
            Self::ShareSpCost => "Share Savings Plan cost",
            Self::Custom => "Custom rule",
            Self::CustomLineItem => "Custom line item",
            Self::Uplift => "Uplift",
            Self::Discount => "Discount",
            Self::EcoFee => "Eco fee",
        }
    }

    /// The phase that a new card of this kind runs in.
    pub fn phase(self) -> Phase {
        match self {
            Self::RemoveCredits | Self::RemoveTaxes => Phase::Removals,
            Self::ReplaceRiDiscounts | Self::ReplaceSpDiscounts | Self::RetainDiscounts => Phase::Commitments,
            Self::RemoveVolumeDiscounts => Phase::VolumeTiers,
            Self::ShareRiCost | Self::ShareSpCost => Phase::Sharing,
            Self::Custom | Self::CustomLineItem => Phase::Custom,
            Self::Uplift | Self::Discount => Phase::Scale,
            Self::EcoFee => Phase::Eco,
        }
    }

    /// What it is for, in one line.
    pub fn purpose(self) -> &'static str {
        match self {
            Self::RemoveCredits => "Keep AWS credits, refunds and negotiated discounts to yourself.",
            Self::RemoveTaxes => "Leave AWS taxes out and invoice your own.",
            Self::ReplaceRiDiscounts => "Charge usage covered by Reserved Instances at the on-demand price.",
            Self::ReplaceSpDiscounts => "Charge usage covered by Savings Plans at the on-demand price.",
            Self::RetainDiscounts => "Let only those who bought a commitment benefit from it.",
            Self::RemoveVolumeDiscounts => "Charge usage as if each account had no volume tiers or free tier.",
            Self::ShareRiCost => "Move what a Reserved Instance costs from its purchaser to whoever used it.",
            Self::ShareSpCost => "Move what a Savings Plan costs from its purchaser to whoever used it.",
            Self::Custom => "Change the charge of lines that meet a condition of your own.",
            Self::CustomLineItem => "Add a line that the bill does not have: a service, a fee, a rebate.",
            Self::Uplift => "Raise every charge by a percentage.",
            Self::Discount => "Lower every charge by a percentage.",
            Self::EcoFee => "Charge for the savings that managed commitments bring.",
        }
    }

    /// A new card: the usual choices made, what must be decided left open.
    pub fn blank(self, key: u32) -> RuleFields {
        let text = str::to_owned;
        let blank = RuleFields { key, rule: text(self.name()), ..RuleFields::default() };
        match self {
            Self::RemoveCredits | Self::RemoveTaxes | Self::Uplift | Self::Discount => blank,
            Self::ReplaceRiDiscounts | Self::ReplaceSpDiscounts => {
                RuleFields { purchased_by: text("any"), commitment_fees: text("keep"), ..blank }
            }
            Self::RetainDiscounts => {
                RuleFields { commitments: vec![text("ri"), text("sp")], purchased_by: text("own_subset"), ..blank }
            }
            Self::RemoveVolumeDiscounts => RuleFields { usage: text("top_rate"), ..blank },
            Self::ShareRiCost | Self::ShareSpCost => RuleFields { basis: text("effective"), ..blank },
            Self::Custom => RuleFields { action: text("percent"), ..blank },
            Self::CustomLineItem => RuleFields { value: text("amount"), per: text("subset"), repeat: text("monthly"), ..blank },
            Self::EcoFee => RuleFields { fee: text("percent_of_savings"), per: text("subset"), ..blank },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_menu_offers_rules_in_the_order_in_which_they_run() {
        assert!(Kind::ALL.map(Kind::phase).is_sorted());
        assert_eq!(Kind::ALL.map(Kind::name), muster_domain::workflow::Rule::KINDS);
    }

    #[test]
    fn the_menu_calls_rules_as_their_sentences_do() {
        for rule in muster_domain::workflow::read(super::super::tests::EVERY_RULE).unwrap().rules {
            let kind = Kind::from_name(rule.kind()).unwrap();
            assert_eq!((kind.title(), kind.phase()), (rule.title(), rule.phase()));
        }
    }
}
