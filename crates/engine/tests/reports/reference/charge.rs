//! What the rules of phases 1, 2, 3 and 6 make of one line by itself.

use chrono::NaiveDate;
use muster_domain::credit::CreditPatterns;
use muster_domain::subset::Subset;
use muster_domain::workflow::{
    Commitment, CommitmentFees, Exempt, PurchasedBy, Replace, Retain, RetainedFor, Rule, Scale, VolumeTiers,
};
use muster_engine::report::ReportRequest;

use super::bill::Line;
use super::credits::credit_kind;
use super::exact::Exact;

/// A line on its way through the rules.
pub(crate) struct Charged<'a> {
    pub(crate) line: &'a Line,
    pub(crate) charge: Exact,
    /// Phase 2 set the charge.
    pub(crate) is_replaced: bool,
    /// A rule wanted its public price, and the bill has none.
    pub(crate) is_unpriced: bool,
}

/// What a rule says of a line.
pub(crate) enum Verdict {
    NotMine,
    Charge(Exact),
    NoPublicPrice,
}

impl Verdict {
    pub(crate) fn when(condition: bool, charge: impl FnOnce() -> Exact) -> Self {
        if condition { Self::Charge(charge()) } else { Self::NotMine }
    }

    pub(crate) fn public_price(line: &Line) -> Self {
        line.on_demand.clone().map_or(Self::NoPublicPrice, Self::Charge)
    }
}

pub(crate) fn subset_of<'a>(account: &str, day: NaiveDate, subsets: &'a [Subset]) -> Option<&'a str> {
    let holds =
        |subset: &&Subset| subset.accounts.iter().any(|member| member.account.as_str() == account && member.is_in_on(day));
    subsets.iter().find(holds).map(|subset| subset.name.as_str())
}

/// The verdict of a rule in one of the phases that look at nothing but the line.
pub(crate) fn verdict(phase: u8, rule: &Rule, charged: &Charged<'_>, request: &ReportRequest) -> Verdict {
    let (line, patterns) = (charged.line, &request.credit_patterns);
    if !line.is_known() {
        return Verdict::NotMine;
    }
    match (phase, rule) {
        (1, Rule::RemoveCredits(rule)) => {
            Verdict::when(credit_kind(line, patterns).is_some_and(|kind| rule.kinds.contains(&kind)), Exact::default)
        }
        (1, Rule::RemoveTaxes(_)) => Verdict::when(is_tax(line), Exact::default),
        (1, Rule::RemoveVolumeDiscounts(rule)) => {
            Verdict::when(rule.ri_volume && line.kind == "RiVolumeDiscount", Exact::default)
        }
        (2, Rule::ReplaceRiDiscounts(rule)) => replaced(line, Commitment::Ri, rule),
        (2, Rule::ReplaceSpDiscounts(rule)) => replaced(line, Commitment::Sp, rule),
        (2, Rule::RetainDiscounts(rule)) if !retains(line, rule, &request.subsets) => {
            rule.commitments.iter().map(|commitment| uncovered(line, *commitment)).fold(Verdict::NotMine, either)
        }
        (3, Rule::RemoveVolumeDiscounts(rule)) if !charged.is_replaced => raised_tier(line, rule.usage),
        (6, Rule::Uplift(scale)) => Verdict::when(!is_exempt(line, scale, patterns), || uplifted(&charged.charge, scale)),
        (6, Rule::Discount(scale)) => Verdict::when(!is_exempt(line, scale, patterns), || discounted(&charged.charge, scale)),
        _ => Verdict::NotMine,
    }
}

pub(crate) fn uplifted(charge: &Exact, scale: &Scale) -> Exact {
    charge + &charge.percent_of(&Exact::of(scale.percent))
}

pub(crate) fn discounted(charge: &Exact, scale: &Scale) -> Exact {
    charge - &charge.percent_of(&Exact::of(scale.percent))
}

/// A line is of one commitment at most.
fn either(first: Verdict, second: Verdict) -> Verdict {
    if matches!(first, Verdict::NotMine) { second } else { first }
}

fn replaced(line: &Line, commitment: Commitment, rule: &Replace) -> Verdict {
    let matches = match &rule.purchased_by {
        PurchasedBy::Any => true,
        PurchasedBy::Accounts(list) => {
            line.purchaser.as_ref().is_some_and(|buyer| list.iter().any(|known| known.as_str() == buyer))
        }
    };
    if !matches {
        return Verdict::NotMine;
    }
    let is_fee = match commitment {
        Commitment::Ri => line.kind == "RIFee" || (line.kind == "Fee" && line.has_reservation()),
        Commitment::Sp => ["SavingsPlanRecurringFee", "SavingsPlanUpfrontFee"].contains(&line.kind.as_str()),
    };
    let drops = rule.commitment_fees == CommitmentFees::Drop;
    either(uncovered(line, commitment), Verdict::when(is_fee && drops, Exact::default))
}

/// Covered usage becomes on-demand; a negation goes.
fn uncovered(line: &Line, commitment: Commitment) -> Verdict {
    match (commitment, line.kind.as_str()) {
        (Commitment::Ri, "DiscountedUsage") | (Commitment::Sp, "SavingsPlanCoveredUsage") => Verdict::public_price(line),
        (Commitment::Sp, "SavingsPlanNegation") => Verdict::Charge(Exact::default()),
        _ => Verdict::NotMine,
    }
}

fn raised_tier(line: &Line, tiers: Option<VolumeTiers>) -> Verdict {
    let (Some(tiers), Some(price)) = (tiers, &line.on_demand) else { return Verdict::NotMine };
    let is_list = line.kind == "Usage" && !line.is_spot() && !line.is_marketplace();
    let is_raised = match tiers {
        VolumeTiers::TopRate => *price != line.unblended,
        VolumeTiers::TopRateForFree => line.unblended.is_zero() && price.is_positive(),
    };
    Verdict::when(is_list && is_raised, || price.clone())
}

fn retains(line: &Line, rule: &Retain, subsets: &[Subset]) -> bool {
    let Some(buyer) = &line.purchaser else { return false };
    let subset = |account: &str| subset_of(account, line.day(), subsets);
    match &rule.purchased_by {
        RetainedFor::Accounts(list) => list.iter().any(|known| known.as_str() == buyer),
        RetainedFor::Subset(name) => subset(buyer) == Some(name.as_str()),
        RetainedFor::OwnSubset => *buyer == line.account || subset(buyer).is_some_and(|own| subset(&line.account) == Some(own)),
        RetainedFor::OwnAccount => *buyer == line.account,
    }
}

fn is_exempt(line: &Line, scale: &Scale, patterns: &CreditPatterns) -> bool {
    scale.except.iter().any(|exempt| match exempt {
        Exempt::Tax => is_tax(line),
        Exempt::Credits => credit_kind(line, patterns).is_some(),
        Exempt::Marketplace => line.is_marketplace(),
        Exempt::Support => line.charge_type() == "Support fee",
    })
}

fn is_tax(line: &Line) -> bool {
    line.kind == "Tax" || (line.kind == "Refund" && line.description().trim_start().to_lowercase().starts_with("tax"))
}
