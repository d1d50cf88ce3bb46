//! What is wrong with a draft, each at its place, and which cards are rules already.

use muster_domain::workflow::{Refusal, Rule, Workflow, check, read};

use super::{Draft, Kind, RuleFields, card_id};
use crate::error::as_sentence;

/// A draft, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// One per card, in order; `None` where its options do not make a rule yet.
    pub rules: Vec<Option<Rule>>,
    /// At JSON paths of the workflow file (`name`, `rules[2]`, `rules[2].percent`).
    pub refusals: Vec<Refusal>,
}

impl Draft {
    /// Reads every card for itself, so that one unfinished card hides neither another's sentence nor a conflict
    /// between two others. A draft without refusals is a workflow that can be saved.
    pub fn review(&self) -> Review {
        let cards: Vec<_> = self.rules.iter().enumerate().map(|(place, fields)| read_card(place, fields)).collect();
        let mut refusals = Vec::new();
        if !self.no_rules {
            refusals.extend(cards.iter().filter_map(|card| card.as_ref().err()).flatten().cloned());
            if cards.is_empty() {
                refusals.push(refuse("rules", "add a rule, or choose “No billing rules”"));
            }
        }
        let rules: Vec<_> = cards.into_iter().map(Result::ok).collect();
        refusals.extend(self.refused_together());
        Review { rules, refusals }
    }

    /// What [`check`] refuses of the cards that are rules, at the places that the cards have in the form. A figure that
    /// is still to be entered hides no contradiction.
    fn refused_together(&self) -> Vec<Refusal> {
        let read = self.rules.iter().enumerate().filter_map(|(place, fields)| {
            let entered = if fields.missing().is_empty() { fields.clone() } else { fields.with_any_figures() };
            Some((place, read_card(place, &entered).ok()?))
        });
        let (places, rules) = read.filter(|_| !self.no_rules).unzip::<_, _, Vec<_>, Vec<_>>();
        let workflow = Workflow { name: self.name.trim().to_owned(), description: None, rules };
        check(&workflow).into_iter().map(|refusal| moved(refusal, |place| places.get(place).copied())).collect()
    }
}

impl Review {
    /// The rules in the order in which they run, with the places of their cards.
    pub fn in_order(&self) -> Vec<(usize, Rule)> {
        let read = self.rules.iter().enumerate().filter_map(|(place, rule)| Some((place, rule.clone()?)));
        let mut rules: Vec<_> = read.collect();
        rules.sort_by_key(|(_, rule)| rule.phase());
        rules
    }
}

/// Where a refusal can be put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The id of an element.
    pub id: String,
    pub title: String,
}

impl Draft {
    /// The field or card that a refusal's path speaks of.
    pub fn link_to(&self, path: &str) -> Link {
        let place = path.strip_prefix("rules[").and_then(|rest| rest.split_once(']')?.0.parse::<usize>().ok());
        let card = place.and_then(|place| Some((place, self.rules.get(place)?)));
        let (id, title) = match (card, path) {
            (Some((place, fields)), _) => {
                let kind = Kind::from_name(&fields.rule).map_or("", Kind::title);
                (card_id(fields.key), format!("Rule {}, {kind}", place + 1))
            }
            (None, "name") => ("workflow-name".to_owned(), "Name".to_owned()),
            (None, "rules") => ("rules-or-none".to_owned(), "Rules".to_owned()),
            (None, other) => ("refused".to_owned(), other.to_owned()),
        };
        Link { id, title }
    }
}

/// What is refused at a path or below it, as one text; `None` when nothing is.
pub fn beside(refusals: &[Refusal], path: &str) -> Option<String> {
    let below = |found: &str| found.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
    let reasons: Vec<_> = refusals.iter().filter(|refusal| below(&refusal.path)).map(|r| as_sentence(&r.reason)).collect();
    if reasons.is_empty() { None } else { Some(reasons.join(" ")) }
}

fn read_card(place: usize, fields: &RuleFields) -> Result<Rule, Vec<Refusal>> {
    let missing = fields.missing();
    if !missing.is_empty() {
        return Err(missing.into_iter().map(|(path, reason)| refuse(&format!("rules[{place}].{path}"), reason)).collect());
    }
    let alone = Draft { name: "-".to_owned(), rules: vec![fields.clone()], ..Draft::default() };
    let workflow =
        read(&alone.json()).map_err(|refusals| refusals.into_iter().map(|r| moved(r, |_| Some(place))).collect::<Vec<_>>())?;
    workflow.rules.into_iter().next().ok_or_else(Vec::new)
}

/// The same refusal at another card: `rules[0].percent` to `rules[3].percent`.
fn moved(refusal: Refusal, to: impl Fn(usize) -> Option<usize>) -> Refusal {
    let place = refusal.path.strip_prefix("rules[").and_then(|rest| rest.split_once(']'));
    let path = place.and_then(|(from, rest)| Some(format!("rules[{}]{rest}", to(from.parse().ok()?)?)));
    Refusal { path: path.unwrap_or(refusal.path), reason: refusal.reason }
}

fn refuse(path: &str, reason: &str) -> Refusal {
    Refusal { path: path.to_owned(), reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::super::{Intent, Kind};
    use super::*;

    fn draft(kinds: &[Kind]) -> Draft {
        let mut draft = Draft { name: "W".to_owned(), ..Draft::default() };
        for kind in kinds {
            draft.apply(Intent::Add(*kind));
        }
        draft
    }

    fn paths(draft: &Draft) -> Vec<String> {
        draft.review().refusals.into_iter().map(|refusal| refusal.path).collect()
    }

    #[test]
    fn an_unfinished_card_hides_no_conflict_of_the_others() {
        let kinds = [Kind::Uplift, Kind::ReplaceRiDiscounts, Kind::RemoveCredits, Kind::RetainDiscounts];
        assert_eq!(paths(&draft(&kinds)), ["rules[0].percent", "rules[2].kinds", "rules[3]"]);
        assert_eq!(paths(&draft(&[Kind::Uplift, Kind::Discount])), ["rules[0].percent", "rules[1].percent", "rules[1]"]);
    }

    #[test]
    fn cards_that_are_rules_read_as_sentences_while_others_are_unfinished() {
        let rules = draft(&[Kind::RemoveCredits, Kind::RemoveTaxes]).review().rules;
        assert_eq!(rules[0], None);
        assert_eq!(rules[1].as_ref().unwrap().sentence(), "Charge no taxes.");
    }

    #[test]
    fn a_refusal_leads_to_its_card_wherever_that_stands() {
        let mut draft = draft(&[Kind::RemoveTaxes, Kind::Uplift]);
        draft.apply(Intent::Remove(1));
        assert_eq!(draft.link_to("rules[0].percent"), Link { id: "rule-2".to_owned(), title: "Rule 1, Uplift".to_owned() });
        assert_eq!(draft.link_to("name").id, "workflow-name");
    }

    #[test]
    fn no_rules_is_a_choice_and_not_an_oversight() {
        assert_eq!(paths(&draft(&[])), ["rules"]);
        let chosen = Draft { no_rules: true, ..draft(&[Kind::Uplift]) };
        assert_eq!(paths(&chosen), [""; 0]);
        assert_eq!(paths(&Draft { name: " ".to_owned(), ..chosen }), ["name"]);
    }

    #[test]
    fn a_refusal_stands_beside_its_own_field_only() {
        let refusals = [refuse("rules[1].purchased_by[2]", "`x` is not an account id"), refuse("rules[10]", "twice")];
        assert_eq!(beside(&refusals, "rules[1].purchased_by").unwrap(), "`x` is not an account id.");
        assert_eq!(beside(&refusals, "rules[1].percent"), None);
        assert_eq!(beside(&refusals, "rules[10]").unwrap(), "Twice.");
    }
}
