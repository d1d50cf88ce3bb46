//! Which end customers see the charges of which subset; the provider's page.

use leptos::prelude::*;
use muster_domain::OrganizationId;
use muster_domain::permission::Permission;
use muster_domain::ticket::TicketKind;
use muster_domain::view::customers::{CustomerList, CustomerRow};
use muster_domain::view::organizations::OrganizationRow;

use crate::api::customers::{self, AddCustomer, RemoveCustomer};
use crate::components::{
    ActionButton, ButtonKind, Card, CardSkeleton, Column, EmptyState, Field, LinkButton, Notice, PageHeader, Picture,
    RecordTable, ServerForm, SubmitButton, TextField, Timestamp, Tone, ids, use_action, use_successes,
};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::routes::{self, Section};

const COLUMNS: [Column; 6] =
    [("Subset", ""), ("Organization", ""), ("Administrator", ""), ("Approved by", ""), ("On", ""), ("", "row-actions")];

#[component]
pub(crate) fn List() -> impl IntoView {
    let (add, remove) = (use_action::<AddCustomer>(), use_action::<RemoveCustomer>());
    let (added, removed) = (use_successes(add), use_successes(remove));
    let found = organization_resource(move || Some((added.get(), removed.get())), |org, _| customers::list(org));
    let skeleton = || view! { <CardSkeleton/> };
    view! { <OrganizationLoad data=found skeleton view=move |org, list| view! { <Customers org list add remove/> }/> }
}

#[component]
fn Customers(
    org: OrganizationRow,
    list: CustomerList,
    add: ServerAction<AddCustomer>,
    remove: ServerAction<RemoveCustomer>,
) -> impl IntoView {
    let hint =
        "An end customer's organization sees what its subset is charged: never your cost, margin, rules or other customers.";
    let may_manage = org.allows(Permission::ManageOrganization);
    let form = match (may_manage, list.self_service) {
        (false, _) => ().into_any(),
        (true, false) => {
            let text = "End customers are approved by support on this installation: send a ticket to have one added.";
            let href = routes::new_ticket_of(org.id, TicketKind::EndCustomer);
            view! {
                <Notice tone=Tone::Neutral text/>
                <div class="form-actions">
                    <LinkButton href label="Request end customers" kind=ButtonKind::Primary/>
                </div>
            }
            .into_any()
        }
        (true, true) => view! { <AddForm org=org.id subsets=list.subsets add/> }.into_any(),
    };
    let remove = may_manage.then_some(remove);
    let rows: Vec<_> = list.customers.into_iter().map(|row| cells(org.id, row, remove)).collect();
    let table = if rows.is_empty() {
        let text = "Let a customer's own organization see what its subset is charged, with a statement each month.";
        view! { <EmptyState icon=Picture::Building title="No end customer yet" text/> }.into_any()
    } else {
        view! { <RecordTable caption="End customers" columns=&COLUMNS rows/> }.into_any()
    };
    view! {
        <PageHeader title=Section::Customers.title() hint=hint.into_any()/>
        {form}
        {table}
    }
}

#[component]
fn AddForm(
    org: OrganizationId,
    subsets: Vec<(muster_domain::SubsetId, String)>,
    add: ServerAction<AddCustomer>,
) -> impl IntoView {
    let options = subsets.into_iter().map(|(id, name)| view! { <option value=id.to_string()>{name}</option> });
    let options = options.collect_view();
    let hint = "The e-mail must belong to an administrator of that organization, who finds its ID under My organization.";
    view! {
        <Card title="Add an end customer" hint>
            <ServerForm action=add fields=&["subset", "email", "organization"] class="form form-inline">
                <input type="hidden" name="org" value=org.to_string()/>
                <Field id="customer-subset" name="subset" label="Subset">
                    <select id="customer-subset" class="input" name="subset" aria-describedby="customer-subset-notes">
                        {options}
                    </select>
                </Field>
                <TextField name="email" label="E-mail" kind="email"/>
                <TextField name="organization" label="Organization ID" max_length=36/>
                <SubmitButton label="Add end customer" kind=ButtonKind::Primary/>
            </ServerForm>
        </Card>
    }
}

fn cells(org: OrganizationId, row: CustomerRow, remove: Option<ServerAction<RemoveCustomer>>) -> Vec<AnyView> {
    let away = remove.map(|remove| {
        let description = format!("Remove {} from {}", row.organization_name, row.subset_name);
        view! {
            <ActionButton
                action=remove
                fields=ids(org, row.id)
                label="Remove"
                kind=ButtonKind::Quiet
                icon=Picture::Trash
                description
            />
        }
    });
    vec![
        view! { <a class="row-link" href=routes::subset(org, row.subset)>{row.subset_name}</a> }.into_any(),
        row.organization_name.into_any(),
        row.email.into_any(),
        row.by.into_any(),
        view! { <Timestamp at=row.at/> }.into_any(),
        away.into_any(),
    ]
}
