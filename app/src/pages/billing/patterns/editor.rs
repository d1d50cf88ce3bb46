//! The patterns as a form: a row each, the last one empty for another. With script rows move.

mod row;

use leptos::form::FromFormData;
use leptos::prelude::*;
use leptos::web_sys::{FormData, HtmlInputElement};
use muster_domain::OrganizationId;
use muster_domain::credit::CreditPatterns;

use self::row::PatternRow;
use super::super::Saved;
use crate::api::billing::{PatternFields, SavePatterns};
use crate::components::{ButtonKind, ServerForm, SubmitButton};

/// The rows of the form as they were last made, and what they hold now.
#[derive(Clone, Copy)]
pub(super) struct Rows {
    /// Made anew when a row moves, appears or goes; the inputs belong to the browser in between.
    made: RwSignal<Vec<PatternFields>>,
    held: RwSignal<Vec<PatternFields>>,
}

impl Rows {
    fn new(patterns: CreditPatterns) -> Self {
        let rows = patterns.0.into_iter().map(|pattern| PatternFields {
            kind: pattern.kind.name().to_owned(),
            types: pattern.types.iter().map(|credit| credit.name().to_owned()).collect(),
            pattern: pattern.pattern,
        });
        let rows: Vec<_> = rows.chain([blank()]).collect();
        Self { made: RwSignal::new(rows.clone()), held: RwSignal::new(rows) }
    }

    /// Takes over what the form holds; the empty row at the end is always there.
    fn typed(self, rows: Vec<PatternFields>) {
        let is_full = rows.last().is_none_or(|row| !row.pattern.trim().is_empty());
        self.held.set(rows);
        if is_full {
            self.make(|rows| rows.push(blank()));
        }
    }

    /// Changes the rows themselves.
    fn make(self, change: impl FnOnce(&mut Vec<PatternFields>)) {
        let mut rows = self.held.get_untracked();
        change(&mut rows);
        self.held.set(rows.clone());
        self.made.set(rows);
    }

    fn swap(self, place: usize, with: usize) {
        self.make(|rows| {
            if place.max(with) < rows.len() {
                rows.swap(place, with);
            }
        });
    }

    fn remove(self, place: usize) {
        self.make(|rows| {
            if place < rows.len() {
                rows.remove(place);
            }
        });
    }
}

/// Credits of a kind that is still to be chosen.
fn blank() -> PatternFields {
    PatternFields { kind: "other_credits".to_owned(), types: vec!["Credit".to_owned()], pattern: String::new() }
}

#[component]
pub(super) fn PatternEditor(org: OrganizationId, patterns: CreditPatterns, save: ServerAction<SavePatterns>) -> impl IntoView {
    let rows = Rows::new(patterns);
    let on_input = move |event: leptos::ev::Event| {
        if let Some(sent) = held_by_form(&event) {
            rows.typed(sent.patterns);
        }
    };
    let row = move |(place, fields)| view! { <PatternRow rows place fields/> };
    let each = move || rows.made.get().into_iter().enumerate().map(row).collect_view();
    view! {
        <ServerForm action=save fields=&["patterns"] class="form-plain">
            <input type="hidden" name="org" value=org.to_string()/>
            <ol class="patterns" on:input=on_input>
                {each}
            </ol>
            <div class="form-actions">
                <SubmitButton label="Save patterns" kind=ButtonKind::Primary/>
                <Saved action=save/>
            </div>
        </ServerForm>
    }
}

/// What the form that an event happened in holds now.
fn held_by_form(event: &leptos::ev::Event) -> Option<SavePatterns> {
    use leptos::wasm_bindgen::JsCast;
    let target = event.target()?;
    let form = match target.dyn_ref::<HtmlInputElement>() {
        Some(input) => input.form()?,
        None => target.dyn_ref::<leptos::web_sys::HtmlSelectElement>()?.form()?,
    };
    SavePatterns::from_form_data(&FormData::new_with_form(&form).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patterns(rows: Rows) -> Vec<String> {
        rows.made.get_untracked().into_iter().map(|row| row.pattern).collect()
    }

    fn typed(pattern: &str) -> PatternFields {
        PatternFields { pattern: pattern.to_owned(), ..blank() }
    }

    #[test]
    fn an_empty_row_always_waits_at_the_end() {
        let owner = Owner::new();
        owner.set();
        let rows = Rows::new(CreditPatterns(Vec::new()));
        assert_eq!(patterns(rows), [""]);
        rows.typed(vec![typed("apn")]);
        assert_eq!(patterns(rows), ["apn", ""]);
        rows.typed(vec![typed("apn"), typed("")]);
        assert_eq!(patterns(rows), ["apn", ""]);
    }

    #[test]
    fn rows_move_with_what_was_typed_into_them() {
        let owner = Owner::new();
        owner.set();
        let rows = Rows::new(CreditPatterns(Vec::new()));
        rows.typed(vec![typed("a"), typed("b"), typed("")]);
        rows.swap(0, 1);
        assert_eq!(patterns(rows), ["b", "a", ""]);
        rows.remove(0);
        assert_eq!(patterns(rows), ["a", ""]);
        rows.swap(0, 9);
        assert_eq!(patterns(rows), ["a", ""]);
    }
}
