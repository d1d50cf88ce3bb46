use leptos::prelude::*;
use muster_domain::workflow::Rule;

use super::super::form::{Intent, Kind, RuleFields, card_id};
use super::super::sentences::PhaseBadge;
use super::options::Options;
use super::preview::EffectOf;
use super::state::{CardState, EditorState};
use crate::components::{Icon, Picture, Refusal};

/// A rule: what it is, what it says, its options, and the buttons that move it.
#[component]
pub(super) fn RuleCard(state: EditorState, place: ReadSignal<usize>, fields: RuleFields) -> impl IntoView {
    let card = CardState { editor: state, key: fields.key, place };
    let kind = Kind::from_name(&fields.rule);
    let title = kind.map_or("Unknown rule", Kind::title);
    let phase = move || card.rule().map(|rule| rule.phase()).or(kind.map(Kind::phase));
    let sentence =
        move || card.rule().map_or_else(|| "Choose its options to see what it says.".to_owned(), |rule: Rule| rule.sentence());
    let conflict = card.conflict();
    let heading = card.id("title");
    view! {
        <li
            id=card_id(card.key)
            class="rule-card"
            class:rule-refused=move || conflict.with(Option::is_some)
            tabindex="-1"
            aria-labelledby=heading.clone()
        >
            <input type="hidden" name=move || card.field("key").get() value=card.key.to_string()/>
            <input type="hidden" name=move || card.field("rule").get() value=fields.rule.clone()/>
            <header class="rule-header">
                <div class="rule-title">
                    <h3 id=heading.clone()>
                        <span class="rule-number">{move || place.get() + 1}</span>
                        {title}
                    </h3>
                    {move || phase().map(|phase| view! { <PhaseBadge phase/> })}
                    <EffectOf state card=card.key/>
                </div>
                <Moves card title/>
            </header>
            <p class="rule-sentence">{sentence}</p>
            <Refusal reason=conflict/>
            <Options card kind fields/>
        </li>
    }
}

/// Up, down, away.
#[component]
fn Moves(card: CardState, title: &'static str) -> impl IntoView {
    let is_first = move || card.place.get() == 0;
    let is_last = move || card.editor.draft.with(|draft| card.place.get() + 1 >= draft.rules.len());
    let button = move |id: &str, intent: Intent, label: String, picture: Picture| {
        let is_idle = move || match intent {
            Intent::Up(_) => is_first(),
            Intent::Down(_) => is_last(),
            Intent::Remove(_) | Intent::Add(_) | Intent::Save | Intent::Preview | Intent::Import => false,
        };
        view! {
            <button
                id=card.id(id)
                type="submit"
                name="form[intent]"
                value=intent.to_string()
                class="button button-quiet button-icon"
                aria-label=label.clone()
                title=label
                disabled=is_idle
            >
                <Icon picture/>
            </button>
        }
    };
    view! {
        <div class="rule-moves">
            {button("up", Intent::Up(card.key), format!("Move {title} up"), Picture::SortAscending)}
            {button("down", Intent::Down(card.key), format!("Move {title} down"), Picture::SortDescending)}
            {button("remove", Intent::Remove(card.key), format!("Remove {title}"), Picture::Trash)}
        </div>
    }
}
