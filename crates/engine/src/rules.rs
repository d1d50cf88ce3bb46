//! Billing rules as plans over cells (billing.md section 3).
//!
//! One file per rule, each a function from plan to plan made of DataFusion's own expressions: comparisons, CASE,
//! decimal arithmetic. No user-defined functions and no row loops, so that any engine that runs DataFusion's plans
//! runs them, alone or distributed.
//!
//! A step sees the cells with the [`charges`] that the steps before left, and says which cells it [changes] to what.
//! The phases are fixed ([`Phase`]); a rule that acts in two of them takes two steps under one position.
//!
//! Choices that billing.md leaves open, all in one place:
//! - "Unknown line item types pass through every rule unchanged" holds for uplift and discount too.
//! - `except: credits` is every line of some credit kind; `except: tax` what `remove_taxes` would remove;
//!   `except: support` the charge type `Support fee`; `except: marketplace` what AWS Marketplace bills.
//! - With `retain_discounts` a SavingsPlanNegation line goes by its own account and ARN, as the usage it negates.
//! - A covered line without a purchaser in its ARN is retained for nobody.
//!
//! [changes]: charges::Charges::change

pub(crate) mod charges;
pub(crate) mod credit;
pub(crate) mod line_type;
mod remove_credits;
mod remove_taxes;
mod remove_volume_discounts;
mod replace;
mod retain;
mod scale;

use std::collections::BTreeSet;

use datafusion::prelude::DataFrame;
use muster_domain::workflow::{
    Commitment, Phase, RemoveCredits, Replace, Retain, RetainedFor, Rule, Scale, VolumeTiers, Workflow,
};

use crate::cells::Mark;
use charges::{Charges, RuleError};

/// What a rule does in one phase.
#[derive(Clone, Copy, Debug)]
enum Step<'a> {
    RemoveCredits(&'a RemoveCredits),
    RemoveTaxes,
    RemoveRiVolume,
    Replace(Commitment, &'a Replace),
    Retain(&'a Retain),
    Tiers(VolumeTiers),
    Scale(scale::Direction, &'a Scale),
}

/// Applies a workflow's rules to cells. The cells need the columns of [`marks`], and where
/// [`asks_for_subsets`], those of [`crate::membership`].
pub(crate) fn apply(cells: DataFrame, workflow: &Workflow) -> Result<Charges, RuleError> {
    let mut charges = Charges::before_rules(cells)?;
    for (position, step) in in_order(workflow) {
        charges = step.apply(charges, position)?;
    }
    Ok(charges)
}

/// Everything that the workflow's rules look at.
pub(crate) fn marks(workflow: &Workflow) -> BTreeSet<Mark> {
    in_order(workflow).into_iter().flat_map(|(_, step)| step.marks()).collect()
}

/// Whether a rule asks in which subset accounts are.
pub(crate) fn asks_for_subsets(workflow: &Workflow) -> bool {
    workflow.rules.iter().any(|rule| match rule {
        Rule::RetainDiscounts(retain) => matches!(retain.purchased_by, RetainedFor::Subset(_) | RetainedFor::OwnSubset),
        Rule::RemoveCredits(_) | Rule::RemoveTaxes(_) | Rule::RemoveVolumeDiscounts(_) | Rule::ReplaceRiDiscounts(_) => false,
        Rule::ReplaceSpDiscounts(_) | Rule::Uplift(_) | Rule::Discount(_) => false,
    })
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
        Rule::Uplift(rule) => (Some(Step::Scale(scale::Direction::Up, rule)), None),
        Rule::Discount(rule) => (Some(Step::Scale(scale::Direction::Down, rule)), None),
    };
    first.into_iter().chain(second)
}

impl Step<'_> {
    fn phase(self) -> Phase {
        match self {
            Self::RemoveCredits(_) | Self::RemoveTaxes | Self::RemoveRiVolume => Phase::Removals,
            Self::Replace(..) | Self::Retain(_) => Phase::Commitments,
            Self::Tiers(_) => Phase::VolumeTiers,
            Self::Scale(..) => Phase::Scale,
        }
    }

    fn marks(self) -> Vec<Mark> {
        match self {
            Self::RemoveCredits(_) => vec![Mark::CreditKind],
            Self::RemoveTaxes => vec![Mark::Tax],
            Self::RemoveRiVolume => vec![],
            Self::Replace(commitment, rule) => replace::marks(commitment, rule),
            Self::Retain(_) => retain::marks(),
            Self::Tiers(tiers) => vec![remove_volume_discounts::mark(tiers)],
            Self::Scale(_, rule) => scale::marks(rule),
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
            Self::Scale(direction, rule) => scale::apply(direction, rule, charges, position),
        }
    }
}
