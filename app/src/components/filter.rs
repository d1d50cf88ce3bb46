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
    label: &'static str,
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
                aria-label=label
                placeholder=label
                autocomplete="off"
                value=filter.get_untracked()
                on:input=follow
            />
        </form>
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
