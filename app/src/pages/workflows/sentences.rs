//! What a workflow does, in the order in which it does it.

use leptos::prelude::*;
use muster_domain::workflow::{Phase, Rule, Workflow};

use crate::components::{Badge, Notice, Tone};

/// The rules in running order, each with its phase and with its number in the list as written. Nothing but a
/// sentence where there are none.
#[component]
pub(super) fn Sentences(
    /// With the place of each, from 0.
    rules: Vec<(usize, Rule)>,
    /// What stands beside the rule at a place.
    #[prop(optional)]
    beside: Option<Callback<usize, AnyView>>,
) -> impl IntoView {
    if rules.is_empty() {
        return view! { <p class="sentences-none">"No billing rules: the charge is the unblended cost."</p> }.into_any();
    }
    let steps = rules.into_iter().map(|(place, rule)| {
        view! {
            <li class="sentence">
                <span class="sentence-head">
                    <span class="sentence-number">{format!("Rule {}", place + 1)}</span>
                    <PhaseBadge phase=rule.phase()/>
                    {beside.map(|beside| beside.run(place))}
                </span>
                <span class="sentence-text">{rule.sentence()}</span>
            </li>
        }
    });
    view! { <ol class="sentences">{steps.collect_view()}</ol> }.into_any()
}

/// A workflow's [`Sentences`]; `None` where its file could not be read.
#[component]
pub(super) fn SentencesOf(workflow: Option<Workflow>) -> impl IntoView {
    match workflow {
        Some(workflow) => {
            let rules = workflow.in_order().into_iter().map(|(place, rule)| (place, rule.clone())).collect();
            view! { <Sentences rules/> }.into_any()
        }
        None => {
            let text = "This version of Muster does not understand all of its rules.";
            view! { <Notice tone=Tone::Warning text/> }.into_any()
        }
    }
}

/// When a rule runs.
#[component]
pub(super) fn PhaseBadge(phase: Phase) -> impl IntoView {
    view! { <Badge tone=Tone::Neutral text=format!("Phase {}: {}", phase as u8, phase.title())/> }
}
