use leptos::prelude::*;
use muster_domain::view::connections::{DeliveredMonth, MonthState};

use crate::components::{Badge, Card, Column, RecordTable, Timestamp, Tone};
use crate::pages::figures::thousands;
use crate::pages::management_accounts::bytes;

const COLUMNS: [Column; 6] =
    [("Month", ""), ("State", ""), ("Written by AWS", ""), ("Files", "number"), ("Size", "number"), ("Delivery", "text-wide")];

/// The newest delivery of each month, and how far its import is.
#[component]
pub(super) fn DeliveredMonths(months: Vec<DeliveredMonth>) -> impl IntoView {
    (!months.is_empty()).then(|| {
        let hint = summary(&months);
        let rows = months.into_iter().map(cells).collect();
        view! {
            <Card title="Delivered months" hint>
                <RecordTable caption="Delivered months" columns=&COLUMNS rows/>
            </Card>
        }
    })
}

fn summary(months: &[DeliveredMonth]) -> String {
    let there = months.iter().filter(|month| matches!(month.state, MonthState::Estimated | MonthState::Final)).count();
    let all = months.len();
    match (there, all) {
        (1, 1) => "It is in the ledger.".to_owned(),
        (there, all) if there == all => format!("All {all} are in the ledger."),
        (there, all) => format!("{there} of {all} are in the ledger."),
    }
}

fn cells(month: DeliveredMonth) -> Vec<AnyView> {
    let why = month.finding.as_ref().map(|finding| format!("{}: {}", finding.title(), finding.what()));
    vec![
        month.month.to_string().into_any(),
        state(&month),
        view! { <Timestamp at=month.delivered_at/> }.into_any(),
        thousands(month.files).into_any(),
        bytes(month.bytes).into_any(),
        view! {
            <code class="assembly">{month.assembly}</code>
            {why.map(|why| view! { <p class="month-why">{why}</p> })}
        }
        .into_any(),
    ]
}

fn state(month: &DeliveredMonth) -> AnyView {
    let (tone, text) = match month.state {
        MonthState::Unfinished => (Tone::Active, "Still being written"),
        MonthState::Queued => (Tone::Neutral, "Queued"),
        MonthState::Importing => return progress(month),
        MonthState::Failing => (Tone::Bad, "Failing"),
        MonthState::Estimated => (Tone::Neutral, "Estimated"),
        MonthState::Final => (Tone::Good, "Final"),
    };
    view! { <Badge tone text/> }.into_any()
}

/// Files are read together, so what is told is rows and bytes.
fn progress(month: &DeliveredMonth) -> AnyView {
    let done = month.import.map(|import| import.progress).unwrap_or_default();
    let detail = format!("{} rows, {} of {}", thousands(done.rows), bytes(done.bytes), bytes(done.bytes_total.max(month.bytes)));
    let label = format!("Reading {}", month.month);
    view! {
        <div class="month-progress">
            <Badge tone=Tone::Active text="Importing"/>
            <progress class="progress-bar" max="100" aria-label=label value=done.percent().to_string()></progress>
            <span class="progress-detail">{detail}</span>
        </div>
    }
    .into_any()
}
