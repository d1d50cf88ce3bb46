use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::icon::{Icon, Picture};
use crate::query::{FILTER, others, use_param, use_set_param};

/// When a list with script follows what is typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Follows {
    /// At once: the list is there already.
    #[default]
    Typing,
    /// Once Enter is pressed: the server is asked, and writes down what for.
    Enter,
}

/// Filters the list below it: as told with script, by Enter without.
#[component]
pub fn FilterField(
    /// Of what the list is: `Filter accounts`.
    #[prop(into)]
    label: String,
    #[prop(optional)] follows: Follows,
) -> impl IntoView {
    let (filter, set) = (use_param(FILTER), use_set_param(FILTER));
    let (entered, field) = (set.clone(), NodeRef::<leptos::html::Input>::new());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let (Follows::Enter, Some(field)) = (follows, field.get_untracked()) {
            entered(&field.value());
        }
    };
    let follow = move |event: leptos::ev::Event| {
        if follows == Follows::Typing {
            set(&event_target_value(&event));
        }
    };
    view! {
        <form class="filter" method="get" role="search" on:submit=submit>
            <OtherParams name=FILTER/>
            <Icon picture=Picture::Search/>
            <input
                node_ref=field
                class="input"
                type="search"
                name=FILTER
                aria-label=label.clone()
                placeholder=label
                autocomplete="off"
                value=filter.get_untracked()
                on:input=follow
            />
        </form>
    }
}

/// A list that is there already: above it what filters it and how much of it is left, below it that nothing is.
#[component]
pub fn FilteredList<T>(
    /// What a row is: `report`.
    one: &'static str,
    /// And what several are.
    many: &'static str,
    /// Of how many rows.
    count: usize,
    /// Those that match.
    found: Memo<Vec<T>>,
    children: Children,
) -> impl IntoView
where
    T: Send + Sync + 'static,
{
    view! {
        <div class="toolbar">
            <FilterField label=format!("Filter {many}")/>
            <span class="toolbar-count" role="status">{move || format!("{} of {count} {many}", found.with(Vec::len))}</span>
        </div>
        {children()}
        {move || found.with(Vec::is_empty).then(|| view! { <p class="no-match">{format!("No {one} matches the filter.")}</p> })}
    }
}

/// A form that sends one parameter keeps the others.
#[component]
pub(super) fn OtherParams(name: &'static str) -> impl IntoView {
    let query = use_query_map();
    move || {
        let fields = others(&query.read(), name).into_iter();
        fields.map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()
    }
}
