use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::query::{others_of, use_set_param};

/// One choice that a list is filtered by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectFilter {
    /// Its parameter in the address.
    pub name: &'static str,
    pub label: &'static str,
    /// What is chosen now.
    pub value: String,
    /// Values and what they are called; the empty value is the usual one.
    pub options: Vec<(String, String)>,
}

/// Choices beside each other: at once with script, by one button without.
#[component]
pub fn SelectFilters(
    filters: Vec<SelectFilter>,
    /// Of what the list is: `Filter tickets`.
    label: &'static str,
) -> impl IntoView {
    let query = use_query_map();
    let names: Vec<_> = filters.iter().map(|filter| filter.name).collect();
    let kept = query.with_untracked(|query| others_of(query, &names));
    let kept = kept.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view();
    let selects = filters.into_iter().map(|filter| view! { <Select filter/> }).collect_view();
    view! {
        <form class="select-filters" method="get" aria-label=label>
            {kept} {selects} <button type="submit" class="button button-secondary without-script">
                "Show"
            </button>
        </form>
    }
}

#[component]
fn Select(filter: SelectFilter) -> impl IntoView {
    let SelectFilter { name, label, value, options } = filter;
    let set = use_set_param(name);
    let options = options.into_iter().map(|(option, text)| {
        let selected = option == value;
        view! {
            <option value=option selected=selected>
                {text}
            </option>
        }
    });
    view! {
        <label class="select-filter">
            <span>{label}</span>
            <select class="input" name=name on:change=move |event| set(&event_target_value(&event))>
                {options.collect_view()}
            </select>
        </label>
    }
}
