//! How a workflow runs over a bill: what it asks of lines, and how far lines must be followed one by one.

use std::collections::BTreeSet;

use datafusion::error::Result;
use datafusion::prelude::{DataFrame, Expr};
use muster_domain::workflow::{Commitment, ShareBasis, Workflow};

use super::charges::{Charges, RuleError};
use super::{Step, custom, custom_line_item, in_order};
use crate::cells::{Keys, Mark, Share};

/// The steps of a workflow in the order in which they run.
pub(crate) struct Course<'a> {
    steps: Vec<(usize, Step<'a>)>,
    /// Place of the last step that asks lines for their charge so far. Up to its condition, lines are followed one by
    /// one; from there on their sums are as good.
    single: Option<usize>,
}

impl<'a> Course<'a> {
    pub(crate) fn of(workflow: &'a Workflow) -> Self {
        let steps = in_order(workflow);
        let single = steps.iter().rposition(|(_, step)| step.asks_for_charge());
        Self { steps, single }
    }

    /// Whether some condition is about the charge of single lines.
    pub(crate) fn follows_lines(&self) -> bool {
        self.single.is_some()
    }

    /// What rules look at in lines.
    pub(crate) fn marks(&self) -> BTreeSet<Mark> {
        self.steps.iter().flat_map(|(_, step)| step.marks()).collect()
    }

    /// What single rules look at in lines, as far as lines say it before the rules have begun.
    pub(crate) fn own_marks(&self) -> Result<Keys> {
        let asked = self.steps.iter().filter(|(_, step)| !step.asks_for_charge());
        asked.map(|(position, step)| step.own_marks(*position)).try_fold(Keys::new(), |mut all, marks| {
            all.extend(marks?);
            Ok(all)
        })
    }

    /// The shares that rules move.
    pub(crate) fn shares(&self) -> Vec<Share> {
        let share = |(_, step): &(usize, Step<'_>)| if let Step::Share(share) = step { Some(*share) } else { None };
        self.steps.iter().filter_map(share).collect()
    }

    /// Whether a share is a part of what a Savings Plan's usage cost.
    pub(crate) fn parts_plans(&self) -> bool {
        self.shares().iter().any(|share| share.commitment == Commitment::Sp && share.basis != ShareBasis::Effective)
    }

    /// The figures that single rules need of lines, by name.
    pub(crate) fn own_figures(&self) -> Vec<String> {
        self.customs().filter_map(|(position, rule)| custom::figure(rule, position)).collect()
    }

    /// The lines with those figures.
    pub(crate) fn with_own_figures(&self, lines: DataFrame) -> Result<DataFrame> {
        self.customs().try_fold(lines, |lines, (position, rule)| custom::with_figure(lines, rule, position))
    }

    fn customs(&self) -> impl Iterator<Item = (usize, &'a muster_domain::workflow::Custom)> {
        self.steps
            .iter()
            .filter_map(|(position, step)| if let Step::Custom(rule) = step { Some((*position, *rule)) } else { None })
    }

    /// Positions of the rules that add lines of their own to owners.
    pub(crate) fn items(&self) -> Vec<usize> {
        let is_item = |(_, step): &&(usize, Step<'_>)| matches!(step, Step::LineItem(_));
        self.steps.iter().filter(is_item).map(|(position, _)| *position).collect()
    }

    /// The rules up to the last condition on the charge, on single lines.
    pub(crate) fn on_lines(&self, mut charges: Charges) -> Result<Charges, RuleError> {
        let Some(last) = self.single else { return Ok(charges) };
        for (place, (position, step)) in self.steps.iter().enumerate().take(last + 1) {
            if step.asks_for_charge() {
                charges = charges.mark(step.own_marks(*position)?)?;
            }
            if place < last {
                charges = step.apply(charges, *position)?;
            }
        }
        Ok(charges)
    }

    /// The other rules.
    pub(crate) fn on_cells(&self, mut charges: Charges) -> Result<Charges, RuleError> {
        for (position, step) in self.steps.iter().skip(self.single.unwrap_or(0)) {
            charges = step.apply(charges, *position)?;
        }
        Ok(charges)
    }

    /// Columns of lines that conditions on the charge look at beside it; lines carry them as far as they are followed.
    pub(crate) fn carried(&self) -> Result<BTreeSet<String>> {
        let mut carried = BTreeSet::new();
        for (position, step) in self.steps.iter().filter(|(_, step)| step.asks_for_charge()) {
            for mark in step.own_marks(*position)?.values() {
                carried.extend(columns(mark).filter(|name| name != super::charges::CHARGE));
            }
        }
        Ok(carried)
    }

    /// The marks that the rules after the last condition on the charge look at, by name.
    pub(crate) fn marks_on_cells(&self) -> Result<BTreeSet<String>> {
        let mut names = BTreeSet::new();
        for (position, step) in self.steps.iter().skip(self.single.unwrap_or(0)) {
            names.extend(step.marks().into_iter().map(|mark| mark.name().to_owned()));
            names.extend(step.own_marks(*position)?.into_keys());
        }
        // What sharing gives back is counted by all items, when everything else is done.
        if !self.shares().is_empty() {
            names.extend(super::share::marks().into_iter().map(|mark| mark.name().to_owned()));
            for (position, step) in &self.steps {
                if let Step::LineItem(item) = step {
                    names.extend(custom_line_item::marks(item, *position)?.into_keys());
                }
            }
        }
        Ok(names)
    }
}

impl Step<'_> {
    fn asks_for_charge(&self) -> bool {
        self.which().is_some_and(|which| which.asks_for_charge())
    }
}

/// The columns that an expression reads.
pub(crate) fn columns(value: &Expr) -> impl Iterator<Item = String> {
    value.column_refs().into_iter().map(|column| column.name.clone()).collect::<Vec<_>>().into_iter()
}
