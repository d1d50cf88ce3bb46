use leptos::prelude::*;
use muster_domain::OrganizationId;
use muster_domain::permission::Permission;
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::view::reports::ReportRow;
use muster_domain::view::workflows::{WorkflowDetail, WorkflowRow};
use muster_domain::workflow::read;

use super::file::File;
use super::history::Versions;
use super::sentences::SentencesOf;
use super::use_workflow_id;
use crate::api::workflows::{self, Duplicate};
use crate::components::{
    ActionButton, ButtonKind, Card, CardSkeleton, Crumb, EmptyState, LinkButton, PageHeader, Picture, Timestamp, ids, use_action,
};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::pages::reports::{ReportTable, poll_while};
use crate::routes::{self, Section};

/// A workflow: what it does, the reports it was proven with, its history, and its file.
#[component]
pub(crate) fn WorkflowPage() -> impl IntoView {
    let (id, duplicate) = (use_workflow_id(), use_action::<Duplicate>());
    let found = organization_resource(move || id.get(), workflows::find);
    poll_while(found, |found: &WorkflowDetail| found.reports.iter().any(|report| !report.state.is_over()));
    let skeleton = || view! { <CardSkeleton/> };
    view! { <OrganizationLoad data=found skeleton view=move |org, found| view! { <Found org found duplicate/> }/> }
}

#[component]
fn Found(org: OrganizationRow, found: WorkflowDetail, duplicate: ServerAction<Duplicate>) -> impl IntoView {
    let WorkflowDetail { row, json, versions, reports, .. } = found;
    let steps = vec![Crumb::new(Section::Workflows.title(), Section::Workflows.of(org.id))];
    let actions = view! { <Actions org=org.clone() row=row.clone() duplicate/> };
    let hint = view! { <About row=row.clone()/> };
    let workflow = read(&json).ok();
    let download = routes::workflow_download(org.id, row.id, row.version);
    view! {
        <PageHeader title=row.name.clone() steps hint=hint.into_any() actions=actions.into_any()/>
        <Card title="What it does" hint="The rules in the order in which they run.">
            <SentencesOf workflow/>
        </Card>
        <Reports org=org.clone() row=row.clone() reports/>
        <Versions org=org.id row versions/>
        <File json download/>
    }
}

#[component]
fn About(row: WorkflowRow) -> impl IntoView {
    view! {
        {(!row.description.is_empty()).then(|| view! { <p>{row.description}</p> })}
        <p class="workflow-version">
            {format!("Version {}, saved ", row.version)} <Timestamp at=row.updated_at/> {format!(" by {}", row.updated_by)}
        </p>
    }
}

#[component]
fn Actions(org: OrganizationRow, row: WorkflowRow, duplicate: ServerAction<Duplicate>) -> impl IntoView {
    let (delete, edit) = (routes::delete_workflow(org.id, row.id), routes::edit_workflow(org.id, row.id));
    let export = routes::workflow_download(org.id, row.id, row.version);
    let may_create = org.allows(Permission::CreateWorkflow);
    let copy = may_create.then(|| {
        view! {
            <ActionButton
                action=duplicate
                fields=ids(org.id, row.id)
                label="Duplicate"
                kind=ButtonKind::Quiet
                icon=Picture::Copy
            />
        }
    });
    view! {
        {org.allows(Permission::DeleteWorkflow)
            .then(|| view! { <LinkButton href=delete label="Delete" kind=ButtonKind::Quiet icon=Picture::Trash/> })}
        {copy}
        <LinkButton href=export label="Export" kind=ButtonKind::Quiet icon=Picture::Download rel="external"/>
        {may_create.then(|| view! { <LinkButton href=edit label="Edit"/> })}
        {org.allows(Permission::CreateReport).then(|| generate(org.id, &row))}
    }
}

fn generate(org: OrganizationId, row: &WorkflowRow) -> impl IntoView + use<> {
    let href = routes::new_report(org, row.id);
    view! { <LinkButton href label="Generate report" kind=ButtonKind::Primary icon=Picture::Report/> }
}

#[component]
fn Reports(org: OrganizationRow, row: WorkflowRow, reports: Vec<ReportRow>) -> impl IntoView {
    let hint = "A report shows what this workflow makes of a bill, line by line exact.";
    let may_create = org.allows(Permission::CreateReport);
    view! {
        <Card title="Reports" hint=hint>
            {if reports.is_empty() {
                let text = "Generate one to see the charges before anybody gets them.";
                let action = may_create.then(|| generate(org.id, &row)).into_any();
                view! { <EmptyState icon=Picture::Report title="No reports yet" text action/> }.into_any()
            } else {
                view! { <ReportTable org reports/> }.into_any()
            }}
        </Card>
    }
}
