use leptos::prelude::*;
use muster_domain::view::charges::AssociationList;
use muster_domain::{OrganizationId, SubsetId, WorkflowId};

use crate::api::associations::Associate;
use crate::components::{ButtonKind, Card, EmptyState, Field, LinkButton, Picture, ServerForm, SubmitButton};
use crate::query::use_parsed;
use crate::routes::{self, Section};

/// Chooses a subset, a workflow and the first month; what the address names is chosen to begin with.
#[component]
pub(super) fn AssociateForm(org: OrganizationId, list: AssociationList, associate: ServerAction<Associate>) -> impl IntoView {
    if list.subsets.is_empty() || list.workflows.is_empty() {
        let action = view! { <LinkButton href=Section::Subsets.of(org) label="To the subsets"/> }.into_any();
        let text = "It takes a subset and a billing workflow to charge anything.";
        return view! { <EmptyState icon=Picture::Subset title="Nothing to associate yet" text action/> }.into_any();
    }
    let subset = use_parsed::<SubsetId>(routes::SUBSET).get_untracked();
    let workflow = use_parsed::<WorkflowId>(routes::WORKFLOW).get_untracked();
    let subsets = list.subsets.into_iter().map(|(id, name)| (id.to_string(), name, subset == Some(id))).collect();
    let named = |(id, name, version): (WorkflowId, String, u32)| {
        (id.to_string(), format!("{name}, version {version}"), workflow == Some(id))
    };
    let workflows = list.workflows.into_iter().map(named).collect();
    let months = list.months.into_iter().map(|month| (month.to_string(), month.to_string(), false)).collect();
    view! {
        <Card title="Associate a workflow" hint="Its newest version charges the subset from that billing month on.">
            <ServerForm action=associate fields=&["subset", "workflow", "from"] class="form form-inline">
                <input type="hidden" name="org" value=org.to_string()/>
                <Select name="subset" label="Subset" options=subsets/>
                <Select name="workflow" label="Billing workflow" options=workflows/>
                <Select name="from" label="From" options=months/>
                <SubmitButton label="Associate" kind=ButtonKind::Primary/>
            </ServerForm>
        </Card>
    }
    .into_any()
}

#[component]
fn Select(
    name: &'static str,
    label: &'static str,
    /// Value, title, and whether it is chosen to begin with.
    options: Vec<(String, String, bool)>,
) -> impl IntoView {
    let id = format!("associate-{name}");
    let options = options.into_iter().map(|(value, title, selected)| {
        view! { <option value=value selected=selected>{title}</option> }
    });
    view! {
        <Field id=id.clone() name label>
            <select id=id.clone() class="input" name=name aria-describedby=format!("{id}-notes")>
                {options.collect_view()}
            </select>
        </Field>
    }
}
