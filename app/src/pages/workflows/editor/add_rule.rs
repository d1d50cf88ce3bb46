use leptos::html::Details;
use leptos::prelude::*;
use muster_domain::workflow::Phase;

use super::super::form::{Intent, Kind};
use super::state::EditorState;
use crate::components::{Icon, Picture};

/// The menu of rules that can be added, by the phase in which they run. Open while there is none.
#[component]
pub(super) fn AddRule(state: EditorState) -> impl IntoView {
    let menu = NodeRef::<Details>::new();
    let is_empty = state.draft.with_untracked(|draft| draft.rules.is_empty());
    let count = Memo::new(move |_| state.draft.with(|draft| draft.rules.len()));
    Effect::new(move |before: Option<usize>| {
        let now = count.get();
        if before.is_some_and(|before| now > before)
            && let Some(menu) = menu.get_untracked()
        {
            // The attribute may be gone already.
            let _ = menu.remove_attribute("open");
        }
        now
    });
    view! {
        <details class="add-rule" open=is_empty node_ref=menu>
            <summary id="add-rule" class="button button-secondary">
                <Icon picture=Picture::Plus/>
                <span>"Add rule"</span>
            </summary>
            <div class="add-rule-phases">{Phase::ALL.map(|phase| view! { <PhaseOfRules phase/> }).collect_view()}</div>
        </details>
    }
}

#[component]
fn PhaseOfRules(phase: Phase) -> impl IntoView {
    let kinds = Kind::ALL.into_iter().filter(move |kind| kind.phase() == phase).map(|kind| {
        view! {
            <li>
                <button type="submit" name="form[intent]" value=Intent::Add(kind).to_string() class="add-rule-kind">
                    <strong>{kind.title()}</strong>
                    <span>{kind.purpose()}</span>
                </button>
            </li>
        }
    });
    view! {
        <section class="add-rule-phase">
            <h3>{format!("Phase {}: {}", phase as u8, phase.title())}</h3>
            <ul>{kinds.collect_view()}</ul>
        </section>
    }
}
