use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::ticket::TicketKind;
use muster_domain::view::charges::AssociationList;
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::{SubsetId, WorkflowId};

use super::above;
use crate::api::associations;
use crate::api::tickets::Associate;
use crate::components::{
    ButtonKind, Card, CardSkeleton, EmptyState, Field, LinkButton, Needed, PageHeader, Picture, ServerForm, SubmitButton,
    TextArea, use_action,
};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::query::use_parsed;
use crate::routes::{self, Section};

/// Asks for workflows to charge subsets: chosen from lists, or in the text that is pasted.
#[component]
pub(crate) fn AssociateTicketPage() -> impl IntoView {
    let associate = use_action::<Associate>();
    let found = organization_resource(|| Some(()), |org, ()| associations::list(org));
    let skeleton = || view! { <CardSkeleton/> };
    let view = move |org, list| view! { <AskForm org list associate/> };
    view! { <OrganizationLoad data=found skeleton permission=Permission::AssociateWorkflow view/> }
}

#[component]
fn AskForm(org: OrganizationRow, list: AssociationList, associate: ServerAction<Associate>) -> impl IntoView {
    let header = view! { <PageHeader title=TicketKind::AssociateWorkflows.label() steps=vec![above(org.id)]/> };
    if list.subsets.is_empty() || list.workflows.is_empty() || list.months.is_empty() {
        let text = "It takes a bill, a subset and a billing workflow to charge anything.";
        return view! { {header} <EmptyState icon=Picture::Subset title="Nothing to associate yet" text/> }.into_any();
    }
    let months =
        list.months.iter().map(|month| view! { <option value=month.to_string()>{month.to_string()}</option> }).collect_view();
    let asked =
        (use_parsed::<SubsetId>(routes::SUBSET).get_untracked(), use_parsed::<WorkflowId>(routes::WORKFLOW).get_untracked());
    let choices = list.subsets.into_iter().enumerate().map(|(place, (subset, name))| {
        let id = format!("workflow-{place}");
        let options = list.workflows.iter().map(|(workflow, name, version)| {
            let (value, text) = (format!("{subset}:{workflow}:{version}"), format!("{name}, version {version}"));
            view! { <option value=value selected=asked == (Some(subset), Some(*workflow))>{text}</option> }
        });
        let options = options.collect_view();
        view! {
            <Field id=id.clone() name="chosen" label=name>
                <select id=id.clone() class="input" name="chosen[]" aria-describedby=format!("{id}-notes")>
                    <option value="">"No change"</option>
                    {options}
                </select>
            </Field>
        }
    });
    let choices = choices.collect_view();
    let hint = "Or paste lines of <Subset Name> : <Billing Workflow Name>; then the lists above do not count.";
    view! {
        {header}
        <Card title="What you ask for" hint="Support approves it; from that billing month on the workflows charge their subsets.">
            <ServerForm action=associate fields=&["from", "text"] class="form form-wide">
                <input type="hidden" name="org" value=org.id.to_string()/>
                <Field id="from" name="from" label="From billing month">
                    <select id="from" class="input" name="from" aria-describedby="from-notes">
                        {months}
                    </select>
                </Field>
                {choices}
                <TextArea name="text" label="As text" hint needed=Needed::Sometimes/>
                <div class="form-actions">
                    <SubmitButton label="Send to support" kind=ButtonKind::Primary/>
                    <LinkButton href=Section::Associations.of(org.id) label="Cancel" kind=ButtonKind::Quiet/>
                </div>
            </ServerForm>
        </Card>
    }
    .into_any()
}
