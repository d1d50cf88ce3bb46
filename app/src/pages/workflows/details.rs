use leptos::prelude::*;
use muster_domain::OrganizationId;
use muster_domain::permission::Permission;
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::view::reports::ReportRow;
use muster_domain::view::workflows::{WorkflowDetail, WorkflowRow};
use muster_domain::workflow::{Workflow, read};

use super::sentences::Sentences;
use super::use_workflow_id;
use crate::api::workflows;
use crate::components::{
    ButtonKind, Card, CardSkeleton, CopyButton, Crumb, EmptyState, LinkButton, Notice, PageHeader, Picture, Timestamp, Tone,
};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::pages::reports::{ReportTable, poll_while};
use crate::routes::{self, Section};

/// A workflow: what it does, its file, and the reports it was proven with.
#[component]
pub(crate) fn WorkflowPage() -> impl IntoView {
    let id = use_workflow_id();
    let found = organization_resource(move || id.get(), workflows::find);
    poll_while(found, |found: &WorkflowDetail| found.reports.iter().any(|report| !report.state.is_over()));
    let skeleton = || view! { <CardSkeleton/> };
    view! { <OrganizationLoad data=found skeleton view=|org, found| view! { <Found org found/> }/> }
}

#[component]
fn Found(org: OrganizationRow, found: WorkflowDetail) -> impl IntoView {
    let WorkflowDetail { row, json, reports, .. } = found;
    let steps = vec![Crumb::new(Section::Workflows.title(), Section::Workflows.of(org.id))];
    let actions = view! { <Actions org=org.clone() row=row.clone()/> };
    let hint = view! { <About row=row.clone()/> };
    let sentences = match read(&json) {
        Ok(workflow) => view! { <Sentences rules=placed(&workflow)/> }.into_any(),
        Err(_) => {
            let text = "This version of Muster does not understand all of its rules.";
            view! { <Notice tone=Tone::Warning text/> }.into_any()
        }
    };
    view! {
        <PageHeader title=row.name.clone() steps hint=hint.into_any() actions=actions.into_any()/>
        <Card title="What it does" hint="The rules in the order in which they run.">
            {sentences}
        </Card>
        <Reports org row=row.clone() reports/>
        <File name=row.name json/>
    }
}

fn placed(workflow: &Workflow) -> Vec<(usize, muster_domain::workflow::Rule)> {
    workflow.in_order().into_iter().map(|(place, rule)| (place, rule.clone())).collect()
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
fn Actions(org: OrganizationRow, row: WorkflowRow) -> impl IntoView {
    let (delete, edit) = (routes::delete_workflow(org.id, row.id), routes::edit_workflow(org.id, row.id));
    view! {
        {org.allows(Permission::DeleteWorkflow)
            .then(|| view! { <LinkButton href=delete label="Delete" kind=ButtonKind::Quiet icon=Picture::Trash/> })}
        {org.allows(Permission::CreateWorkflow).then(|| view! { <LinkButton href=edit label="Edit"/> })}
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

/// The workflow as a file, for the command line, the HTTP API and other installations.
#[component]
fn File(name: String, json: String) -> impl IntoView {
    let data = format!("data:application/json;charset=utf-8,{}", percent_encode(&json));
    let file = format!("{}.json", file_name(&name));
    view! {
        <details class="workflow-file">
            <summary>"Workflow file (JSON)"</summary>
            <div class="workflow-file-actions">
                <CopyButton text=json.clone() what="workflow file"/>
                <a class="button button-secondary" href=data download=file rel="external">
                    "Download"
                </a>
            </div>
            <pre tabindex="0">
                <code>{json}</code>
            </pre>
        </details>
    }
}

/// Letters and digits; everything else becomes a dash.
fn file_name(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name = words.collect::<Vec<_>>().join("-").to_lowercase();
    if name.is_empty() { "workflow".to_owned() } else { name }
}

/// Every byte that an address may not carry as it is.
fn percent_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_after_its_workflow_in_plain_letters() {
        assert_eq!(file_name("R&D / Reseller, standard"), "r-d-reseller-standard");
        assert_eq!(file_name("–"), "workflow");
    }

    #[test]
    fn an_address_carries_any_text() {
        assert_eq!(percent_encode("{\"ü\"}\n"), "%7B%22%C3%BC%22%7D%0A");
    }
}
