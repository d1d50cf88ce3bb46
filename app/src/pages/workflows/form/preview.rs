//! What the editor shows a preview of: the cards that are rules already, on a month and some subsets.

use muster_domain::SubsetId;
use muster_domain::view::reports::ReportScope;
use muster_domain::view::workflows::PreviewRequest;
use serde::{Deserialize, Serialize};

use super::{Draft, Review};

/// Month and subsets as the form holds them; the field names are the form's, below `form[preview]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PreviewFields {
    pub month: String,
    /// None ticked means all accounts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subsets: Vec<String>,
}

/// What to ask for, and whose card each of its rules is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Previewed {
    pub request: PreviewRequest,
    /// Keys of cards, in the order of the request's rules.
    pub cards: Vec<u32>,
}

impl Draft {
    /// `None` where two rules contradict each other, or no month is chosen: nothing can be shown of that.
    pub fn previewed(&self, review: &Review, fields: &PreviewFields) -> Option<Previewed> {
        let contradicts = review.refusals.iter().any(|refusal| refusal.path.ends_with(']'));
        if contradicts && !self.no_rules {
            return None;
        }
        let month = fields.month.parse().ok()?;
        let subsets: Vec<SubsetId> = fields.subsets.iter().filter_map(|id| id.parse().ok()).collect();
        let scope = if subsets.is_empty() { ReportScope::All } else { ReportScope::Subsets(subsets) };
        let finished = |(fields, rule): (_, &Option<_>)| rule.is_some().then_some(fields);
        let rules: Vec<_> = self.rules.iter().zip(&review.rules).filter_map(finished).cloned().collect();
        let cards = if self.no_rules { Vec::new() } else { rules.iter().map(|fields| fields.key).collect() };
        // Always the same name: a workflow is previewed before it has one, and typing it changes no figure.
        let workflow = Self { name: "Preview".to_owned(), description: String::new(), no_rules: self.no_rules, rules }.json();
        Some(Previewed { request: PreviewRequest { workflow, month, scope, editor: String::new() }, cards })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Intent, Kind};
    use super::*;

    fn previewed(draft: &Draft) -> Option<Previewed> {
        let fields = PreviewFields { month: "2018-10".to_owned(), subsets: Vec::new() };
        draft.previewed(&draft.review(), &fields)
    }

    fn draft(kinds: &[Kind]) -> Draft {
        let mut draft = Draft::default();
        for kind in kinds {
            draft.apply(Intent::Add(*kind));
        }
        draft
    }

    #[test]
    fn cards_that_are_not_finished_are_left_out_and_the_others_keep_their_numbers() {
        let previewed = previewed(&draft(&[Kind::Uplift, Kind::RemoveTaxes])).unwrap();
        assert_eq!(previewed.cards, [2]);
        assert!(previewed.request.workflow.contains("remove_taxes") && !previewed.request.workflow.contains("uplift"));
    }

    #[test]
    fn a_name_changes_nothing_and_a_contradiction_shows_nothing() {
        let unnamed = draft(&[Kind::RemoveTaxes]);
        assert_eq!(previewed(&unnamed), previewed(&Draft { name: "Reseller".to_owned(), ..unnamed.clone() }));
        assert_eq!(previewed(&draft(&[Kind::RemoveTaxes, Kind::RemoveTaxes])), None);
    }
}
