use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::view::schedules::{AttemptRow, Channel, DeliveryRow, DeliveryState};

use crate::api::schedules::Replay;
use crate::components::{ActionButton, Badge, ButtonKind, Card, Column, RecordTable, Timestamp, Tone, ids};
use crate::pages::figures::counted;

const COLUMNS: [Column; 5] = [
    ("Report", "schedule-target"),
    ("To", "schedule-target"),
    ("Sent", ""),
    ("State", "schedule-tries"),
    ("Actions", "row-actions"),
];

/// What was sent out, newest first, each with its tries.
#[component]
pub(super) fn Deliveries(org: OrganizationRow, deliveries: Vec<DeliveryRow>, replay: ServerAction<Replay>) -> impl IntoView {
    let content = if deliveries.is_empty() {
        view! { <p>"Nothing was sent yet. Its reports are always in the console."</p> }.into_any()
    } else {
        let rows = deliveries.into_iter().map(|delivery| cells(&org, delivery, replay)).collect();
        view! { <RecordTable caption="Deliveries" columns=&COLUMNS rows/> }.into_any()
    };
    view! { <Card title="Deliveries">{content}</Card> }
}

fn cells(org: &OrganizationRow, delivery: DeliveryRow, replay: ServerAction<Replay>) -> Vec<AnyView> {
    let may_replay = org.allows(Permission::CreateReport)
        && matches!(delivery.channel, Channel::Webhook | Channel::Bucket)
        && matches!(delivery.state, DeliveryState::Done | DeliveryState::Failed);
    let org = org.id;
    let again = may_replay.then(|| {
        let description = format!("Send {} again", delivery.report_name);
        view! {
            <ActionButton action=replay fields=ids(org, delivery.id) label="Send again" kind=ButtonKind::Quiet description/>
        }
    });
    let created_at = delivery.created_at;
    vec![
        delivery.report_name.clone().into_any(),
        delivery.target.clone().into_any(),
        view! { <Timestamp at=created_at/> }.into_any(),
        view! { <State delivery/> }.into_any(),
        again.into_any(),
    ]
}

#[component]
fn State(delivery: DeliveryRow) -> impl IntoView {
    let (tone, text) = match (delivery.channel, delivery.state) {
        (_, DeliveryState::Waiting) => (Tone::Active, "On its way"),
        (Channel::Mail, DeliveryState::Done) => (Tone::Good, "Mailed"),
        (Channel::Webhook, DeliveryState::Done) => (Tone::Good, "Taken"),
        (Channel::Bucket, DeliveryState::Done) => (Tone::Good, "Put there"),
        (_, DeliveryState::Failed) => (Tone::Bad, "Given up"),
    };
    let next = delivery.due_at.filter(|_| !delivery.attempts.is_empty()).map(|at| {
        view! {
            <span class="schedule-note">"Next try " <Timestamp at/></span>
        }
    });
    let tries = (!delivery.attempts.is_empty()).then(|| {
        let count = counted(delivery.attempts.len() as u64, "try", "tries");
        let items = delivery.attempts.into_iter().map(|attempt| view! { <li>{attempted(attempt)}</li> }).collect_view();
        view! {
            <details class="disclosure">
                <summary>{count}</summary>
                <ol class="schedule-attempts">{items}</ol>
            </details>
        }
    });
    view! {
        <Badge tone text/>
        {next}
        {tries}
    }
}

fn attempted(attempt: AttemptRow) -> AnyView {
    let AttemptRow { at, status, error, milliseconds } = attempt;
    let said = match (error, status) {
        (Some(error), _) => error,
        (None, Some(status)) => format!("taken, with status {status}"),
        (None, None) => "taken".to_owned(),
    };
    view! {
        <Timestamp at/>
        {format!(": {said} ({milliseconds} ms)")}
    }
    .into_any()
}
