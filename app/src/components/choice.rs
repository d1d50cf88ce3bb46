use leptos::prelude::*;

use super::icon::{Icon, Picture};

/// How many of a group may be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// One.
    Radio,
    /// Any.
    Checkbox,
}

/// Choices that belong together, under one question. The children are [`Choice`]s.
#[component]
pub fn ChoiceGroup(
    /// Where a summary of refusals leads.
    #[prop(into)]
    id: String,
    #[prop(into)] legend: String,
    #[prop(optional, into)] hint: Option<String>,
    /// Why what was chosen cannot be.
    #[prop(optional, into)]
    refusal: Signal<Option<String>>,
    children: Children,
) -> impl IntoView {
    let notes = format!("{id}-notes");
    let described_by = notes.clone();
    view! {
        <fieldset id=id class="choices" class:field-refused=move || refusal.with(Option::is_some) aria-describedby=described_by>
            <legend>{legend}</legend>
            {hint.map(|hint| view! { <p class="choices-hint">{hint}</p> })}
            <div class="choices-list">{children()}</div>
            <div id=notes class="field-notes">
                <Refusal reason=refusal/>
            </div>
        </fieldset>
    }
}

/// One of a [`ChoiceGroup`].
#[component]
pub fn Choice(
    mark: Mark,
    #[prop(into)] name: Signal<String>,
    #[prop(into)] value: String,
    /// Whether it is chosen to begin with; afterwards the browser knows.
    checked: bool,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: Option<String>,
) -> impl IntoView {
    let kind = match mark {
        Mark::Radio => "radio",
        Mark::Checkbox => "checkbox",
    };
    view! {
        <label class="choice">
            <input type=kind name=move || name.get() value=value checked=checked/>
            <span class="choice-label">{label}</span>
            {hint.map(|hint| view! { <span class="choice-hint">{hint}</span> })}
        </label>
    }
}

/// Why a field is refused, below it; nothing while it is not.
#[component]
pub fn Refusal(#[prop(into)] reason: Signal<Option<String>>) -> impl IntoView {
    move || {
        reason.get().map(|reason| {
            view! {
                <p class="field-refusal">
                    <Icon picture=Picture::Warning/>
                    <span>{reason}</span>
                </p>
            }
        })
    }
}
