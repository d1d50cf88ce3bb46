//! Making and changing a workflow.
//!
//! One form. Its inputs belong to the browser, and every button sends it: without WebAssembly the server changes
//! the draft and answers with this page again, the draft in its address; with it the same function changes the
//! draft here, and only saving asks the server.

mod add_rule;
mod card;
mod form_view;
mod options;
mod state;

use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::workflow::read;
use muster_domain::{OrganizationId, WorkflowId};
use serde::{Deserialize, Serialize};

use self::form_view::EditorForm;
use self::state::Choices;
use super::form::{Draft, Round, Template};
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
    choices: Choices,
}

/// A workflow that is there already.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Saved {
    id: WorkflowId,
    name: String,
    draft: Draft,
}

/// A new workflow, empty or from a template (`?start=`).
#[component]
pub(crate) fn NewWorkflowPage() -> impl IntoView {
    let begun =
        organization_resource(|| Some(()), |org, ()| async move { Ok(Begun { saved: None, choices: choices(org).await }) });
    editor(begun)
}

/// The next version of a workflow.
#[component]
pub(crate) fn EditWorkflowPage() -> impl IntoView {
    let id = use_workflow_id();
    let begun = organization_resource(
        move || id.get(),
        |org, id| async move {
            let saved = saved(org, id).await?;
            Ok(Begun { saved: Some(saved), choices: choices(org).await })
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

/// What rules can name. A workflow can be written without: accounts can be typed.
async fn choices(org: OrganizationId) -> Choices {
    let accounts = accounts::list(org, None).await.map(|list| list.accounts).unwrap_or_default();
    let subsets = subsets::list(org, None).await.map(|list| list.subsets).unwrap_or_default();
    Choices {
        accounts: accounts.into_iter().map(|row| (row.account_id, row.name)).collect(),
        subsets: subsets.into_iter().map(|row| row.name).collect(),
    }
}

#[component]
fn Editor(org: OrganizationRow, begun: Begun) -> impl IntoView {
    let Begun { saved, choices } = begun;
    let round = use_round(saved.as_ref().map(|saved| saved.draft.clone()));
    let id = saved.as_ref().map(|saved| saved.id);
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
        <EditorForm org=org.id id round choices/>
    }
}

/// What came back in the address, else the workflow as saved, else the template asked for, else nothing.
fn use_round(saved: Option<Draft>) -> Round {
    let (draft, start) = (use_param(DRAFT), use_param("start"));
    let came_back = draft.with_untracked(|text| serde_json::from_str(text).ok());
    let template = || start.with_untracked(|name| Template::from_name(name)).map(Template::draft);
    came_back.unwrap_or_else(|| Round { draft: saved.or_else(template).unwrap_or_default(), ..Round::default() })
}
