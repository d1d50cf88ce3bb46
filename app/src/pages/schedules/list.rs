use std::time::Duration;

use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::view::schedules::{ScheduleList, ScheduleRow};

use super::runs::RunState;
use super::switch::{Switch, Switches};
use super::{ReloadWhenDue, ScheduleBadge, until_first};
use crate::api::schedules;
use crate::components::{
    ButtonKind, EmptyState, FilteredList, HeaderCell, LinkButton, PageHeader, Picture, Table, TableSkeleton, Timestamp,
    use_action, use_successes,
};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::pages::reports::poll_after;
use crate::query::{FILTER, matches, use_param};
use crate::routes::{self, Section};

/// All schedules of an organization.
#[component]
pub(crate) fn SchedulesPage() -> impl IntoView {
    let switches = Switches { pause: use_action(), resume: use_action() };
    let (paused, resumed) = (use_successes(switches.pause), use_successes(switches.resume));
    let rows = organization_resource(move || Some((paused.get(), resumed.get())), |org, _| schedules::list(org));
    poll_after(rows, due_in);
    let skeleton = || view! { <TableSkeleton/> };
    let view = move |org, list: ScheduleList| {
        let hint = "Reports that are made again and again, and sent out.";
        let (wait, rows) = (due_in(&list), list.rows);
        view! {
            <ReloadWhenDue wait/>
            <PageHeader title=Section::Schedules.title() hint=hint.into_any()/>
            <Schedules org rows switches/>
        }
    };
    view! { <OrganizationLoad data=rows skeleton view/> }
}

/// How long nothing will change: at once where a report is being made, else until the first of the next runs.
fn due_in(list: &ScheduleList) -> Option<Duration> {
    if list.rows.iter().any(is_under_way) {
        return Some(Duration::ZERO);
    }
    until_first(list.now, list.rows.iter().filter_map(ScheduleRow::due_at))
}

fn is_under_way(row: &ScheduleRow) -> bool {
    row.last.as_ref().and_then(|run| run.report_state).is_some_and(|state| !state.is_over())
}

#[component]
fn Schedules(org: OrganizationRow, rows: Vec<ScheduleRow>, switches: Switches) -> impl IntoView {
    if rows.is_empty() {
        let action = view! { <LinkButton href=Section::Reports.of(org.id) label="To the reports" kind=ButtonKind::Primary/> };
        let text = "Open a report that you want again and again, and press Schedule.";
        return view! { <EmptyState icon=Picture::Clock title="No schedules yet" text action=action.into_any()/> }.into_any();
    }
    let filter = use_param(FILTER);
    let count = rows.len();
    let found = Memo::new(move |_| {
        let mut found = rows.clone();
        filter.with(|filter| found.retain(|row| matches(filter, &texts(row).each_ref().map(String::as_str))));
        found
    });
    let table = move || {
        let rows = found.get().into_iter().map(|row| view! { <Row org=org.clone() row switches/> }).collect_view();
        view! { <Rows rows=rows.into_any()/> }
    };
    view! {
        <FilteredList one="schedule" many="schedules" count found>
            {table}
        </FilteredList>
    }
    .into_any()
}

#[component]
fn Rows(rows: AnyView) -> impl IntoView {
    view! {
        <Table caption="Schedules">
            <thead>
                <tr>
                    <HeaderCell label="Name"/>
                    <HeaderCell label="Range, repeat"/>
                    <HeaderCell label="Next run"/>
                    <HeaderCell label="Last run"/>
                    <HeaderCell label="Actions"/>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </Table>
    }
}

#[component]
fn Row(org: OrganizationRow, row: ScheduleRow, switches: Switches) -> impl IntoView {
    let about = format!("{} · {}", row.workflow_name, scope(&row));
    let next = row.next.map(|(_, at)| view! { <Timestamp at/> });
    let last = row.last.clone().map(|run| {
        view! {
            <Timestamp at=run.at/>
            <div class="schedule-state">
                <RunState run/>
            </div>
        }
    });
    let actions = org.allows(Permission::CreateReport).then(|| {
        let description = format!("Edit {}", row.name);
        view! {
            <Switch org=org.id row=row.clone() switches/>
            <LinkButton href=routes::edit_schedule(org.id, row.id) label="Edit" kind=ButtonKind::Quiet description/>
        }
    });
    let why = row.why.clone().map(|why| view! { <span class="schedule-why">{why}</span> });
    view! {
        <tr>
            <th scope="row" class="schedule-name">
                <a href=routes::schedule(org.id, row.id)>{row.name.clone()}</a>
                <span class="schedule-note">{about}</span>
            </th>
            <td>
                {row.plan.range.title()}
                <span class="schedule-note">{row.plan.repeat.title()}</span>
            </td>
            <td>
                {next}
                <div class="schedule-state">
                    <ScheduleBadge state=row.state/>
                    {why}
                </div>
            </td>
            <td>{last.map_or_else(|| "Never".into_any(), IntoAny::into_any)}</td>
            <td class="row-actions">{actions}</td>
        </tr>
    }
}

/// Which accounts its reports are about, in words.
pub(super) fn scope(row: &ScheduleRow) -> String {
    if row.subsets.is_empty() { "All accounts".to_owned() } else { row.subsets.join(", ") }
}

fn texts(row: &ScheduleRow) -> [String; 6] {
    let (range, repeat) = (row.plan.range.title().to_owned(), row.plan.repeat.title().to_owned());
    [row.name.clone(), row.workflow_name.clone(), scope(row), row.state.name().to_owned(), range, repeat]
}
