//! The patterns as a form: a row each, the last one empty for another. With script rows move.

mod row;

use std::time::Duration;

use leptos::form::FromFormData;
use leptos::prelude::*;
use leptos::web_sys::{FormData, HtmlInputElement};
use leptos_router::params::ParamsMap;
use muster_domain::OrganizationId;
use muster_domain::credit::CreditPatterns;

use self::row::PatternRow;
use super::super::Saved;
use super::Edited;
use crate::api::billing::{PatternFields, SavePatterns};
use crate::components::{ButtonKind, ServerForm, SubmitButton};
use crate::routes::Section;

/// Longer than the pause between two keys.
const PAUSE: Duration = Duration::from_millis(300);

/// The rows of the form as they were last made, and what they hold now.
#[derive(Clone, Copy)]
pub(super) struct Rows {
    /// Made anew when a row moves, appears or goes; the inputs belong to the browser in between.
    made: RwSignal<Vec<PatternFields>>,
    held: RwSignal<Vec<PatternFields>>,
}

impl Rows {
    fn new(mut rows: Vec<PatternFields>) -> Self {
        rows.push(blank());
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

fn fields(patterns: CreditPatterns) -> Vec<PatternFields> {
    let fields = patterns.0.into_iter().map(|pattern| PatternFields {
        kind: pattern.kind.name().to_owned(),
        types: pattern.types.iter().map(|credit| credit.name().to_owned()).collect(),
        pattern: pattern.pattern,
    });
    fields.collect()
}

/// The rows that say something.
fn filled(rows: &[PatternFields]) -> Vec<PatternFields> {
    rows.iter().filter(|row| !row.pattern.trim().is_empty()).cloned().collect()
}

/// Rows that a browser without script carried in the address, to be shown what they would leave.
pub(in super::super) fn drafted(query: &ParamsMap) -> Option<Vec<PatternFields>> {
    let row = |place: usize| {
        let name = |field: &str| format!("patterns[{place}][{field}]");
        let (kind, pattern) = (query.get(&name("kind"))?, query.get(&name("pattern"))?);
        let types = query.get_all(&format!("{}[]", name("types"))).unwrap_or_default();
        Some(PatternFields { kind, types, pattern })
    };
    let rows: Vec<_> = (0..).map_while(row).collect();
    (!rows.is_empty()).then(|| filled(&rows))
}

/// Credits of a kind that is still to be chosen.
fn blank() -> PatternFields {
    PatternFields { kind: "other_credits".to_owned(), types: vec!["Credit".to_owned()], pattern: String::new() }
}

#[component]
pub(super) fn PatternEditor(
    org: OrganizationId,
    patterns: CreditPatterns,
    save: ServerAction<SavePatterns>,
    edited: Edited,
) -> impl IntoView {
    let kept = fields(patterns);
    let rows = Rows::new(edited.get_untracked().unwrap_or_else(|| kept.clone()));
    follow(rows, kept, edited);
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
                // The patterns go into the address, from where the page has them.
                <button type="submit" formmethod="get" formaction=Section::Billing.of(org) class="button button-secondary without-script">
                    "Show what they leave"
                </button>
                <Saved action=save/>
            </div>
        </ServerForm>
    }
}

/// Tells, when typing pauses, that the rows are others than those kept. Only in the browser: effects do not run on the
/// server.
fn follow(rows: Rows, kept: Vec<PatternFields>, edited: Edited) {
    Effect::new(move |before: Option<()>| {
        let now = rows.held.with(|rows| filled(rows));
        let now = (now != kept).then_some(now);
        let tell = move || {
            if edited.with_untracked(|edited| *edited != now) {
                edited.set(now);
            }
        };
        let pause = if before.is_some() { PAUSE } else { Duration::ZERO };
        if let Ok(timer) = set_timeout_with_handle(tell, pause) {
            on_cleanup(move || timer.clear());
        }
    });
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
        let rows = Rows::new(Vec::new());
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
        let rows = Rows::new(Vec::new());
        rows.typed(vec![typed("a"), typed("b"), typed("")]);
        rows.swap(0, 1);
        assert_eq!(patterns(rows), ["b", "a", ""]);
        rows.remove(0);
        assert_eq!(patterns(rows), ["a", ""]);
        rows.swap(0, 9);
        assert_eq!(patterns(rows), ["a", ""]);
    }

    #[test]
    fn rows_in_the_address_are_read_as_the_form_sent_them() {
        let sent = [
            ("org", "o"),
            ("patterns[0][pattern]", "apn"),
            ("patterns[0][kind]", "apn_partner"),
            ("patterns[0][types][]", "Credit"),
            ("patterns[0][types][]", "Refund"),
            ("patterns[1][pattern]", ""),
            ("patterns[1][kind]", "edp"),
        ];
        let query: ParamsMap = sent.into_iter().map(|(name, value)| (name, value.to_owned())).collect();
        let types = ["Credit", "Refund"].map(str::to_owned).to_vec();
        let row = PatternFields { kind: "apn_partner".to_owned(), types, pattern: "apn".to_owned() };
        assert_eq!(drafted(&query), Some(vec![row]));
        assert_eq!(drafted(&ParamsMap::new()), None);
    }
}
