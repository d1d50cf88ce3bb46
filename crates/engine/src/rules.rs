//! Billing rules as plans over cells (billing.md section 3).
//!
//! One file per rule, each a function from plan to plan made of DataFusion's own expressions: comparisons, CASE,
//! decimal arithmetic. No user-defined functions and no row loops, so that any engine that runs DataFusion's plans
//! runs them, alone or distributed.
//!
//! A step sees the cells with the [`charges`] that the steps before left, and says which cells it [changes] to what.
//! The phases are fixed ([`Phase`]); a rule that acts in two of them takes two steps under one position. Lines that
//! rules add are made apart from the plans ([`added`]), but for those of [`share`].
//!
//! A condition on the charge so far is about single lines: the [course] of a workflow that has one follows them one
//! by one up to there, and their sums from there on.
//!
//! Choices that billing.md leaves open, all in one place:
//! - "Unknown line item types pass through every rule unchanged" holds for uplift and discount too, and for custom rules.
//! - `except: credits` is every line of some credit kind; `except: tax` what `remove_taxes` would remove;
//!   `except: support` the charge type `Support fee`; `except: marketplace` what AWS Marketplace bills.
//! - With `retain_discounts` a SavingsPlanNegation line goes by its own account and ARN, as the usage it negates.
//! - A covered line without a purchaser in its ARN is retained for nobody.
//!
//! [changes]: charges::Charges::change
//! [course]: Course

pub(crate) mod added;
pub(crate) mod charges;
pub(crate) mod condition;
mod course;
pub(crate) mod credit;
mod custom;
mod custom_line_item;
pub(crate) mod eco_fee;
pub(crate) mod line_type;
mod remove_credits;
mod remove_taxes;
mod remove_volume_discounts;
mod replace;
mod retain;
mod scale;
mod share;
pub(crate) mod tally;

use datafusion::error::Result;
use muster_domain::workflow::{
    Commitment, Custom, CustomLineItem, EcoFee, Per, Phase, RemoveCredits, Replace, Retain, RetainedFor, Rule, Scale,
    VolumeTiers, Workflow,
};

use crate::cells::{Keys, Mark, Share};
use charges::{Charges, RuleError};
use condition::Which;

pub(crate) use course::{Course, columns};

/// What a rule does in one phase.
#[derive(Clone, Copy, Debug)]
enum Step<'a> {
    RemoveCredits(&'a RemoveCredits),
    RemoveTaxes,
    RemoveRiVolume,
    Replace(Commitment, &'a Replace),
    Retain(&'a Retain),
    Tiers(VolumeTiers),
    Share(Share),
    Custom(&'a Custom),
    LineItem(&'a CustomLineItem),
    Scale(scale::Direction, &'a Scale),
    Eco(&'a EcoFee),
}

/// Whose subsets rules ask for.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(crate) struct SubsetsAsked {
    pub(crate) consumers: bool,
    pub(crate) purchasers: bool,
    /// Purchasers become accounts of the report.
    pub(crate) shares: bool,
}

/// Whose subsets the workflow's rules ask for.
pub(crate) fn subsets_asked(workflow: &Workflow) -> SubsetsAsked {
    let mut asked = SubsetsAsked::default();
    for rule in &workflow.rules {
        match rule {
            Rule::RetainDiscounts(retain) => {
                let by_subset = matches!(retain.purchased_by, RetainedFor::Subset(_) | RetainedFor::OwnSubset);
                asked.consumers |= by_subset;
                asked.purchasers |= by_subset;
            }
            Rule::ShareRiCost(_) | Rule::ShareSpCost(_) => asked.shares = true,
            // A percentage of what a subset is charged; and an item of an account counts for its subset.
            Rule::CustomLineItem(item) => asked.consumers |= item.per == Per::Subset,
            Rule::EcoFee(EcoFee::Flat { per, amount: _ }) => asked.consumers |= *per == Per::Subset,
            Rule::RemoveCredits(_) | Rule::RemoveTaxes(_) | Rule::RemoveVolumeDiscounts(_) | Rule::ReplaceRiDiscounts(_) => {}
            Rule::ReplaceSpDiscounts(_) | Rule::Custom(_) | Rule::Uplift(_) | Rule::Discount(_) => {}
            Rule::EcoFee(EcoFee::PercentOfSavings(_) | EcoFee::Estimate(_) | EcoFee::Actuals) => {}
        }
    }
    asked
}

/// The steps in the order in which they run, each with its rule's position from 1.
fn in_order(workflow: &Workflow) -> Vec<(usize, Step<'_>)> {
    let mut steps: Vec<_> =
        (1..).zip(&workflow.rules).flat_map(|(position, rule)| steps(rule).map(move |step| (position, step))).collect();
    steps.sort_by_key(|(_, step)| step.phase());
    steps
}

fn steps(rule: &Rule) -> impl Iterator<Item = Step<'_>> {
    let (first, second) = match rule {
        Rule::RemoveCredits(rule) => (Some(Step::RemoveCredits(rule)), None),
        Rule::RemoveTaxes(_) => (Some(Step::RemoveTaxes), None),
        Rule::RemoveVolumeDiscounts(rule) => (rule.ri_volume.then_some(Step::RemoveRiVolume), rule.usage.map(Step::Tiers)),
        Rule::ReplaceRiDiscounts(rule) => (Some(Step::Replace(Commitment::Ri, rule)), None),
        Rule::ReplaceSpDiscounts(rule) => (Some(Step::Replace(Commitment::Sp, rule)), None),
        Rule::RetainDiscounts(rule) => (Some(Step::Retain(rule)), None),
        Rule::ShareRiCost(share) => (Some(Step::Share(Share { commitment: Commitment::Ri, basis: share.basis })), None),
        Rule::ShareSpCost(share) => (Some(Step::Share(Share { commitment: Commitment::Sp, basis: share.basis })), None),
        Rule::Custom(rule) => (Some(Step::Custom(rule)), None),
        Rule::CustomLineItem(item) => (Some(Step::LineItem(item)), None),
        Rule::Uplift(rule) => (Some(Step::Scale(scale::Direction::Up, rule)), None),
        Rule::Discount(rule) => (Some(Step::Scale(scale::Direction::Down, rule)), None),
        Rule::EcoFee(fee) => (Some(Step::Eco(fee)), None),
    };
    first.into_iter().chain(second)
}

impl Step<'_> {
    fn phase(self) -> Phase {
        match self {
            Self::RemoveCredits(_) | Self::RemoveTaxes | Self::RemoveRiVolume => Phase::Removals,
            Self::Replace(..) | Self::Retain(_) => Phase::Commitments,
            Self::Tiers(_) => Phase::VolumeTiers,
            Self::Share(_) => Phase::Sharing,
            Self::Custom(_) | Self::LineItem(_) => Phase::Custom,
            Self::Scale(..) => Phase::Scale,
            Self::Eco(_) => Phase::Eco,
        }
    }

    /// What it looks at in a line that other rules may look at too.
    fn marks(self) -> Vec<Mark> {
        match self {
            Self::RemoveCredits(_) => vec![Mark::CreditKind],
            Self::RemoveTaxes => vec![Mark::Tax],
            Self::RemoveRiVolume | Self::Custom(_) | Self::LineItem(_) | Self::Eco(_) => vec![],
            Self::Replace(commitment, rule) => replace::marks(commitment, rule),
            Self::Retain(_) => retain::marks(),
            Self::Tiers(tiers) => vec![remove_volume_discounts::mark(tiers)],
            Self::Share(_) => share::marks(),
            Self::Scale(_, rule) => scale::marks(rule),
        }
    }

    /// What it alone looks at.
    fn own_marks(self, position: usize) -> Result<Keys> {
        match self {
            Self::Custom(rule) => custom::marks(rule, position),
            Self::LineItem(item) => custom_line_item::marks(item, position),
            Self::RemoveCredits(_) | Self::RemoveTaxes | Self::RemoveRiVolume | Self::Replace(..) | Self::Retain(_) => {
                Ok(Keys::new())
            }
            Self::Tiers(_) | Self::Share(_) | Self::Scale(..) | Self::Eco(_) => Ok(Keys::new()),
        }
    }

    /// The lines that a condition of the workflow chooses for it.
    fn which(&self) -> Option<Which<'_>> {
        match self {
            Self::Custom(rule) => Some(custom::which(rule)),
            Self::LineItem(item) => Some(custom_line_item::which(item)),
            Self::RemoveCredits(_) | Self::RemoveTaxes | Self::RemoveRiVolume | Self::Replace(..) | Self::Retain(_) => None,
            Self::Tiers(_) | Self::Share(_) | Self::Scale(..) | Self::Eco(_) => None,
        }
    }

    fn apply(self, charges: Charges, position: usize) -> Result<Charges, RuleError> {
        match self {
            Self::RemoveCredits(rule) => remove_credits::apply(rule, charges, position),
            Self::RemoveTaxes => remove_taxes::apply(charges, position),
            Self::RemoveRiVolume => remove_volume_discounts::remove_ri_volume(charges, position),
            Self::Replace(commitment, rule) => replace::apply(commitment, rule, charges, position),
            Self::Retain(rule) => retain::apply(rule, charges, position),
            Self::Tiers(tiers) => remove_volume_discounts::replace_tiers(tiers, charges, position),
            Self::Share(share) => share::apply(share, charges, position),
            Self::Custom(rule) => custom::apply(rule, charges, position),
            Self::LineItem(item) => custom_line_item::apply(item, charges, position),
            Self::Scale(direction, rule) => scale::apply(direction, rule, charges, position),
            // It changes no line: it adds its own.
            Self::Eco(_) => Ok(charges),
        }
    }
}
