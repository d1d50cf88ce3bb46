//! What changed between two versions of a workflow, rule by rule.
//!
//! Rules have no names that last, so an old rule is paired with the new one that it most likely became: first those
//! that are the same, then those of one kind and label, then those of one kind, each in their order. What is in no
//! pair was removed or added. Of the pairs, as few as possible count as moved: those outside the longest run that kept
//! its order.

use super::{EcoFee, Rule, Workflow};

/// One difference. Places count from 0, in the old version for `from`, in the new one for `to`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    Renamed {
        before: String,
        after: String,
    },
    Described {
        before: Option<String>,
        after: Option<String>,
    },
    Added {
        to: usize,
        rule: Rule,
    },
    /// The same rule with other options. [`Rule::sentence`] says each.
    Changed {
        from: usize,
        to: usize,
        before: Rule,
        after: Rule,
    },
    /// It changed its place among the others, not merely because one was added or removed before it.
    Moved {
        from: usize,
        to: usize,
        rule: Rule,
    },
    Removed {
        from: usize,
        rule: Rule,
    },
}

/// What makes the second version of the first: the name, the description, then rules in their new order, then those
/// that are gone in their old one. Empty where both say the same.
pub fn compare(old: &Workflow, new: &Workflow) -> Vec<Change> {
    let pairs = pair(&old.rules, &new.rules);
    let stayed = longest_run(&pairs);
    let mut changes = about_the_whole(old, new);
    for (to, rule) in new.rules.iter().enumerate() {
        match pairs.iter().find(|pair| pair.to == to) {
            Some(pair) => changes.extend(about_pair(*pair, [&old.rules[pair.from], rule], stayed.contains(pair))),
            None => changes.push(Change::Added { to, rule: rule.clone() }),
        }
    }
    let gone = old.rules.iter().enumerate().filter(|(from, _)| pairs.iter().all(|pair| pair.from != *from));
    changes.extend(gone.map(|(from, rule)| Change::Removed { from, rule: rule.clone() }));
    changes
}

/// An old rule and the new one that it became.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Pair {
    from: usize,
    to: usize,
}

fn about_the_whole(old: &Workflow, new: &Workflow) -> Vec<Change> {
    let mut changes = Vec::new();
    if old.name != new.name {
        changes.push(Change::Renamed { before: old.name.clone(), after: new.name.clone() });
    }
    let described = |workflow: &Workflow| workflow.description.clone().filter(|text| !text.is_empty());
    let (before, after) = (described(old), described(new));
    if before != after {
        changes.push(Change::Described { before, after });
    }
    changes
}

fn about_pair(Pair { from, to }: Pair, [before, after]: [&Rule; 2], stayed: bool) -> Vec<Change> {
    let mut changes = Vec::new();
    if before != after {
        changes.push(Change::Changed { from, to, before: before.clone(), after: after.clone() });
    }
    if !stayed {
        changes.push(Change::Moved { from, to, rule: after.clone() });
    }
    changes
}

/// In the order of the new rules.
fn pair(old: &[Rule], new: &[Rule]) -> Vec<Pair> {
    let alike: [fn(&Rule, &Rule) -> bool; 3] =
        [|a, b| a == b, |a, b| a.kind() == b.kind() && label(a) == label(b), |a, b| a.kind() == b.kind()];
    let mut pairs: Vec<Pair> = Vec::new();
    for alike in alike {
        for (to, after) in new.iter().enumerate() {
            let is_free = |from: usize| pairs.iter().all(|pair| pair.from != from);
            let found = old.iter().enumerate().find(|(from, before)| is_free(*from) && alike(before, after));
            if let Some((from, _)) = found.filter(|_| pairs.iter().all(|pair| pair.to != to)) {
                pairs.push(Pair { from, to });
            }
        }
    }
    pairs.sort_by_key(|pair| pair.to);
    pairs
}

/// What tells two rules of one kind apart for a person.
fn label(rule: &Rule) -> &str {
    match rule {
        Rule::Custom(rule) => &rule.label,
        Rule::CustomLineItem(item) => &item.label,
        Rule::EcoFee(fee) => EcoFee::title(*fee),
        Rule::RemoveCredits(_) | Rule::RemoveTaxes(_) | Rule::RemoveVolumeDiscounts(_) | Rule::ReplaceRiDiscounts(_) => "",
        Rule::ReplaceSpDiscounts(_) | Rule::RetainDiscounts(_) | Rule::ShareRiCost(_) | Rule::ShareSpCost(_) => "",
        Rule::Uplift(_) | Rule::Discount(_) => "",
    }
}

/// The longest choice of pairs, which stand in their new order, that stand in their old order too.
fn longest_run(pairs: &[Pair]) -> Vec<Pair> {
    let mut runs: Vec<Vec<Pair>> = Vec::with_capacity(pairs.len());
    for pair in pairs {
        let before = runs.iter().filter(|run| run.last().is_none_or(|last| last.from < pair.from));
        let mut run = before.max_by_key(|run| run.len()).cloned().unwrap_or_default();
        run.push(*pair);
        runs.push(run);
    }
    runs.into_iter().rev().max_by_key(Vec::len).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workflow::read;

    const TAXES: &str = r#"{"rule":"remove_taxes"}"#;
    const REPLACE: &str = r#"{"rule":"replace_ri_discounts","purchased_by":"any","commitment_fees":"keep"}"#;
    const DROP: &str = r#"{"rule":"replace_ri_discounts","purchased_by":"any","commitment_fees":"drop"}"#;
    const UPLIFT: &str = r#"{"rule":"uplift","percent":"3"}"#;

    fn workflow(rules: &[&str]) -> Workflow {
        read(&format!(r#"{{"name":"W","rules":[{}]}}"#, rules.join(","))).unwrap()
    }

    fn item(label: &str, amount: u32) -> String {
        format!(r#"{{"rule":"custom_line_item","label":"{label}","amount":"{amount}","per":"subset"}}"#)
    }

    /// `+` added, `-` removed, `>` moved, `~` changed, each with its places and kind.
    #[track_caller]
    fn check(old: &[&str], new: &[&str], changes: &[&str]) {
        let told = compare(&workflow(old), &workflow(new)).into_iter().map(|change| match change {
            Change::Renamed { before, after } => format!("name {before} {after}"),
            Change::Described { .. } => "description".to_owned(),
            Change::Added { to, rule } => format!("+{to} {}", rule.kind()),
            Change::Changed { from, to, before, .. } => format!("~{from} {to} {}", before.kind()),
            Change::Moved { from, to, rule } => format!(">{from} {to} {}", rule.kind()),
            Change::Removed { from, rule } => format!("-{from} {}", rule.kind()),
        });
        assert_eq!(told.collect::<Vec<_>>(), changes);
    }

    #[test]
    fn versions_that_say_the_same_have_no_changes() {
        check(&[TAXES, UPLIFT], &[TAXES, UPLIFT], &[]);
        check(&[], &[], &[]);
    }

    #[test]
    fn rules_are_added_and_removed_without_moving_the_others() {
        check(&[TAXES, UPLIFT], &[TAXES, REPLACE, UPLIFT], &["+1 replace_ri_discounts"]);
        check(&[TAXES, REPLACE, UPLIFT], &[UPLIFT], &["-0 remove_taxes", "-1 replace_ri_discounts"]);
    }

    #[test]
    fn as_few_rules_as_possible_have_moved() {
        check(&[TAXES, REPLACE, UPLIFT], &[UPLIFT, TAXES, REPLACE], &[">2 0 uplift"]);
        check(&[TAXES, REPLACE, UPLIFT], &[REPLACE, UPLIFT, TAXES], &[">0 2 remove_taxes"]);
    }

    #[test]
    fn a_rule_with_other_options_is_the_same_rule() {
        check(&[TAXES, REPLACE], &[TAXES, DROP], &["~1 1 replace_ri_discounts"]);
        check(&[TAXES, UPLIFT, REPLACE], &[DROP, TAXES, UPLIFT], &["~2 0 replace_ri_discounts", ">2 0 replace_ri_discounts"]);
    }

    #[test]
    fn rules_with_labels_are_known_by_them() {
        let (care, desk, dearer) = (item("Care", 1), item("Desk", 1), item("Care", 2));
        check(&[&care, &desk], &[&desk, &dearer], &["~0 1 custom_line_item", ">0 1 custom_line_item"]);
        check(&[&care], &[&desk, &dearer], &["+0 custom_line_item", "~0 1 custom_line_item"]);
    }

    #[test]
    fn a_new_name_and_a_new_description_are_changes() {
        let old = workflow(&[]);
        let new = Workflow { name: "V".to_owned(), description: Some("d".to_owned()), ..old.clone() };
        let changes = compare(&old, &new);
        assert_eq!(changes[0], Change::Renamed { before: "W".to_owned(), after: "V".to_owned() });
        assert_eq!(changes[1], Change::Described { before: None, after: Some("d".to_owned()) });
        let empty = Workflow { description: Some(String::new()), ..old.clone() };
        assert_eq!(compare(&old, &empty), []);
    }
}
