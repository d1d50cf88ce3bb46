//! Which workflow charges which subset, from when on.

mod form;

use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::ticket::TicketKind;
use muster_domain::view::charges::{AssociationList, AssociationRow};
use muster_domain::view::organizations::OrganizationRow;

use self::form::AssociateForm;
use super::charging::{Computing, is_underway};
use super::reports::poll_while;
use crate::api::associations::{self, Associate};
use crate::components::{
    Badge, ButtonKind, Card, CardSkeleton, Column, EmptyState, LinkButton, Notice, PageHeader, Picture, RecordTable, Timestamp,
    Tone, use_action, use_successes,
};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::routes::{self, Section};

const COLUMNS: [Column; 7] = [
    ("Subset", ""),
    ("Billing workflow", ""),
    ("Version", "number"),
    ("From", ""),
    ("State", ""),
    ("Approved by", ""),
    ("On", ""),
];

/// All associations of an organization.
#[component]
pub(crate) fn List() -> impl IntoView {
    let associate = use_action::<Associate>();
    let saved = use_successes(associate);
    let found = organization_resource(move || Some(saved.get()), |org, _| associations::list(org));
    poll_while(found, |found: &AssociationList| is_underway(&found.computing));
    let skeleton = || view! { <CardSkeleton/> };
    view! { <OrganizationLoad data=found skeleton view=move |org, list| view! { <Associations org list associate/> }/> }
}

#[component]
fn Associations(org: OrganizationRow, list: AssociationList, associate: ServerAction<Associate>) -> impl IntoView {
    let hint = "A version of a billing workflow charges a subset from a billing month on. A workflow's new version charges \
                nothing until it is associated.";
    let may_associate = org.allows(Permission::AssociateWorkflow);
    let form = match (may_associate, list.self_service) {
        (false, _) => ().into_any(),
        (true, false) => {
            let text = "Associations are approved by support on this installation: send a ticket to have one made.";
            let href = routes::new_ticket_of(org.id, TicketKind::AssociateWorkflows);
            view! {
                <Notice tone=Tone::Neutral text/>
                <div class="form-actions">
                    <LinkButton href label="Request associations" kind=ButtonKind::Primary/>
                </div>
            }
            .into_any()
        }
        (true, true) => view! { <AssociateForm org=org.id list=list.clone() associate/> }.into_any(),
    };
    let adopting = match (may_associate, list.self_service) {
        (false, _) => Adopting::Nobody,
        (true, true) => Adopting::Here,
        (true, false) => Adopting::ByTicket,
    };
    let rows: Vec<_> = list.associations.into_iter().map(|row| cells(&org, row, adopting)).collect();
    let table = if rows.is_empty() {
        let text = "Associate a workflow with a subset to have it charged, month by month.";
        view! { <EmptyState icon=Picture::Workflow title="Nothing is charged yet" text/> }.into_any()
    } else {
        view! { <RecordTable caption="Associations" columns=&COLUMNS rows/> }.into_any()
    };
    view! {
        <PageHeader title=Section::Associations.title() hint=hint.into_any()/>
        <Computing computing=list.computing/>
        {form}
        <Card title="History" hint="Of a subset's associations whose month has come, the one made last charges it.">
            {table}
        </Card>
    }
}

/// How a newer version of a workflow comes to charge.
#[derive(Clone, Copy)]
enum Adopting {
    Nobody,
    Here,
    /// Support approves it.
    ByTicket,
}

fn cells(org: &OrganizationRow, row: AssociationRow, adopting: Adopting) -> Vec<AnyView> {
    let newer = row.newest.filter(|newest| *newest > row.version && !row.replaced);
    let state = match (row.replaced, newer) {
        (true, _) => view! { <Badge tone=Tone::Neutral text="Replaced"/> }.into_any(),
        (false, None) => view! { <Badge tone=Tone::Good text="In force"/> }.into_any(),
        (false, Some(newest)) => {
            let way = match adopting {
                Adopting::Nobody => None,
                Adopting::Here => Some((routes::adopt(org.id, row.subset, row.workflow), "Adopt")),
                Adopting::ByTicket => Some((routes::ask_to_adopt(org.id, row.subset, row.workflow), "Ask for")),
            };
            let adopt = way.map(|(href, verb)| view! { <LinkButton href label=format!("{verb} version {newest}")/> });
            view! {
                <span class="association-state">
                    <Badge tone=Tone::Warning text=format!("Version {newest} is newer")/>
                    {adopt}
                </span>
            }
            .into_any()
        }
    };
    vec![
        view! { <a class="row-link" href=routes::subset(org.id, row.subset)>{row.subset_name}</a> }.into_any(),
        workflow(org, row.newest.is_some().then_some(row.workflow), row.workflow_name),
        row.version.into_any(),
        row.from.to_string().into_any(),
        state,
        row.by.into_any(),
        view! { <Timestamp at=row.at/> }.into_any(),
    ]
}

/// A link, unless it was deleted.
fn workflow(org: &OrganizationRow, id: Option<muster_domain::WorkflowId>, name: String) -> AnyView {
    match id {
        Some(id) => view! { <a class="row-link" href=routes::workflow(org.id, id)>{name}</a> }.into_any(),
        None => format!("{name} (deleted)").into_any(),
    }
}
