//! Two workflows, rule by rule: a word and a sign say what became of each, colour only repeats it.

use leptos::prelude::*;
use muster_domain::workflow::{Change, Rule, Workflow, compare};

use crate::components::{Badge, Tone};

/// What became of one rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Became {
    Added,
    Removed,
    Changed,
    Moved,
    ChangedAndMoved,
    Same,
}

impl Became {
    fn said(self) -> (Tone, &'static str) {
        match self {
            Self::Added => (Tone::Good, "+ Added"),
            Self::Removed => (Tone::Bad, "− Removed"),
            Self::Changed => (Tone::Warning, "~ Changed"),
            Self::Moved => (Tone::Active, "↕ Moved"),
            Self::ChangedAndMoved => (Tone::Warning, "~ Changed, ↕ moved"),
            Self::Same => (Tone::Neutral, "Unchanged"),
        }
    }
}

/// A rule in one of the versions or in both; places count from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    became: Became,
    title: &'static str,
    from: Option<usize>,
    to: Option<usize>,
    before: Option<String>,
    after: Option<String>,
}

impl Line {
    fn of(rule: &Rule) -> Self {
        let after = Some(rule.sentence());
        Self { became: Became::Same, title: rule.title(), from: None, to: None, before: None, after }
    }
}

/// Every rule of the new workflow, then those that are gone.
fn lines(new: &Workflow, changes: &[Change]) -> Vec<Line> {
    let kept = new.rules.iter().enumerate().map(|(place, rule)| {
        let mut line = Line { to: Some(place), ..Line::of(rule) };
        for change in changes {
            line.take(place, change);
        }
        line
    });
    let gone = changes.iter().filter_map(|change| match change {
        Change::Removed { from, rule } => {
            let before = Some(rule.sentence());
            Some(Line { became: Became::Removed, from: Some(*from), before, after: None, ..Line::of(rule) })
        }
        Change::Added { .. } | Change::Changed { .. } | Change::Moved { .. } => None,
        Change::Renamed { .. } | Change::Described { .. } => None,
    });
    kept.chain(gone).collect()
}

impl Line {
    /// Takes in what a change says of the rule at a place of the new workflow.
    fn take(&mut self, place: usize, change: &Change) {
        match change {
            Change::Added { to, .. } if *to == place => self.became = Became::Added,
            Change::Changed { from, to, before, .. } if *to == place => {
                self.became = Became::Changed;
                self.from = Some(*from);
                self.before = Some(before.sentence());
            }
            Change::Moved { from, to, .. } if *to == place => {
                let changed = self.became == Became::Changed;
                self.became = if changed { Became::ChangedAndMoved } else { Became::Moved };
                self.from = Some(*from);
            }
            Change::Added { .. } | Change::Changed { .. } | Change::Moved { .. } | Change::Removed { .. } => {}
            Change::Renamed { .. } | Change::Described { .. } => {}
        }
    }

    /// `Rule 2`, or where it stood and stands.
    fn place(&self) -> String {
        match (self.from, self.to) {
            (Some(from), Some(to)) if from != to => format!("Rule {} → {}", from + 1, to + 1),
            (Some(place), _) | (None, Some(place)) => format!("Rule {}", place + 1),
            (None, None) => String::new(),
        }
    }
}

/// What leads from one workflow to another.
#[component]
pub(super) fn Changes(old: Workflow, new: Workflow) -> impl IntoView {
    let changes = compare(&old, &new);
    let none = changes.is_empty().then(|| view! { <p>"Both say the same."</p> });
    let whole = changes.iter().filter_map(|change| match change {
        Change::Renamed { before, after } => Some(("Name", before.clone(), after.clone())),
        Change::Described { before, after } => {
            Some(("Description", before.clone().unwrap_or_default(), after.clone().unwrap_or_default()))
        }
        Change::Added { .. } | Change::Changed { .. } | Change::Moved { .. } | Change::Removed { .. } => None,
    });
    let whole = whole.map(|(title, before, after)| {
        let line = Line { became: Became::Changed, title, from: None, to: None, before: Some(before), after: Some(after) };
        view! { <ChangeLine line/> }
    });
    let rules = lines(&new, &changes).into_iter().map(|line| view! { <ChangeLine line/> });
    view! {
        {none}
        <ol class="changes">{whole.collect_view()} {rules.collect_view()}</ol>
    }
}

#[component]
fn ChangeLine(line: Line) -> impl IntoView {
    let (tone, text) = line.became.said();
    let place = line.place();
    let Line { became, title, before, after, .. } = line;
    let texts = match (before, after) {
        (Some(before), Some(after)) => view! { <BeforeAfter before after/> }.into_any(),
        (Some(before), None) => view! { <p class="change-text"><del>{before}</del></p> }.into_any(),
        (None, Some(after)) if became == Became::Added => view! { <p class="change-text"><ins>{after}</ins></p> }.into_any(),
        (None, after) => view! { <p class="change-text">{after}</p> }.into_any(),
    };
    view! {
        <li class="change" class:change-same=became == Became::Same>
            <div class="change-head">
                <Badge tone text/>
                <span class="change-title">{title}</span>
                <span class="change-place">{place}</span>
            </div>
            {texts}
        </li>
    }
}

/// Both sentences, the words that differ marked.
#[component]
fn BeforeAfter(before: String, after: String) -> impl IntoView {
    let [start, old, new, end] = differing(&before, &after);
    let (head, tail) = (start.clone(), end.clone());
    view! {
        <p class="change-text">
            <span class="change-which">"Before: "</span>
            {start}
            <del>{old}</del>
            {end}
        </p>
        <p class="change-text">
            <span class="change-which">"After: "</span>
            {head}
            <ins>{new}</ins>
            {tail}
        </p>
    }
}

/// What two texts begin with alike, where they differ, and what they end with alike; cut between words.
fn differing(before: &str, after: &str) -> [String; 4] {
    let (old, new): (Vec<_>, Vec<_>) = (before.split_inclusive(' ').collect(), after.split_inclusive(' ').collect());
    let same = |(a, b): &(&&str, &&str)| a == b;
    let start = old.iter().zip(&new).take_while(same).count();
    let most = old.len().min(new.len()) - start;
    let end = old.iter().rev().zip(new.iter().rev()).take(most).take_while(same).count();
    [
        old[..start].concat(),
        old[start..old.len() - end].concat(),
        new[start..new.len() - end].concat(),
        old[old.len() - end..].concat(),
    ]
}

#[cfg(test)]
mod tests {
    use muster_domain::workflow::read;

    use super::*;

    const TAXES: &str = r#"{"rule":"remove_taxes"}"#;
    const CREDITS: &str = r#"{"rule":"remove_credits","kinds":["edp"]}"#;

    fn workflow(rules: &[&str]) -> Workflow {
        read(&format!(r#"{{"name":"W","rules":[{}]}}"#, rules.join(","))).unwrap()
    }

    fn uplift(percent: &str) -> String {
        format!(r#"{{"rule":"uplift","percent":"{percent}"}}"#)
    }

    #[test]
    fn each_rule_says_what_became_of_it() {
        let (old, new) = (workflow(&[TAXES, CREDITS, &uplift("3")]), workflow(&[&uplift("4"), TAXES]));
        let lines = lines(&new, &compare(&old, &new));
        let became: Vec<_> = lines.iter().map(|line| (line.became, line.place())).collect();
        let expected = [
            (Became::Changed, "Rule 3 → 1".to_owned()),
            (Became::Moved, "Rule 1 → 2".to_owned()),
            (Became::Removed, "Rule 2".to_owned()),
        ];
        assert_eq!(became, expected);
    }

    #[test]
    fn only_the_words_that_differ_are_marked() {
        let parts = differing("Raise every charge by 3 %.", "Raise every charge by 4 %, except taxes.");
        assert_eq!(parts, ["Raise every charge by ", "3 %.", "4 %, except taxes.", ""]);
        assert_eq!(differing("a b c", "a c"), ["a ", "b ", "", "c"]);
        assert_eq!(differing("a a", "a a a"), ["a ", "", "a ", "a"]);
    }
}
