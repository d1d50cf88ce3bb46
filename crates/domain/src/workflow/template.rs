//! Starting points for a first workflow.

use super::{
    Commitment, CommitmentFees, CreditKind, CustomLineItem, EcoFee, Exempt, ItemValue, Per, Percent, PurchasedBy, RemoveCredits,
    RemoveVolumeDiscounts, Repeat, Replace, Retain, RetainedFor, Rule, Scale, Share, ShareBasis, VolumeTiers, Workflow,
};

/// A workflow that somebody can begin with, and save as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Template {
    NoRules,
    Reseller,
    ResellerEco,
    Sharing,
    Showback,
    Chargeback,
    Uplift,
}

impl Template {
    pub const ALL: [Self; 7] =
        [Self::NoRules, Self::Reseller, Self::ResellerEco, Self::Sharing, Self::Showback, Self::Chargeback, Self::Uplift];

    /// In an address: `?start=reseller`.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoRules => "no-rules",
            Self::Reseller => "reseller",
            Self::ResellerEco => "reseller-eco",
            Self::Sharing => "sharing",
            Self::Showback => "showback",
            Self::Chargeback => "chargeback",
            Self::Uplift => "uplift",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|template| template.name() == name)
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::NoRules => "No billing rules",
            Self::Reseller => "Reseller standard",
            Self::ResellerEco => "Reseller with Eco fee",
            Self::Sharing => "Shared commitments",
            Self::Showback => "Department showback",
            Self::Chargeback => "Internal chargeback",
            Self::Uplift => "Cost plus a percentage",
        }
    }

    pub fn purpose(self) -> &'static str {
        match self {
            Self::NoRules => "The charge is the unblended cost. Compare every other workflow with it.",
            Self::Reseller => "Customers pay on-demand prices; commitments, credits and volume discounts stay yours.",
            Self::ResellerEco => {
                "Customers keep the savings and pay fifteen percent of what Eco saved; negotiated and volume discounts stay yours."
            }
            Self::Sharing => "Who uses a commitment pays for it, and who purchased it gets that back. The sum stays the bill's.",
            Self::Showback => "Discounts stay with the department that bought them; credits stay central.",
            Self::Chargeback => "Departments pay for the commitments they use, and two percent for the team that runs the cloud.",
            Self::Uplift => "The bill as it is, three percent up, taxes and Marketplace left alone.",
        }
    }

    pub fn workflow(self) -> Workflow {
        let description = Some(self.purpose().to_owned());
        Workflow { name: self.title().to_owned(), description, rules: self.rules() }
    }

    fn rules(self) -> Vec<Rule> {
        match self {
            Self::NoRules => Vec::new(),
            Self::Reseller => {
                let replaced = [Rule::ReplaceRiDiscounts(whoever()), Rule::ReplaceSpDiscounts(whoever())];
                [keep_discounts()].into_iter().chain(replaced).chain([top_rate()]).collect()
            }
            Self::ResellerEco => {
                let fee = Rule::EcoFee(EcoFee::PercentOfSavings(Percent::whole(15)));
                vec![keep_discounts(), top_rate(), fee]
            }
            Self::Sharing => share_all().into(),
            Self::Showback => {
                let own = Retain { commitments: vec![Commitment::Ri, Commitment::Sp], purchased_by: RetainedFor::OwnSubset };
                vec![keep_credits(), Rule::RetainDiscounts(own)]
            }
            Self::Chargeback => [keep_credits()].into_iter().chain(share_all()).chain([running_the_cloud()]).collect(),
            Self::Uplift => {
                let except = vec![Exempt::Tax, Exempt::Marketplace];
                vec![Rule::Uplift(Scale { percent: Percent::whole(3), except })]
            }
        }
    }
}

/// What was negotiated with AWS stays with whoever negotiated it.
fn keep_discounts() -> Rule {
    let negotiated = [CreditKind::Edp, CreditKind::SolutionProvider, CreditKind::DataEgressWaiver, CreditKind::ApnPartner];
    let kinds = negotiated.into_iter().chain([CreditKind::PrivateRate, CreditKind::Bundled]).collect();
    Rule::RemoveCredits(RemoveCredits { kinds })
}

fn keep_credits() -> Rule {
    Rule::RemoveCredits(RemoveCredits { kinds: vec![CreditKind::ApnPartner, CreditKind::OtherCredits] })
}

fn whoever() -> Replace {
    Replace { purchased_by: PurchasedBy::Any, commitment_fees: CommitmentFees::Keep }
}

fn top_rate() -> Rule {
    Rule::RemoveVolumeDiscounts(RemoveVolumeDiscounts { usage: Some(VolumeTiers::TopRate), ri_volume: true })
}

fn share_all() -> [Rule; 2] {
    let share = Share { basis: ShareBasis::Effective };
    [Rule::ShareRiCost(share), Rule::ShareSpCost(share)]
}

fn running_the_cloud() -> Rule {
    Rule::CustomLineItem(CustomLineItem {
        label: "Cloud team".to_owned(),
        value: ItemValue::Percent(Percent::whole(2)),
        per: Per::Subset,
        when: None,
        repeat: Repeat::Monthly,
        from: None,
        until: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workflow::{check, read};

    #[test]
    fn every_starting_point_can_be_saved_as_it_is_and_read_again() {
        for template in Template::ALL {
            let workflow = template.workflow();
            assert_eq!(check(&workflow), []);
            assert_eq!(workflow.rules.is_empty(), template == Template::NoRules);
            assert_eq!(read(&workflow.to_json()), Ok(workflow));
            assert_eq!(Template::from_name(template.name()), Some(template));
        }
    }

    #[test]
    fn rules_of_a_starting_point_stand_in_the_order_in_which_they_run() {
        for template in Template::ALL {
            assert!(template.rules().is_sorted_by_key(Rule::phase), "{template:?}");
        }
    }
}
