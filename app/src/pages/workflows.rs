//! Billing workflows: the list, the editor, a workflow's page, and its removal.

mod delete;
mod details;
mod editor;
mod file;
pub mod form;
mod history;
mod list;
mod sentences;
mod templates;

pub(crate) use delete::DeleteWorkflowPage;
pub(crate) use details::WorkflowPage;
pub(crate) use editor::{EditWorkflowPage, NewWorkflowPage};
pub(crate) use history::{ComparePage, RestorePage, VersionPage};
pub(crate) use list::WorkflowsPage;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use muster_domain::WorkflowId;

/// The workflow in the address; `None` where its text is no id.
pub(crate) fn use_workflow_id() -> Memo<Option<WorkflowId>> {
    let params = use_params_map();
    Memo::new(move |_| params.with(|params| params.get("workflow")?.parse().ok()))
}
