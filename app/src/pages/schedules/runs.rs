use leptos::prelude::*;
use muster_domain::OrganizationId;
use muster_domain::view::schedules::{Outcome, RunRow};

use super::calendar::covered;
use crate::components::{Badge, Card, Column, RecordTable, Timestamp, Tone};
use crate::pages::reports::StateBadge;
use crate::routes;

const COLUMNS: [Column; 4] = [("Day", ""), ("Covers", "days"), ("Seen to", ""), ("Report", "schedule-target")];

/// What came of its days, newest first.
#[component]
pub(super) fn Runs(org: OrganizationId, runs: Vec<RunRow>) -> impl IntoView {
    let content = if runs.is_empty() {
        view! { <p>"It has not run yet."</p> }.into_any()
    } else {
        let rows = runs.into_iter().map(|run| cells(org, run)).collect();
        view! { <RecordTable caption="Runs" columns=&COLUMNS rows/> }.into_any()
    };
    view! { <Card title="Runs">{content}</Card> }
}

fn cells(org: OrganizationId, run: RunRow) -> Vec<AnyView> {
    let day = run.day.map_or_else(|| "By hand".to_owned(), |day| day.to_string());
    let why = run.why.clone().map(|why| view! { <span class="schedule-note">{why}</span> });
    let link = run.report.filter(|_| run.report_state.is_some()).map(|report| {
        let label = format!("Open the report of {}", covered(run.covers));
        view! { <a class="link" href=routes::report(org, report) aria-label=label>"Open"</a> }
    });
    let (at, covers) = (run.at, covered(run.covers));
    let report = view! {
        <RunState run/>
        " "
        {link}
        {why}
    };
    vec![day.into_any(), covers.into_any(), view! { <Timestamp at/> }.into_any(), report.into_any()]
}

/// Where the report of a run stands, or why there is none.
#[component]
pub(super) fn RunState(run: RunRow) -> impl IntoView {
    match (run.outcome, run.report_state) {
        (Outcome::Asked, Some(state)) => view! { <StateBadge state percent=0/> }.into_any(),
        (Outcome::Asked, None) => view! { <Badge tone=Tone::Neutral text="Report deleted"/> }.into_any(),
        (Outcome::Skipped, _) => view! { <Badge tone=Tone::Neutral text="Skipped"/> }.into_any(),
        (Outcome::Refused, _) => view! { <Badge tone=Tone::Bad text="No report"/> }.into_any(),
    }
}
