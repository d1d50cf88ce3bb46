use leptos::prelude::*;
use muster_domain::view::connections::{ConnectionEvent, EventKind};

use crate::components::{Badge, Card, Timestamp, Tone};

/// What happened, newest first.
#[component]
pub(super) fn Events(events: Vec<ConnectionEvent>) -> impl IntoView {
    (!events.is_empty()).then(|| {
        let rows = events.into_iter().map(|ConnectionEvent { at, kind, text }| {
            view! {
                <li class="event">
                    <Timestamp at/>
                    <Badge tone=tone(kind) text=kind.label()/>
                    <span class="event-text">{text}</span>
                </li>
            }
        });
        view! {
            <Card title="Events">
                <ol class="events">{rows.collect_view()}</ol>
            </Card>
        }
    })
}

fn tone(kind: EventKind) -> Tone {
    match kind {
        EventKind::Connected | EventKind::Disconnected => Tone::Neutral,
        EventKind::Delivered => Tone::Active,
        EventKind::Imported | EventKind::Mended => Tone::Good,
        EventKind::Found => Tone::Warning,
    }
}
