use leptos::prelude::*;
use muster_domain::OrganizationId;
use muster_domain::view::schedules::{ScheduleRow, ScheduleState};

use crate::api::schedules::{Pause, Resume};
use crate::components::{ActionButton, ButtonKind, ids};

/// The forms that stop a schedule for a while; they outlive each reload of the page's data.
#[derive(Clone, Copy)]
pub(super) struct Switches {
    pub(super) pause: ServerAction<Pause>,
    pub(super) resume: ServerAction<Resume>,
}

/// Pauses it or lets it go on; nothing where it can do neither.
#[component]
pub(super) fn Switch(org: OrganizationId, row: ScheduleRow, switches: Switches) -> impl IntoView {
    let Switches { pause, resume } = switches;
    let fields = ids(org, row.id);
    let (stop, go_on) = (format!("Pause {}", row.name), format!("Resume {}", row.name));
    match row.state {
        ScheduleState::Active => view! {
            <ActionButton action=pause fields label="Pause" kind=ButtonKind::Quiet description=stop/>
        }
        .into_any(),
        ScheduleState::Paused => view! {
            <ActionButton action=resume fields label="Resume" kind=ButtonKind::Quiet description=go_on/>
        }
        .into_any(),
        ScheduleState::Stopped | ScheduleState::Ended => ().into_any(),
    }
}
