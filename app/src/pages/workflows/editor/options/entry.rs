use leptos::prelude::*;

use super::super::state::CardState;
use crate::components::Refusal;

/// A figure of a card, with its unit behind it; or a day.
#[component]
pub(super) fn Entry(
    card: CardState,
    /// The card's field.
    name: &'static str,
    label: &'static str,
    #[prop(default = "")] unit: &'static str,
    value: String,
    #[prop(optional)] placeholder: &'static str,
    /// `text` unless told.
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(optional)] hint: Option<&'static str>,
    #[prop(into)] refusal: Signal<Option<String>>,
) -> impl IntoView {
    let (field, notes) = (card.id(name), card.id(&format!("{name}-notes")));
    let is_refused = move || refusal.with(Option::is_some);
    let inputmode = (kind == "text").then_some("decimal");
    view! {
        <div class="field" class:field-refused=is_refused>
            <label for=field.clone()>{label}</label>
            <span class="figure">
                <input
                    id=field
                    class="input"
                    type=kind
                    name=move || card.field(name).get()
                    value=value
                    inputmode=inputmode
                    autocomplete="off"
                    placeholder=placeholder
                    aria-describedby=notes.clone()
                    aria-invalid=move || is_refused().then_some("true")
                />
                {(!unit.is_empty()).then(|| view! { <span aria-hidden="true">{unit}</span> })}
            </span>
            <div id=notes class="field-notes">
                {hint.map(|hint| view! { <p class="field-hint">{hint}</p> })}
                <Refusal reason=refusal/>
            </div>
        </div>
    }
}

/// What a rule is called where people read of it.
#[component]
pub(super) fn Label(card: CardState, value: String, hint: &'static str) -> impl IntoView {
    let (field, notes) = (card.id("label"), card.id("label-notes"));
    let refusal = card.refusal("label");
    let is_refused = move || refusal.with(Option::is_some);
    view! {
        <div class="field" class:field-refused=is_refused>
            <label for=field.clone()>"Label"</label>
            <input
                id=field
                class="input"
                name=move || card.field("label").get()
                value=value
                maxlength="200"
                autocomplete="off"
                aria-describedby=notes.clone()
                aria-invalid=move || is_refused().then_some("true")
            />
            <div id=notes class="field-notes">
                <p class="field-hint">{hint}</p>
                <Refusal reason=refusal/>
            </div>
        </div>
    }
}

/// The days of usage that a rule is about; open where nothing is entered.
#[component]
pub(super) fn Days(card: CardState, from: String, until: String) -> impl IntoView {
    view! {
        <div class="figures">
            <Entry card name="from" label="From (optional)" kind="date" value=from refusal=card.refusal("from")/>
            <Entry
                card
                name="until"
                label="Until (optional)"
                kind="date"
                value=until
                hint="The first day that is no longer in."
                refusal=card.refusal("until")
            />
        </div>
    }
}
