use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::imports::WorkState;
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::view::reports::{ReportFormat, ReportRow};

use super::{StateBadge, days};
use crate::components::{ButtonKind, HeaderCell, LinkButton, Picture, Table};
use crate::routes;

/// Reports, newest first, each with what can be done with it.
#[component]
pub(crate) fn ReportTable(org: OrganizationRow, reports: Vec<ReportRow>) -> impl IntoView {
    let rows = reports.into_iter().map(|report| view! { <Row org=org.clone() report/> }).collect_view();
    view! {
        <Table caption="Reports">
            <thead>
                <tr>
                    <HeaderCell label="Name"/>
                    <HeaderCell label="Report Period"/>
                    <HeaderCell label="Subset Assignment"/>
                    <HeaderCell label="Group By"/>
                    <HeaderCell label="Status"/>
                    <HeaderCell label="Actions"/>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </Table>
    }
}

#[component]
fn Row(org: OrganizationRow, report: ReportRow) -> impl IntoView {
    let (scope, groups) = (scope(&report), groups(&report));
    let (title, why) = (report.name.clone(), report.error.clone());
    view! {
        <tr>
            <th scope="row" class="report-name">
                <a href=routes::report(org.id, report.id)>{title}</a>
                <span class="report-workflow">{format!("{}, version {}", report.workflow_name, report.workflow_version)}</span>
            </th>
            <td class="days">{days(report.period)}</td>
            <td class="report-words">{scope}</td>
            <td class="report-words">{groups}</td>
            <td>
                <StateBadge state=report.state percent=report.percent/>
                {why.map(|why| view! { <span class="report-why">{why}</span> })}
            </td>
            <td class="row-actions">
                <Actions org report/>
            </td>
        </tr>
    }
}

#[component]
fn Actions(org: OrganizationRow, report: ReportRow) -> impl IntoView {
    let download = (report.state == WorkState::Successful).then(|| {
        let href = routes::report_download(org.id, report.id, ReportFormat::Csv);
        view! { <LinkButton href label="CSV" kind=ButtonKind::Quiet icon=Picture::Download rel="external"/> }
    });
    let delete = org.allows(Permission::DeleteReport).then(|| {
        let href = routes::delete_report(org.id, report.id);
        view! { <LinkButton href label="Delete" kind=ButtonKind::Quiet icon=Picture::Trash/> }
    });
    view! {
        {download}
        {delete}
    }
}

/// Which accounts a report is about, in words.
pub(super) fn scope(report: &ReportRow) -> String {
    if report.subsets.is_empty() { "All accounts".to_owned() } else { report.subsets.join(", ") }
}

/// What it is grouped by, in order.
pub(super) fn groups(report: &ReportRow) -> String {
    report.group_by.iter().map(|group| group.title()).collect::<Vec<_>>().join(", ")
}
