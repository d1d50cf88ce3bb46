//! What a workflow makes of one line.

use chrono::NaiveDate;
use muster_domain::subset::Subset;
use muster_domain::workflow::{
    Commitment, CommitmentFees, CreditKind, Exempt, PurchasedBy, Replace, Retain, RetainedFor, Rule, Scale, VolumeTiers, Workflow,
};
use rust_decimal::Decimal;

use super::Line;

/// A line on its way through the rules.
pub(crate) struct Charged<'a> {
    pub(crate) line: &'a Line,
    pub(crate) charge: Decimal,
    /// Per rule that set the charge: its position from 1, and by how much.
    pub(crate) trail: Vec<(usize, Decimal)>,
    pub(crate) has_no_public_price: bool,
    committed: bool,
}

pub(crate) fn charge<'a>(line: &'a Line, workflow: &Workflow, subsets: &[Subset]) -> Charged<'a> {
    let mut charged = Charged { line, charge: line.unblended, trail: vec![], has_no_public_price: false, committed: false };
    for phase in 1..=6 {
        for (position, rule) in (1..).zip(&workflow.rules) {
            charged.apply(phase, position, rule, subsets);
        }
    }
    charged
}

pub(crate) fn subset_of<'a>(account: &str, day: NaiveDate, subsets: &'a [Subset]) -> Option<&'a str> {
    let holds =
        |subset: &&Subset| subset.accounts.iter().any(|member| member.account.as_str() == account && member.is_in_on(day));
    subsets.iter().find(holds).map(|subset| subset.name.as_str())
}

impl Charged<'_> {
    fn set(&mut self, position: usize, charge: Decimal) {
        self.trail.push((position, charge - self.charge));
        self.charge = charge;
    }

    fn apply(&mut self, phase: u8, position: usize, rule: &Rule, subsets: &[Subset]) {
        let line = self.line;
        match (phase, rule) {
            (1, Rule::RemoveCredits(rule)) if credit_kind(line).is_some_and(|kind| rule.kinds.contains(&kind)) => {
                self.set(position, Decimal::ZERO)
            }
            (1, Rule::RemoveTaxes(_)) if is_tax(line) => self.set(position, Decimal::ZERO),
            (1, Rule::RemoveVolumeDiscounts(rule)) if rule.ri_volume && line.kind == "RiVolumeDiscount" => {
                self.set(position, Decimal::ZERO)
            }
            (2, Rule::ReplaceRiDiscounts(rule)) => self.replace(position, Commitment::Ri, rule),
            (2, Rule::ReplaceSpDiscounts(rule)) => self.replace(position, Commitment::Sp, rule),
            (2, Rule::RetainDiscounts(rule)) if !retains(line, rule, subsets) => {
                rule.commitments.iter().for_each(|commitment| self.uncover(position, *commitment))
            }
            (3, Rule::RemoveVolumeDiscounts(rule)) => self.raise_tier(position, rule.usage),
            (6, Rule::Uplift(scale)) => self.scale(position, Decimal::ONE + scale.percent.value() / Decimal::from(100), scale),
            (6, Rule::Discount(scale)) => self.scale(position, Decimal::ONE - scale.percent.value() / Decimal::from(100), scale),
            _ => {}
        }
    }

    fn replace(&mut self, position: usize, commitment: Commitment, rule: &Replace) {
        let line = self.line;
        let matches = match &rule.purchased_by {
            PurchasedBy::Any => true,
            PurchasedBy::Accounts(list) => {
                line.purchaser.as_ref().is_some_and(|buyer| list.iter().any(|known| known.as_str() == buyer))
            }
        };
        if !matches {
            return;
        }
        self.uncover(position, commitment);
        let is_fee = match commitment {
            Commitment::Ri => line.kind == "RIFee" || (line.kind == "Fee" && line.has_reservation),
            Commitment::Sp => ["SavingsPlanRecurringFee", "SavingsPlanUpfrontFee"].contains(&line.kind.as_str()),
        };
        if is_fee && rule.commitment_fees == CommitmentFees::Drop {
            self.set(position, Decimal::ZERO);
        }
    }

    /// Covered usage becomes on-demand; a negation goes.
    fn uncover(&mut self, position: usize, commitment: Commitment) {
        match (commitment, self.line.kind.as_str()) {
            (Commitment::Ri, "DiscountedUsage") | (Commitment::Sp, "SavingsPlanCoveredUsage") => match self.line.on_demand {
                Some(price) => {
                    self.set(position, price);
                    self.committed = true;
                }
                None => self.has_no_public_price = true,
            },
            (Commitment::Sp, "SavingsPlanNegation") => self.set(position, Decimal::ZERO),
            _ => {}
        }
    }

    fn raise_tier(&mut self, position: usize, tiers: Option<VolumeTiers>) {
        let line = self.line;
        if line.kind != "Usage" || line.is_spot || line.is_marketplace || self.committed {
            return;
        }
        match (tiers, line.on_demand) {
            (Some(VolumeTiers::TopRate), Some(price)) if price != line.unblended => self.set(position, price),
            (Some(VolumeTiers::TopRateForFree), Some(price)) if line.unblended.is_zero() && price > Decimal::ZERO => {
                self.set(position, price)
            }
            _ => {}
        }
    }

    fn scale(&mut self, position: usize, factor: Decimal, scale: &Scale) {
        let line = self.line;
        let exempt = scale.except.iter().any(|exempt| match exempt {
            Exempt::Tax => is_tax(line),
            Exempt::Credits => credit_kind(line).is_some(),
            Exempt::Marketplace => line.is_marketplace,
            Exempt::Support => super::sheet::charge_type(line) == "Support fee",
        });
        if !exempt {
            self.set(position, self.charge * factor);
        }
    }
}

fn retains(line: &Line, rule: &Retain, subsets: &[Subset]) -> bool {
    let Some(buyer) = &line.purchaser else { return false };
    let subset = |account: &str| subset_of(account, line.day, subsets);
    match &rule.purchased_by {
        RetainedFor::Accounts(list) => list.iter().any(|known| known.as_str() == buyer),
        RetainedFor::Subset(name) => subset(buyer) == Some(name.as_str()),
        RetainedFor::OwnSubset => *buyer == line.account || subset(buyer).is_some_and(|own| subset(&line.account) == Some(own)),
        RetainedFor::OwnAccount => *buyer == line.account,
    }
}

fn is_tax(line: &Line) -> bool {
    line.kind == "Tax" || (line.kind == "Refund" && line.description.starts_with("tax"))
}

fn credit_kind(line: &Line) -> Option<CreditKind> {
    let text = line.description.as_str();
    let then = |first: &str, second: &[&str]| {
        text.split_once(first).is_some_and(|(_, rest)| second.iter().any(|word| rest.contains(word)))
    };
    let kind = match line.kind.as_str() {
        "EdpDiscount" => CreditKind::Edp,
        "SppDiscount" | "DistributorDiscount" => CreditKind::SolutionProvider,
        "PrivateRateDiscount" => CreditKind::PrivateRate,
        "BundledDiscount" => CreditKind::Bundled,
        "Credit" | "Refund" | "Discount"
            if text.contains("enterprise program") || text.contains("enterprise discount program") =>
        {
            CreditKind::Edp
        }
        "Credit" | "Refund" | "Discount" if text.contains("solution provider program") => CreditKind::SolutionProvider,
        "Credit" if then("egress", &["waiver", "credit", "discount"]) || then("data transfer", &["waiver"]) => {
            CreditKind::DataEgressWaiver
        }
        "Credit" if text.contains("apn") || then("partner", &["accelerator", "funding", "credit"]) => CreditKind::ApnPartner,
        "Credit" => CreditKind::OtherCredits,
        "Refund" if text.contains("one-time fee") || text.contains("reserved instance subscription") => return None,
        "Refund" => CreditKind::Refunds,
        _ => return None,
    };
    Some(kind)
}
