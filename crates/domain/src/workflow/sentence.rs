//! Each rule as a sentence that a person who never saw a CUR understands.

mod added;

use super::{
    Commitment, CommitmentFees, CreditKind, Exempt, PurchasedBy, Replace, Retain, RetainedFor, Rule, Scale, VolumeTiers,
};
use crate::AccountId;

impl Rule {
    /// What the page heads its card with.
    pub fn title(&self) -> &'static str {
        match self {
            Self::RemoveCredits(_) => "Remove credits and discounts",
            Self::RemoveTaxes(_) => "Remove taxes",
            Self::RemoveVolumeDiscounts(_) => "Remove volume discounts",
            Self::ReplaceRiDiscounts(_) => "Replace RI discounts",
            Self::ReplaceSpDiscounts(_) => "Replace Savings Plan discounts",
            Self::RetainDiscounts(_) => "Retain discounts",
            Self::ShareRiCost(_) => "Share RI cost",
            Self::ShareSpCost(_) => "Share Savings Plan cost",
            Self::Custom(_) => "Custom rule",
            Self::CustomLineItem(_) => "Custom line item",
            Self::Uplift(_) => "Uplift",
            Self::Discount(_) => "Discount",
            Self::EcoFee(_) => "Eco fee",
        }
    }

    /// The rule in one plain sentence.
    pub fn sentence(&self) -> String {
        match self {
            Self::RemoveCredits(rule) => {
                let kinds: Vec<_> = rule.kinds.iter().map(|kind| credit(*kind)).collect();
                format!("Charge nothing for {}.", list(&kinds, "and"))
            }
            Self::RemoveTaxes(_) => "Charge no taxes.".to_owned(),
            Self::RemoveVolumeDiscounts(rule) => volume(rule.usage, rule.ri_volume),
            Self::ReplaceRiDiscounts(rule) => replace("Reserved Instance", rule),
            Self::ReplaceSpDiscounts(rule) => replace("Savings Plan", rule),
            Self::RetainDiscounts(rule) => retain(rule),
            Self::ShareRiCost(rule) => added::share("Reserved Instances", *rule),
            Self::ShareSpCost(rule) => added::share("Savings Plans", *rule),
            Self::Custom(rule) => added::custom(rule),
            Self::CustomLineItem(item) => added::line_item(item),
            Self::Uplift(scale) => scaled("Raise", scale),
            Self::Discount(scale) => scaled("Lower", scale),
            Self::EcoFee(fee) => added::eco_fee(*fee),
        }
    }
}

fn credit(kind: CreditKind) -> &'static str {
    match kind {
        CreditKind::Edp => "enterprise discounts",
        CreditKind::SolutionProvider => "solution provider discounts",
        CreditKind::DataEgressWaiver => "data egress waivers",
        CreditKind::ApnPartner => "partner network credits",
        CreditKind::OtherCredits => "other credits",
        CreditKind::Refunds => "refunds",
        CreditKind::PrivateRate => "private rate discounts",
        CreditKind::Bundled => "bundled discounts",
    }
}

fn volume(usage: Option<VolumeTiers>, ri_volume: bool) -> String {
    let tiers = match usage {
        Some(VolumeTiers::TopRate) => "Charge every usage tier at the public on-demand price",
        Some(VolumeTiers::TopRateForFree) => "Charge free usage at the public on-demand price and leave the other tiers shared",
        None => return "Charge nothing for RI volume discounts.".to_owned(),
    };
    if ri_volume { format!("{tiers}, and nothing for RI volume discounts.") } else { format!("{tiers}.") }
}

fn replace(commitment: &str, rule: &Replace) -> String {
    let purchased = match &rule.purchased_by {
        PurchasedBy::Any => String::new(),
        PurchasedBy::Accounts(accounts) => format!(" purchased by {}", account_list(accounts)),
    };
    let fees = match rule.commitment_fees {
        CommitmentFees::Keep => "keep the commitment's fees where they are",
        CommitmentFees::Drop => "charge nothing for the commitment's fees",
    };
    format!("Charge usage covered by any {commitment}{purchased} at the public on-demand price, and {fees}.")
}

fn retain(rule: &Retain) -> String {
    let names: Vec<_> = rule.commitments.iter().map(|c| commitment(*c)).collect();
    let owner = match &rule.purchased_by {
        RetainedFor::Accounts(accounts) => format!("were purchased by {}", account_list(accounts)),
        RetainedFor::Subset(name) => format!("were purchased in the subset “{name}”"),
        RetainedFor::OwnSubset => "were purchased in the consumer's own subset".to_owned(),
        RetainedFor::OwnAccount => "were purchased by the consuming account itself".to_owned(),
    };
    format!(
        "Keep {} discounts only where they {owner}; charge other covered usage at the public on-demand price.",
        list(&names, "and")
    )
}

fn commitment(commitment: Commitment) -> &'static str {
    match commitment {
        Commitment::Ri => "Reserved Instance",
        Commitment::Sp => "Savings Plan",
    }
}

fn scaled(verb: &str, scale: &Scale) -> String {
    let except: Vec<_> = scale.except.iter().map(|exempt| exempted(*exempt)).collect();
    let except = if except.is_empty() { String::new() } else { format!(", except {}", list(&except, "and")) };
    format!("{verb} every charge by {} %{except}.", scale.percent)
}

fn exempted(exempt: Exempt) -> &'static str {
    match exempt {
        Exempt::Tax => "taxes",
        Exempt::Credits => "credits and discounts",
        Exempt::Marketplace => "Marketplace charges",
        Exempt::Support => "support fees",
    }
}

fn account_list(accounts: &[AccountId]) -> String {
    let names: Vec<_> = accounts.iter().map(AccountId::as_str).collect();
    list(&names, "or")
}

/// `a`, `a and b`, `a, b and c`.
fn list(words: &[&str], joint: &str) -> String {
    match words {
        [] => "nothing".to_owned(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} {joint} {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use crate::workflow::read;

    #[test]
    fn rules_read_as_sentences() {
        let json = r#"{"name":"W","rules":[{"rule":"remove_credits","kinds":["edp","refunds"]},
            {"rule":"replace_ri_discounts","purchased_by":["1","2"],"commitment_fees":"drop"},
            {"rule":"uplift","percent":"2.5","except":["tax"]}]}"#;
        let sentences: Vec<_> = read(json).unwrap().rules.iter().map(super::Rule::sentence).collect();
        assert_eq!(
            sentences,
            [
                "Charge nothing for enterprise discounts and refunds.",
                "Charge usage covered by any Reserved Instance purchased by 1 or 2 at the public on-demand price, and charge nothing for the commitment's fees.",
                "Raise every charge by 2.5 %, except taxes.",
            ]
        );
    }
}
