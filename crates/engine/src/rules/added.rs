//! Lines that rules add and the bill does not have: custom line items and Eco fees. There are few of them, at most
//! some for each account and month, so they are made here from sums of the cells, exactly, and join the report's rows
//! when those have been summed.

use muster_domain::Month;
use muster_domain::subset::UNASSIGNED;
use muster_domain::workflow::{Phase, Workflow};

use super::tally::Tally;
use super::{Step, custom_line_item, eco_fee, in_order, scale};
use crate::report::ReportError;
use crate::report::figures::Figure;

/// A line that a rule adds, dated the first day of its month, without a region.
#[derive(Clone, Debug)]
pub(crate) struct Added {
    pub(crate) owner: Owner,
    /// The subset that it stands under: an account's of that day, `Unassigned` in none; empty for the report as a whole.
    pub(crate) customer: String,
    pub(crate) month: Month,
    pub(crate) service: Service,
    pub(crate) charge_type: String,
    pub(crate) charge: Figure,
    /// What each rule added to the charge: the one that added the line first.
    pub(crate) trail: Vec<(usize, Figure)>,
}

/// Whose an added line is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Owner {
    Account(String),
    /// A subset as a whole: of none of its accounts.
    Subset(String),
    /// The report as a whole.
    Report,
}

/// Under which service it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    Custom,
    Eco,
}

impl Service {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Custom => "Custom",
            Self::Eco => "Eco",
        }
    }
}

impl Added {
    /// A line that the rule at the position adds.
    pub(super) fn new(owner: Owner, month: Month, service: Service, charge_type: &str, added: (usize, Figure)) -> Self {
        let (customer, charge_type) = (String::new(), charge_type.to_owned());
        Self { owner, customer, month, service, charge_type, charge: added.1, trail: vec![added] }
    }

    /// Its account; empty where it is of none.
    pub(crate) fn account(&self) -> &str {
        match &self.owner {
            Owner::Account(account) => account,
            Owner::Subset(_) | Owner::Report => "",
        }
    }
}

/// The lines that the workflow's rules add to the report, in their order.
///
/// # Errors
/// [`ReportError::TooLarge`] where an amount has more digits than can be reckoned with.
pub(crate) fn lines(workflow: &Workflow, tally: &Tally<'_>) -> Result<Vec<Added>, ReportError> {
    let mut added = Vec::new();
    for (position, step) in in_order(workflow) {
        match step {
            Step::LineItem(item) => custom_line_item::add(item, position, tally, &mut added)?,
            Step::Scale(direction, rule) => scale::scale_added(direction, rule, position, &mut added)?,
            Step::Eco(fee) => eco_fee::add(fee, position, tally, &mut added)?,
            Step::RemoveCredits(_) | Step::RemoveTaxes | Step::RemoveRiVolume | Step::Replace(..) | Step::Retain(_) => {}
            Step::Tiers(_) | Step::Share(_) | Step::Custom(_) => {}
        }
    }
    added.retain(|line| tally.shows(&line.owner, line.month));
    for line in &mut added {
        line.customer = match &line.owner {
            Owner::Account(account) => tally.customer(account, line.month).unwrap_or(UNASSIGNED).to_owned(),
            Owner::Subset(subset) => subset.clone(),
            Owner::Report => String::new(),
        };
    }
    Ok(added)
}

/// Whether the workflow adds such lines.
pub(crate) fn adds_lines(workflow: &Workflow) -> bool {
    workflow.rules.iter().any(|rule| rule.phase() == Phase::Eco)
        || in_order(workflow).iter().any(|(_, step)| matches!(step, Step::LineItem(_)))
}
