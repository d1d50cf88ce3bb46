use leptos::context::Provider;
use leptos::ev::{Event, SubmitEvent};
use leptos::form::FromFormData;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::web_sys::{FormData, HtmlFormElement};
use muster_domain::workflow::Refusal;
use muster_domain::{OrganizationId, WorkflowId};

use super::super::form::Intent;
use super::add_rule::AddRule;
use super::card::RuleCard;
use super::import::ImportFile;
use super::preview::PreviewPanel;
use super::state::EditorState;
use crate::api::workflows::Compose;
use crate::components::{
    ButtonKind, Choice, ChoiceGroup, FormState, Icon, LinkButton, Mark, Notice, Picture, Refusal as Refused, SubmitButton, Tone,
    use_action,
};
use crate::error::ApiError;
use crate::routes::{self, Section};

/// Where the form stands: in which organization, and whose next version it writes.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) org: OrganizationId,
    pub(super) id: Option<WorkflowId>,
}

/// The whole form, with what it does beside it.
#[component]
pub(super) fn EditorForm(place: Place, state: EditorState) -> impl IntoView {
    let Place { org, id } = place;
    state.preview.follow(org, state.draft, state.review);
    let action = use_action::<Compose>();
    let answer = action.value();
    let error = Signal::derive(move || answer.with(|answer| answer.as_ref()?.as_ref().err().cloned()));
    Effect::new(move || {
        if let Some(ApiError::Invalid(refusals)) = error.get() {
            state.refuse(refusals);
        }
    });
    let on_submit = move |event: SubmitEvent| {
        // What cannot be read here the server may still understand: then the browser sends it.
        if let Ok(sent) = Compose::from_event(&event) {
            event.prevent_default();
            do_as_told(state, action, sent);
        }
    };
    let on_input = move |event: Event| {
        if let Some(sent) = held_by_form(&event) {
            state.typed(sent.form);
        }
    };
    let cancel = id.map_or_else(|| Section::Workflows.of(org), |id| routes::workflow(org, id));
    view! {
        <Provider value=FormState { pending: action.pending().into(), error }>
            <form class="editor" action=Compose::url() method="post" novalidate on:submit=on_submit on:input=on_input>
                // Enter in a text field presses the first button of a form.
                <button type="submit" name="form[intent]" value="save" class="visually-hidden" tabindex="-1" aria-hidden="true">
                    "Save"
                </button>
                <input type="hidden" name="org" value=org.to_string()/>
                {id.map(|id| view! { <input type="hidden" name="id" value=id.to_string()/> })}
                <div class="editor-fields">
                    <Summary state error/>
                    <ImportFile state/>
                    {move || {
                        state.filled.track();
                        view! {
                            <About state/>
                            <Rules state/>
                        }
                    }}
                    {id.is_some().then(|| view! { <Note value=state.note.get_value()/> })}
                </div>
                <PreviewPanel state/>
                <footer class="editor-footer">
                    <SubmitButton label="Save workflow" kind=ButtonKind::Primary name="form[intent]" value="save"/>
                    <LinkButton href=cancel label="Cancel"/>
                    <p class="editor-said" role="status">{move || state.said.get()}</p>
                </footer>
            </form>
        </Provider>
    }
}

/// What the server would do for a browser without WebAssembly; only saving still asks it.
fn do_as_told(state: EditorState, action: ServerAction<Compose>, sent: Compose) {
    match sent.form.intent.parse() {
        Ok(Intent::Save) => {
            if state.can_be_saved(sent.form.clone()) {
                action.dispatch(sent);
            }
        }
        Ok(intent) => state.apply(sent.form, intent),
        Err(_) => {}
    }
}

/// What the form that an event happened in holds now.
fn held_by_form(event: &Event) -> Option<Compose> {
    use leptos::wasm_bindgen::JsCast;
    let form = event.current_target()?.dyn_into::<HtmlFormElement>().ok()?;
    Compose::from_form_data(&FormData::new_with_form(&form).ok()?).ok()
}

/// Everything refused, with links to where it is.
#[component]
fn Summary(state: EditorState, error: Signal<Option<ApiError>>) -> impl IntoView {
    let refusals = Memo::new(move |_| state.refusals());
    let other = move || error.get().filter(|error| !matches!(error, ApiError::Invalid(_)));
    let place = move |refusal: Refusal| {
        let link = state.draft.with(|draft| draft.link_to(&refusal.path));
        view! {
            <li>
                <a href=format!("#{}", link.id) rel="external">{link.title}</a>
                ": "
                {refusal.reason}
            </li>
        }
    };
    let list = move || refusals.get().into_iter().map(place).collect_view();
    view! {
        <div id="refused" class="summary" role="alert" tabindex="-1" hidden=move || refusals.with(Vec::is_empty) && other().is_none()>
            {move || other().map(|error| view! { <Notice tone=Tone::Bad text=error.to_string()/> })}
            <p class="summary-title" hidden=move || refusals.with(Vec::is_empty)>
                <Icon picture=Picture::Warning/>
                <span>"This has to be corrected:"</span>
            </p>
            <ul>{list}</ul>
        </div>
    }
}

/// Name and description.
#[component]
fn About(state: EditorState) -> impl IntoView {
    let refused = state.refused_at(|| "name".to_owned());
    let (name, description) = state.draft.with_untracked(|draft| (draft.name.clone(), draft.description.clone()));
    let is_refused = move || refused.with(Option::is_some);
    view! {
        <div class="field" class:field-refused=is_refused>
            <label for="workflow-name">"Name"</label>
            <input
                id="workflow-name"
                class="input"
                name="form[draft][name]"
                value=name
                maxlength="200"
                autocomplete="off"
                aria-describedby="workflow-name-notes"
                aria-invalid=move || is_refused().then_some("true")
            />
            <div id="workflow-name-notes" class="field-notes">
                <Refused reason=refused/>
            </div>
        </div>
        <div class="field">
            <label for="workflow-description">"Description (optional)"</label>
            <textarea id="workflow-description" class="input" name="form[draft][description]" rows="2">{description}</textarea>
        </div>
    }
}

/// Whether there are rules at all, and the rules.
#[component]
fn Rules(state: EditorState) -> impl IntoView {
    let none = state.draft.with_untracked(|draft| draft.no_rules);
    let name = "form[draft][no_rules]";
    // A card that changes its place is made anew: radio buttons that took over each other's names while they move would
    // forget which of them is chosen.
    let rules = move || state.draft.with(|draft| draft.rules.iter().cloned().enumerate().collect::<Vec<_>>());
    view! {
        <ChoiceGroup id="rules-or-none" legend="How is the charge made?" refusal=state.refused_at(|| "rules".to_owned())>
            <Choice mark=Mark::Radio name value="false" checked=!none label="With billing rules"/>
            <Choice
                mark=Mark::Radio
                name
                value="true"
                checked=none
                label="No billing rules"
                hint="The charge is the unblended cost, as on the bill."
            />
        </ChoiceGroup>
        <section class="editor-rules" aria-labelledby="rules-title">
            <h2 id="rules-title">"Rules"</h2>
            <p class="editor-note">"Rules run phase by phase, whatever their order here; rules of the same phase run as listed."</p>
            <ol class="rule-cards">
                <ForEnumerate
                    each=rules
                    key=|(place, rule)| (*place, rule.key)
                    children=move |place, (_, fields)| view! { <RuleCard state place fields/> }
                />
            </ol>
            <AddRule state/>
        </section>
    }
}

/// Why this version is made, for its history.
#[component]
fn Note(value: String) -> impl IntoView {
    view! {
        <div class="field">
            <label for="workflow-note">"What changes with this version (optional)"</label>
            <input
                id="workflow-note"
                class="input"
                name="form[note]"
                value=value
                maxlength="500"
                autocomplete="off"
                aria-describedby="workflow-note-notes"
            />
            <div id="workflow-note-notes" class="field-notes">
                <p class="field-hint">"It stands in the workflow's history."</p>
            </div>
        </div>
    }
}
