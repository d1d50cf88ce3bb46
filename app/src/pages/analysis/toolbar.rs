use leptos::prelude::*;
use muster_domain::Period;
use muster_domain::analysis::{By, CostType, Dimension, Grain, Question, Scope, Window, names};
use muster_domain::view::analysis::ScopeChoice;

use super::Asked;
use crate::components::{SelectFilter, SelectFilters};

/// What is looked at: each choice at once with script, all by one button without.
#[component]
pub(super) fn Toolbar(asked: Asked, scopes: Vec<ScopeChoice>, tags: Vec<String>, period: Period, grain: Grain) -> impl IntoView {
    let question = asked.question.clone();
    let mut filters = vec![whose(&asked, scopes)];
    if asked.is_of_costs() {
        filters.push(select(
            (names::COST, "Cost type"),
            question.cost.name(),
            CostType::ALL.map(|cost| pair(cost.name(), cost.title())),
        ));
    }
    let mut bys: Vec<_> = Dimension::ALL.map(|dimension| pair(dimension.name(), dimension.title())).into();
    // An end customer has those that its provider chose, or none.
    if asked.is_of_costs() || !tags.is_empty() {
        bys.push(pair("tag", "Tag"));
    }
    filters.push(select((names::BY, "Group by"), question.by.name(), bys));
    if let By::Tag(key) = &question.by {
        let choose = std::iter::once(pair("", "Choose a tag"));
        filters.push(select((names::TAG, "Tag"), key, choose.chain(tags.iter().map(|tag| pair(tag, tag)))));
    }
    filters.push(windows(question.window));
    filters.push(select((names::GRAIN, "Granularity"), grain.name(), Grain::ALL.map(|grain| pair(grain.name(), grain.title()))));
    view! {
        <div class="toolbar analysis-toolbar">
            <SelectFilters filters label="What is looked at"/>
            <Days asked question period/>
        </div>
    }
}

fn pair(value: &str, title: &str) -> (String, String) {
    (value.to_owned(), title.to_owned())
}

fn select(
    (name, label): (&'static str, &'static str),
    value: &str,
    options: impl IntoIterator<Item = (String, String)>,
) -> SelectFilter {
    SelectFilter { name, label, value: value.to_owned(), options: options.into_iter().collect() }
}

fn whose(asked: &Asked, scopes: Vec<ScopeChoice>) -> SelectFilter {
    let chosen = match asked.question.scope {
        Scope::All => String::new(),
        Scope::Unassigned => names::UNASSIGNED.to_owned(),
        Scope::Subset(id) => id.to_string(),
        Scope::Source(id) => id.to_string(),
    };
    let known = scopes.into_iter().map(|scope| (scope.id, scope.name));
    if asked.is_of_costs() {
        let all = [pair("", "All accounts"), pair(names::UNASSIGNED, "Unassigned accounts")];
        return select((names::SUBSET, "Subset"), &chosen, all.into_iter().chain(known));
    }
    select((names::SOURCE, "Charged by"), &chosen, known)
}

fn windows(window: Window) -> SelectFilter {
    let mut options: Vec<_> = Window::NAMED.map(|named| (named.name(), named.title())).into();
    let custom = Window::Days { from: None, until: None };
    // A number of months that somebody wrote into the address is offered too.
    let further = if matches!(window, Window::Days { .. }) || Window::NAMED.contains(&window) { None } else { Some(window) };
    options.extend(further.into_iter().chain([custom]).map(|window| (window.name(), window.title())));
    select((names::PERIOD, "Period"), &window.name(), options)
}

/// From when until when, where that is chosen.
#[component]
fn Days(asked: Asked, question: Question, period: Period) -> impl IntoView {
    let Window::Days { .. } = question.window else { return ().into_any() };
    let kept = Question { window: Window::Days { from: None, until: None }, page: 0, ..question }.pairs();
    let kept = kept.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view();
    let day = |(name, label): (&'static str, &'static str), value: String| {
        view! {
            <label class="select-filter">
                <span>{label}</span>
                <input class="input" type="date" name=name value=value required/>
            </label>
        }
    };
    view! {
        <form class="select-filters" method="get" action=asked.section.of(asked.org) aria-label="Days">
            {kept}
            {day((names::FROM, "From"), period.from().to_string())}
            {day((names::UNTIL, "Through"), period.last_day().to_string())}
            <button type="submit" class="button button-secondary">"Show"</button>
        </form>
    }
    .into_any()
}
