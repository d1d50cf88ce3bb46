use leptos::prelude::*;
use muster_domain::OrganizationId;
use muster_domain::view::workflows::{VersionRow, WorkflowRow};

use crate::components::{Card, Column, RecordTable, Timestamp};
use crate::routes;

const COLUMNS: [Column; 6] =
    [("Version", ""), ("Saved", ""), ("By", ""), ("What changed", "text-wide"), ("Rules", "number"), ("Reports", "number")];

/// Every version, newest first, and the choice of two to compare.
#[component]
pub(in super::super) fn Versions(org: OrganizationId, row: WorkflowRow, versions: Vec<VersionRow>) -> impl IntoView {
    let several = versions.len() > 1;
    let numbers: Vec<_> = versions.iter().map(|version| version.version).collect();
    let rows = versions.into_iter().map(|version| cells(org, &row, version)).collect();
    view! {
        <Card title="History" hint="Each save makes a version; reports keep the one that they were made with.">
            {several.then(|| view! { <Compare org row=row.clone() numbers/> })}
            <RecordTable caption="Versions" columns=&COLUMNS rows/>
        </Card>
    }
}

fn cells(org: OrganizationId, row: &WorkflowRow, version: VersionRow) -> Vec<AnyView> {
    let href = routes::workflow_version(org, row.id, version.version);
    let title =
        if version.version == row.version { format!("{} (current)", version.version) } else { version.version.to_string() };
    let renamed =
        (version.name != row.name).then(|| view! { <span class="version-name">{format!("then called {}", version.name)}</span> });
    let rules = if version.rules == 0 { "none".to_owned() } else { version.rules.to_string() };
    vec![
        view! { <a class="row-link version-link" href=href>{title}</a> {renamed} }.into_any(),
        view! { <Timestamp at=version.at/> }.into_any(),
        version.by.into_any(),
        version.note.into_any(),
        rules.into_any(),
        version.reports.into_any(),
    ]
}

/// A plain form that leads to the comparison: it needs no script.
#[component]
fn Compare(org: OrganizationId, row: WorkflowRow, numbers: Vec<u32>) -> impl IntoView {
    view! {
        <form class="compare-form" method="get" action=routes::compare_versions(org, row.id)>
            <VersionChoice name="from" label="Compare version" numbers=numbers.clone() chosen=row.version.saturating_sub(1)/>
            <VersionChoice name="to" label="with version" numbers chosen=row.version/>
            <button type="submit" class="button button-secondary">"Compare"</button>
        </form>
    }
}

#[component]
pub(super) fn VersionChoice(name: &'static str, label: &'static str, numbers: Vec<u32>, chosen: u32) -> impl IntoView {
    let options = numbers.into_iter().map(|number| {
        view! { <option value=number.to_string() selected=number == chosen>{number.to_string()}</option> }
    });
    view! {
        <label class="compare-choice">
            <span>{label}</span>
            <select class="input" name=name>
                {options.collect_view()}
            </select>
        </label>
    }
}
