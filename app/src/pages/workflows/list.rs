use leptos::prelude::*;
use muster_domain::OrganizationId;
use muster_domain::permission::Permission;
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::view::workflows::WorkflowRow;

use super::templates::Templates;
use crate::api::workflows;
use crate::components::{
    ButtonKind, EmptyState, FilteredList, HeaderCell, LinkButton, PageHeader, Picture, SortHeader, Table, TableSkeleton,
    Timestamp,
};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::query::{Direction, FILTER, SORT, Sort, matches, use_param};
use crate::routes;

/// All workflows of an organization.
#[component]
pub(crate) fn WorkflowsPage() -> impl IntoView {
    let rows = organization_resource(|| Some(()), |org, ()| workflows::list(org));
    let skeleton = || view! { <TableSkeleton/> };
    view! { <OrganizationLoad data=rows skeleton view=|org, rows| view! { <Workflows org rows/> }/> }
}

#[component]
fn Workflows(org: OrganizationRow, rows: Vec<WorkflowRow>) -> impl IntoView {
    let may_create = org.allows(Permission::CreateWorkflow);
    let create = (may_create && !rows.is_empty()).then(|| {
        let href = routes::new_workflow(org.id);
        view! { <LinkButton href label="Create workflow" kind=ButtonKind::Primary icon=Picture::Plus/> }
    });
    let hint = "Ordered billing rules that turn the cost on the bill into the charge of a customer.";
    view! {
        <PageHeader title="Billing workflows" hint=hint.into_any() actions=create.into_any()/>
        {if rows.is_empty() {
            view! { <FirstWorkflow org=org.id may_create/> }.into_any()
        } else {
            view! { <WorkflowTable org=org.id rows/> }.into_any()
        }}
    }
}

#[component]
fn FirstWorkflow(org: OrganizationId, may_create: bool) -> impl IntoView {
    let text = "A workflow is proven with reports before anybody is charged by it.";
    let blank = may_create.then(|| {
        let href = routes::new_workflow(org);
        view! { <LinkButton href label="Create workflow" kind=ButtonKind::Primary icon=Picture::Plus/> }
    });
    view! {
        <EmptyState icon=Picture::Workflow title="No workflows yet" text action=blank.into_any()/>
        {may_create
            .then(|| {
                view! {
                    <section class="beginnings">
                        <h2>"Or begin with one of these"</h2>
                        <Templates org/>
                    </section>
                }
            })}
    }
}

#[component]
fn WorkflowTable(org: OrganizationId, rows: Vec<WorkflowRow>) -> impl IntoView {
    let (filter, sort) = (use_param(FILTER), use_param(SORT));
    let sort = Signal::derive(move || {
        let Ok(sort) = sort.with(|text| if text.is_empty() { "name" } else { text }.parse::<Sort>());
        sort
    });
    let count = rows.len();
    let found = Memo::new(move |_| {
        let mut found = rows.clone();
        filter.with(|filter| found.retain(|row| matches(filter, &[&row.name, &row.description, &row.updated_by])));
        sort.with(|sort| order(&mut found, sort));
        found
    });
    let body = move || found.get().into_iter().map(|row| view! { <Row org row/> }).collect_view();
    view! {
        <FilteredList one="workflow" many="workflows" count found>
            <Table caption="Billing workflows">
                <thead>
                    <tr>
                        <SortHeader label="Name" column="name" sort/>
                        <SortHeader label="Rules" column="rules" sort first=Direction::Descending/>
                        <SortHeader label="Version" column="version" sort first=Direction::Descending/>
                        <SortHeader label="Reports" column="reports" sort first=Direction::Descending/>
                        <SortHeader label="Updated" column="updated" sort/>
                        <HeaderCell label="By"/>
                    </tr>
                </thead>
                <tbody>{body}</tbody>
            </Table>
        </FilteredList>
    }
}

fn order(rows: &mut [WorkflowRow], sort: &Sort) {
    match sort.column.as_str() {
        "rules" => sort.apply(rows, |row| row.rules),
        "version" => sort.apply(rows, |row| row.version),
        "reports" => sort.apply(rows, |row| row.reports),
        "updated" => sort.apply(rows, |row| row.updated_at),
        _ => sort.apply(rows, |row| row.name.to_lowercase()),
    }
}

#[component]
fn Row(org: OrganizationId, row: WorkflowRow) -> impl IntoView {
    let rules = if row.rules == 0 { "none".to_owned() } else { row.rules.to_string() };
    view! {
        <tr>
            <th scope="row" class="workflow-name">
                <a href=routes::workflow(org, row.id)>{row.name}</a>
                {(!row.description.is_empty()).then(|| view! { <span class="workflow-description">{row.description}</span> })}
            </th>
            <td class="number">{rules}</td>
            <td class="number">{row.version}</td>
            <td class="number">{row.reports}</td>
            <td>
                <Timestamp at=row.updated_at/>
            </td>
            <td>{row.updated_by}</td>
        </tr>
    }
}
