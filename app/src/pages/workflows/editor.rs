//! Making and changing a workflow.
//!
//! One form. Its inputs belong to the browser, and every button sends it: without WebAssembly the server changes
//! the draft and answers with this page again, the draft in its address; with it the same function changes the
//! draft here, and only saving asks the server.

mod add_rule;
mod card;
mod form_view;
mod import;
mod options;
mod preview;
mod state;

use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::workflow::{Template, read};
use muster_domain::{OrganizationId, WorkflowId};
use serde::{Deserialize, Serialize};

use self::form_view::{EditorForm, Place};
use self::preview::Begun as BegunPreview;
use self::state::{Choices, EditorState};
use super::form::{Draft, PreviewFields, Round};
use super::templates::Templates;
use super::use_workflow_id;
use crate::api::{accounts, subsets, workflows};
use crate::components::{CardSkeleton, Crumb, PageHeader};
use crate::error::ApiError;
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::query::{DRAFT, use_param};
use crate::routes::{self, Section};

/// What the editor begins with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Begun {
    saved: Option<Saved>,
    round: Round,
    choices: Choices,
    preview: BegunPreview,
}

/// A workflow that is there already.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Saved {
    id: WorkflowId,
    name: String,
    draft: Draft,
}

/// What the address says: a draft that came back, or the template to begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Address {
    draft: String,
    start: String,
}

fn use_address() -> impl Fn() -> Address + Clone {
    let (draft, start) = (use_param(DRAFT), use_param("start"));
    move || Address { draft: draft.get(), start: start.get() }
}

/// A new workflow, empty or from a template (`?start=`).
#[component]
pub(crate) fn NewWorkflowPage() -> impl IntoView {
    let address = use_address();
    editor(organization_resource(move || Some(address()), |org, address| async move { Ok(begin(org, None, &address).await) }))
}

/// The next version of a workflow.
#[component]
pub(crate) fn EditWorkflowPage() -> impl IntoView {
    let (id, address) = (use_workflow_id(), use_address());
    let begun = organization_resource(
        move || Some((id.get()?, address())),
        |org, (id, address)| async move {
            let saved = saved(org, id).await?;
            Ok(begin(org, Some(saved), &address).await)
        },
    );
    editor(begun)
}

fn editor(begun: Resource<Result<Begun, ApiError>>) -> impl IntoView {
    let skeleton = || view! { <CardSkeleton/> };
    let view = |org, begun| view! { <Editor org begun/> };
    view! { <OrganizationLoad data=begun skeleton permission=Permission::CreateWorkflow view/> }
}

async fn saved(org: OrganizationId, id: WorkflowId) -> Result<Saved, ApiError> {
    let found = workflows::find(org, id).await?;
    let workflow = read(&found.json).map_err(ApiError::Invalid)?;
    Ok(Saved { id, name: workflow.name.clone(), draft: Draft::of(&workflow) })
}

/// What came back in the address, else the workflow as saved, else the template asked for, else nothing.
async fn begin(org: OrganizationId, saved: Option<Saved>, address: &Address) -> Begun {
    let choices = choices(org).await;
    let mut round = serde_json::from_str::<Round>(&address.draft).unwrap_or_else(|_| {
        let template = || Template::from_name(&address.start).map(|template| Draft::of(&template.workflow()));
        let draft = saved.as_ref().map(|saved| saved.draft.clone()).or_else(template).unwrap_or_default();
        Round { draft, ..Round::default() }
    });
    if round.preview.month.is_empty() {
        let month = choices.months.first().map(ToString::to_string).unwrap_or_default();
        round.preview = PreviewFields { month, ..PreviewFields::default() };
    }
    let preview = preview(org, &round).await;
    Begun { saved, round, choices, preview }
}

/// The figures, where a browser without script asked for them: others ask once the page is there.
async fn preview(org: OrganizationId, round: &Round) -> BegunPreview {
    if !round.shows_preview {
        return None;
    }
    let asked = round.draft.previewed(&round.draft.review(), &round.preview)?;
    Some((asked.cards, workflows::preview(org, asked.request).await))
}

/// What rules can name. A workflow can be written without: accounts can be typed.
async fn choices(org: OrganizationId) -> Choices {
    let accounts = accounts::list(org, None).await.ok();
    let subsets = subsets::list(org, None).await.map(|list| list.subsets).unwrap_or_default();
    let months = accounts.as_ref().and_then(|list| list.month.as_ref()).map(|month| month.choices.clone());
    let accounts = accounts.map(|list| list.accounts).unwrap_or_default();
    Choices {
        accounts: accounts.into_iter().map(|row| (row.account_id, row.name)).collect(),
        subsets: subsets.into_iter().map(|row| (row.id, row.name)).collect(),
        months: months.unwrap_or_default(),
    }
}

#[component]
fn Editor(org: OrganizationRow, begun: Begun) -> impl IntoView {
    let Begun { saved, round, choices, preview } = begun;
    let place = Place { org: org.id, id: saved.as_ref().map(|saved| saved.id) };
    let state = EditorState::new(round, preview, choices);
    let mut steps = vec![Crumb::new(Section::Workflows.title(), Section::Workflows.of(org.id))];
    let title = match saved {
        Some(saved) => {
            steps.push(Crumb::new(saved.name.clone(), routes::workflow(org.id, saved.id)));
            format!("Edit {}", saved.name)
        }
        None => "Create workflow".to_owned(),
    };
    view! {
        <PageHeader title steps/>
        {place.id.is_none().then(|| view! { <Beginnings org=org.id state/> })}
        <EditorForm place state/>
    }
}

/// Templates to begin with; out of the way once something is written.
#[component]
fn Beginnings(org: OrganizationId, state: EditorState) -> impl IntoView {
    let is_blank = state.draft.with_untracked(|draft| *draft == Draft::default());
    view! {
        <details class="beginnings disclosure" open=is_blank>
            <summary>"Begin with a template"</summary>
            <Templates org/>
        </details>
    }
}
