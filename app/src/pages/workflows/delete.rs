use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::view::workflows::WorkflowRow;

use super::use_workflow_id;
use crate::api::workflows::{self, Delete};
use crate::components::{
    ButtonKind, Card, CardSkeleton, Crumb, Failure, LinkButton, PageHeader, Picture, ServerForm, SubmitButton, use_action,
};
use crate::error::ApiError;
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::routes::{self, Section};

/// Asks whether a workflow is to go, and says what goes with it.
#[component]
pub(crate) fn DeleteWorkflowPage() -> impl IntoView {
    let id = use_workflow_id();
    let found = organization_resource(move || id.get(), workflows::find);
    let skeleton = || view! { <CardSkeleton/> };
    view! { <OrganizationLoad data=found skeleton view=|org, found| view! { <Confirm org row=found.row/> }/> }
}

#[component]
fn Confirm(org: OrganizationRow, row: WorkflowRow) -> impl IntoView {
    if !org.allows(Permission::DeleteWorkflow) {
        return view! { <Failure error=ApiError::Forbidden(Permission::DeleteWorkflow)/> }.into_any();
    }
    let action = use_action::<Delete>();
    let page = routes::workflow(org.id, row.id);
    let steps =
        vec![Crumb::new(Section::Workflows.title(), Section::Workflows.of(org.id)), Crumb::new(row.name.clone(), page.clone())];
    let versions = if row.version == 1 { "Its one version goes".to_owned() } else { format!("All {} versions go", row.version) };
    view! {
        <PageHeader title=format!("Delete {}?", row.name) steps/>
        <Card title="What this takes away">
            <ul class="consequences">
                <li>{format!("{versions}; no report can be generated with it any more.")}</li>
                <li>{used_by(row.reports)}</li>
            </ul>
            <ServerForm action>
                <input type="hidden" name="org" value=org.id.to_string()/>
                <input type="hidden" name="id" value=row.id.to_string()/>
                <div class="form-actions">
                    <SubmitButton label="Delete workflow" kind=ButtonKind::Danger icon=Picture::Trash/>
                    <LinkButton href=page label="Keep it"/>
                </div>
            </ServerForm>
        </Card>
    }
    .into_any()
}

fn used_by(reports: u64) -> String {
    match reports {
        0 => "No report was generated with it.".to_owned(),
        1 => "One report was generated with it; it stays readable.".to_owned(),
        many => format!("{many} reports were generated with it; they stay readable."),
    }
}
