//! A condition: its text, what is wrong with it while it is written, and what can stand in it.

use leptos::html::Textarea;
use leptos::prelude::*;
use muster_domain::expression::{Column, Kind};

use super::super::super::form::{ConditionCheck, Marked, check_condition};
use super::super::state::CardState;
use crate::components::{Icon, Picture, Refusal};
use crate::error::as_sentence;

/// The condition of a card.
#[component]
pub(super) fn ConditionField(card: CardState, label: &'static str, value: String, hint: &'static str) -> impl IntoView {
    let (field, notes) = (card.id("when"), card.id("when-notes"));
    let text = NodeRef::<Textarea>::new();
    let check = Memo::new(move |_| card.fields(|fields| check_condition(&fields.when)));
    let is_wrong = move || check.with(|check| matches!(check, ConditionCheck::Wrong(_)));
    // What is wrong in the text stands below it with its place; a refusal would only repeat it.
    let refusal = card.refusal("when");
    let missing = Signal::derive(move || refusal.get().filter(|_| !is_wrong()));
    let is_refused = move || is_wrong() || missing.with(Option::is_some);
    view! {
        <div class="field condition" class:field-refused=is_refused>
            <label for=field.clone()>{label}</label>
            <textarea
                id=field
                class="input condition-text"
                name=move || card.field("when").get()
                rows="3"
                spellcheck="false"
                autocomplete="off"
                autocapitalize="off"
                placeholder="service = 'AmazonEC2' and region like 'us-east-%'"
                aria-describedby=notes.clone()
                aria-invalid=move || is_refused().then_some("true")
                node_ref=text
            >
                {value}
            </textarea>
            <div id=notes class="field-notes">{move || said(check.get(), hint)} <Refusal reason=missing/></div>
            <Help text/>
        </div>
    }
}

fn said(check: ConditionCheck, hint: &'static str) -> AnyView {
    match check {
        ConditionCheck::Empty => view! { <p class="field-hint">{hint}</p> }.into_any(),
        ConditionCheck::Right(words) => view! {
            <p class="condition-right">
                <Icon picture=Picture::Check/>
                <span>{format!("Lines where {words}.")}</span>
            </p>
        }
        .into_any(),
        ConditionCheck::Wrong(marked) => view! { <Wrong marked/> }.into_any(),
    }
}

/// The line in question with its place marked, and the reason.
#[component]
fn Wrong(marked: Marked) -> impl IntoView {
    let Marked { before, at, after, character, reason } = marked;
    let at = if at.is_empty() { "\u{a0}".to_owned() } else { at };
    let reason = Signal::stored(Some(format!("At character {character}: {}", as_sentence(&reason))));
    view! {
        <p class="condition-marked">
            <code>
                {before} <mark class="condition-mark">{at}</mark> {after}
            </code>
        </p>
        <Refusal reason/>
    }
}

/// Columns to look up and, with script, to insert; and the words between them.
#[component]
fn Help(text: NodeRef<Textarea>) -> impl IntoView {
    let columns = Column::ALL.map(|column| view! { <ColumnHelp column text/> });
    let operators = OPERATORS.map(|(sign, meaning)| {
        view! {
            <div>
                <dt>
                    <code>{sign}</code>
                </dt>
                <dd>{meaning}</dd>
            </div>
        }
    });
    view! {
        <details class="condition-help disclosure">
            <summary>"Columns and operators"</summary>
            <div class="condition-help-body">
                <h4>"Columns"</h4>
                <p class="editor-note needs-script">"Press a column to insert it where the cursor stands."</p>
                <dl class="condition-columns">
                    {columns.collect_view()}
                    <Named name="tag('user:Team')" meaning="the value of a cost allocation tag, null where the line has none" text/>
                    <Named name="cost_category('Team')" meaning="the value of a cost category, null where the line has none" text/>
                </dl>
                <h4>"Operators"</h4>
                <dl class="condition-columns">{operators.collect_view()}</dl>
                <h4>"Examples"</h4>
                <ul class="condition-examples">
                    {EXAMPLES.map(|example| view! { <li><code>{example}</code></li> }).collect_view()}
                </ul>
            </div>
        </details>
    }
}

const OPERATORS: [(&str, &str); 7] = [
    ("= <> < <= > >=", "compare with a text in 'quotes', a number, or a day: start >= '2018-10-15'"),
    ("and, or, not, ( )", "join; and binds closer than or"),
    ("in ('a', 'b')", "is one of these; not in: is none of them"),
    ("between 6 and 8", "both ends are in"),
    ("like 'us-east-%'", "% stands for any text, _ for any one character; capitals matter"),
    ("is null, is not null", "the bill says nothing here, or something"),
    ("null", "compared with anything is unknown, and an unknown line is not matched"),
];

const EXAMPLES: [&str; 3] = [
    "day_of_week = 'Tuesday' and region like 'us-east-%' and month between 6 and 8 and year in (2025, 2027)",
    "service = 'AmazonEC2' and usage_type like '%BoxUsage%' and tag('user:Team') = 'batch'",
    "line_item_type = 'Usage' and (hour < 6 or hour >= 20)",
];

#[component]
fn ColumnHelp(column: Column, text: NodeRef<Textarea>) -> impl IntoView {
    let kind = match column.kind() {
        Kind::Text => "",
        Kind::Number => " (number)",
        Kind::Time => " (time, UTC)",
    };
    view! { <Named name=column.name() meaning=format!("{}{kind}", column.meaning()) text/> }
}

#[component]
fn Named(name: &'static str, #[prop(into)] meaning: String, text: NodeRef<Textarea>) -> impl IntoView {
    view! {
        <div>
            <dt>
                <button type="button" class="condition-insert needs-script" title=format!("Insert {name}") on:click=move |_| insert(text, name)>
                    <code>{name}</code>
                </button>
                <code class="without-script">{name}</code>
            </dt>
            <dd>{meaning}</dd>
        </div>
    }
}

/// Puts a word where the cursor stands, in place of what is selected, and tells the form as if it had been typed.
fn insert(text: NodeRef<Textarea>, word: &str) {
    #[cfg(feature = "hydrate")]
    if let Some(area) = text.get_untracked() {
        // Where the browser refuses, the word is typed by hand.
        let _ = area.focus();
        let _ = area.set_range_text(word);
        if let Ok(Some(start)) = area.selection_start() {
            let end = start.saturating_add(u32::try_from(word.chars().count()).unwrap_or_default());
            let _ = area.set_selection_range(end, end);
        }
        let bubbles = web_sys::EventInit::new();
        bubbles.set_bubbles(true);
        if let Ok(event) = web_sys::Event::new_with_event_init_dict("input", &bubbles) {
            let _ = area.dispatch_event(&event);
        }
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (text, word);
}
