use leptos::prelude::*;
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::view::reports::ReportRow;

use super::poll_while;
use super::table::{ReportTable, scope};
use crate::api::reports;
use crate::components::{ButtonKind, EmptyState, FilteredList, LinkButton, PageHeader, Picture, TableSkeleton};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::query::{FILTER, matches, use_param};
use crate::routes::Section;

/// All reports of an organization.
#[component]
pub(crate) fn ReportsPage() -> impl IntoView {
    let rows = organization_resource(|| Some(()), |org, ()| reports::list(org));
    poll_while(rows, |rows: &Vec<ReportRow>| rows.iter().any(|row| !row.state.is_over()));
    let skeleton = || view! { <TableSkeleton/> };
    let view = |org, rows| {
        view! {
            <PageHeader title="Reports" hint="What billing workflows make of the bill, kept until they expire.".into_any()/>
            <Reports org rows/>
        }
    };
    view! { <OrganizationLoad data=rows skeleton view/> }
}

#[component]
fn Reports(org: OrganizationRow, rows: Vec<ReportRow>) -> impl IntoView {
    if rows.is_empty() {
        let href = Section::Workflows.of(org.id);
        let action = view! { <LinkButton href label="To the billing workflows" kind=ButtonKind::Primary/> }.into_any();
        let text = "Reports are generated from a billing workflow.";
        return view! { <EmptyState icon=Picture::Report title="No reports yet" text action/> }.into_any();
    }
    let filter = use_param(FILTER);
    let count = rows.len();
    let found = Memo::new(move |_| {
        let mut found = rows.clone();
        filter.with(|filter| found.retain(|row| matches(filter, &texts(row).each_ref().map(String::as_str))));
        found
    });
    let table = move || view! { <ReportTable org=org.clone() reports=found.get()/> };
    view! {
        <FilteredList one="report" many="reports" count found>
            {table}
        </FilteredList>
    }
    .into_any()
}

fn texts(row: &ReportRow) -> [String; 5] {
    [row.name.clone(), row.workflow_name.clone(), scope(row), row.state.name().to_owned(), super::days(row.period)]
}
