use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::view::schedules::ScheduleImpact;
use muster_domain::view::workflows::{WorkflowDetail, WorkflowRow};

use super::use_workflow_id;
use crate::api::workflows::{self, Delete};
use crate::components::{CardSkeleton, ConfirmDeletion, Crumb, ids, use_action};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::pages::schedules::affected;
use crate::routes::{self, Section};

/// Asks whether a workflow is to go, and says what goes with it.
#[component]
pub(crate) fn DeleteWorkflowPage() -> impl IntoView {
    let (id, action) = (use_workflow_id(), use_action::<Delete>());
    let found = organization_resource(move || id.get(), workflows::find);
    let skeleton = || view! { <CardSkeleton/> };
    let view = move |org, found: WorkflowDetail| view! { <Confirm org row=found.row schedules=found.schedules action/> };
    view! { <OrganizationLoad data=found skeleton permission=Permission::DeleteWorkflow view/> }
}

#[component]
fn Confirm(
    org: OrganizationRow,
    row: WorkflowRow,
    schedules: Vec<ScheduleImpact>,
    action: ServerAction<Delete>,
) -> impl IntoView {
    let page = routes::workflow(org.id, row.id);
    let steps =
        vec![Crumb::new(Section::Workflows.title(), Section::Workflows.of(org.id)), Crumb::new(row.name.clone(), page.clone())];
    let versions = if row.version == 1 { "Its one version goes".to_owned() } else { format!("All {} versions go", row.version) };
    let report = format!("{versions}; no report can be generated with it any more.");
    let consequences = [report, used_by(row.reports)].into_iter().chain(affected(schedules)).collect();
    let fields = ids(org.id, row.id);
    let title = format!("Delete {}?", row.name);
    view! { <ConfirmDeletion action title steps consequences fields label="Delete workflow" keep=page/> }
}

fn used_by(reports: u64) -> String {
    match reports {
        0 => "No report was generated with it.".to_owned(),
        1 => "One report was generated with it; it stays readable.".to_owned(),
        many => format!("{many} reports were generated with it; they stay readable."),
    }
}
