use leptos::prelude::*;
use muster_domain::OrganizationId;
use muster_domain::view::schedules::{ScheduleRow, ScheduleState};

use crate::api::schedules::{Pause, Resume};
use crate::components::{ButtonKind, ServerForm, SubmitButton};

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
    let ids = move || {
        view! {
            <input type="hidden" name="org" value=org.to_string()/>
            <input type="hidden" name="id" value=row.id.to_string()/>
        }
    };
    let (stop, go_on) = (format!("Pause {}", row.name), format!("Resume {}", row.name));
    match row.state {
        ScheduleState::Active => view! {
            <ServerForm action=pause class="form-in-line">
                {ids()} <SubmitButton label="Pause" kind=ButtonKind::Quiet description=stop/>
            </ServerForm>
        }
        .into_any(),
        ScheduleState::Paused => view! {
            <ServerForm action=resume class="form-in-line">
                {ids()} <SubmitButton label="Resume" kind=ButtonKind::Quiet description=go_on/>
            </ServerForm>
        }
        .into_any(),
        ScheduleState::Stopped | ScheduleState::Ended => ().into_any(),
    }
}
