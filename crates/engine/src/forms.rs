//! What a form of the bill cannot answer. A rule that asks for it is refused for such months, by name: acting on a
//! guess would move money between customers (docs/forms.md).

use muster_domain::Month;
use muster_domain::workflow::{Rule, ShareBasis};

use crate::ledger::{BillForm, ImportRecord};
use crate::report::ReportRequest;

/// A rule asks what the bill of a month does not say.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "rule {position}, {rule} with the basis {}: {month} of account {payer_account} is a {} bill, which does not split commitments \
     into up-front and recurring parts; use the basis effective",
    basis.name(), form.name()
)]
pub struct NotExpressible {
    /// In the workflow, from 1.
    pub position: usize,
    pub rule: &'static str,
    pub basis: ShareBasis,
    pub payer_account: String,
    pub month: Month,
    pub form: BillForm,
}

impl NotExpressible {
    /// The field of the workflow file that asks for it.
    pub fn path(&self) -> String {
        format!("rules[{}].basis", self.position - 1)
    }
}

/// Whether months that the request touches came in a form that cannot answer it.
///
/// # Errors
/// The first rule, and the first of these months, that do not go together.
pub fn refuse<'a>(request: &ReportRequest, months: impl IntoIterator<Item = &'a ImportRecord>) -> Result<(), NotExpressible> {
    let mut asking = (1..).zip(&request.workflow.rules).filter_map(|(position, rule)| Some((position, rule, split_asked(rule)?)));
    let Some((position, rule, basis)) = asking.next() else { return Ok(()) };
    let is_touched =
        |record: &ImportRecord| request.period.is_none_or(|days| record.first_day < days.to() && days.from() <= record.last_day);
    let focus = |record: &ImportRecord| record.forms.iter().copied().find(|form| form.is_focus());
    let mut touched = months.into_iter().filter(|record| is_touched(record));
    match touched.find_map(|record| Some((record, focus(record)?))) {
        None => Ok(()),
        Some((record, form)) => Err(NotExpressible {
            position,
            rule: rule.kind(),
            basis,
            payer_account: record.payer_account.clone(),
            month: record.month,
            form,
        }),
    }
}

/// The part of a commitment's cost that a rule wants by itself.
fn split_asked(rule: &Rule) -> Option<ShareBasis> {
    match rule {
        Rule::ShareRiCost(share) | Rule::ShareSpCost(share) => match share.basis {
            ShareBasis::Effective => None,
            basis @ (ShareBasis::AmortizedUpfront | ShareBasis::Recurring) => Some(basis),
        },
        Rule::RemoveCredits(_) | Rule::RemoveTaxes(_) | Rule::RemoveVolumeDiscounts(_) | Rule::ReplaceRiDiscounts(_) => None,
        Rule::ReplaceSpDiscounts(_) | Rule::RetainDiscounts(_) | Rule::Custom(_) | Rule::CustomLineItem(_) => None,
        Rule::Uplift(_) | Rule::Discount(_) | Rule::EcoFee(_) => None,
    }
}
