use leptos::prelude::*;
use muster_domain::credit::CreditType;
use muster_domain::workflow::CreditKind;

use super::Rows;
use crate::api::billing::PatternFields;
use crate::components::{FormState, Icon, Picture, Refusal};

/// One pattern. Without a text it is left out when the form is sent.
#[component]
pub(super) fn PatternRow(rows: Rows, place: usize, fields: PatternFields) -> impl IntoView {
    let name = move |field: &str| format!("patterns[{place}][{field}]");
    let number = place + 1;
    let kinds = CreditKind::ALL.map(|kind| {
        view! { <option value=kind.name() selected=kind.name() == fields.kind>{kind.title()}</option> }
    });
    let types = CreditType::ALL.map(|credit| {
        let checked = fields.types.iter().any(|chosen| chosen == credit.name());
        view! {
            <label class="choice">
                <input type="checkbox" name=format!("{}[]", name("types")) value=credit.name() checked=checked/>
                <span class="choice-label">{credit.name()}</span>
            </label>
        }
    });
    let (kinds, types) = (kinds.collect_view(), types.collect_view());
    let refusal = use_refusal_of(place);
    let notes = format!("pattern-{place}-notes");
    let is_refused = move || refusal.with(Option::is_some);
    view! {
        <li class="pattern" class:field-refused=is_refused>
            <span class="rule-number" aria-hidden="true">{number}</span>
            <input
                class="input condition-text pattern-text"
                name=name("pattern")
                value=fields.pattern
                autocomplete="off"
                spellcheck="false"
                maxlength="500"
                placeholder="partner.*(funding|credit)"
                aria-label=format!("Pattern {number}")
                aria-describedby=notes.clone()
                aria-invalid=move || is_refused().then_some("true")
            />
            <select class="input pattern-kind" name=name("kind") aria-label=format!("Kind of pattern {number}")>
                {kinds}
            </select>
            <fieldset class="pattern-types">
                <legend class="visually-hidden">{format!("Lines that pattern {number} is about")}</legend>
                {types}
            </fieldset>
            <Moves rows place/>
            <div id=notes class="field-notes pattern-notes">
                <Refusal reason=refusal/>
            </div>
        </li>
    }
}

/// What the form was refused about a row.
fn use_refusal_of(place: usize) -> Signal<Option<String>> {
    let state = use_context::<FormState>();
    Signal::derive(move || {
        let about = |field: &str| state.and_then(|state| state.error.with(|error| error.as_ref()?.about(field)));
        ["pattern", "types", "kind"].iter().find_map(|field| about(&format!("patterns[{place}].{field}")))
    })
}

/// Up, down, away; the last row is the empty one and stays.
#[component]
fn Moves(rows: Rows, place: usize) -> impl IntoView {
    let number = place + 1;
    let last = move || rows.made.with(|rows| rows.len().saturating_sub(1));
    let button = move |label: String, picture: Picture, is_idle: Signal<bool>, act: Callback<()>| {
        view! {
            <button
                type="button"
                class="button button-quiet button-icon"
                aria-label=label.clone()
                title=label
                disabled=move || is_idle.get()
                on:click=move |_| act.run(())
            >
                <Icon picture/>
            </button>
        }
    };
    let up = Callback::new(move |()| rows.swap(place, place.saturating_sub(1)));
    let down = Callback::new(move |()| rows.swap(place, place + 1));
    let away = Callback::new(move |()| rows.remove(place));
    let is_last = move || place >= last();
    view! {
        <div class="rule-moves needs-script">
            {button(format!("Try pattern {number} earlier"), Picture::SortAscending, Signal::derive(move || place == 0 || is_last()), up)}
            {button(format!("Try pattern {number} later"), Picture::SortDescending, Signal::derive(move || place + 1 >= last()), down)}
            {button(format!("Remove pattern {number}"), Picture::Trash, Signal::derive(is_last), away)}
        </div>
    }
}
