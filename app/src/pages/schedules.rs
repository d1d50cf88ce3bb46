//! Schedules: the list, the form that a report leads to, a schedule's page, and its removal.

mod bucket;
mod calendar;
mod delete;
mod deliveries;
mod details;
mod edit;
mod fields;
pub mod form;
mod list;
mod new;
mod runs;
mod secret;
mod switch;

pub(crate) use delete::DeleteSchedulePage;
pub(crate) use details::SchedulePage;
pub(crate) use edit::EditSchedulePage;
pub(crate) use list::SchedulesPage;
pub(crate) use new::NewSchedulePage;
pub(crate) use secret::SecretPage;

use std::time::Duration;

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use muster_domain::view::schedules::{ScheduleImpact, ScheduleState};
use muster_domain::{OrganizationId, ScheduleId};

use crate::components::{Badge, Crumb, ReloadWithoutScript, Tone};
use crate::layouts::use_parameter;
use crate::routes::Section;

/// The schedule in the address; `None` where its text is no id.
fn use_schedule_id() -> Memo<Option<ScheduleId>> {
    use_parameter("schedule")
}

fn above(org: OrganizationId) -> Crumb {
    Crumb::new(Section::Schedules.title(), Section::Schedules.of(org))
}

/// How long until the first of these moments; nothing where none is to come.
fn until_first(now: DateTime<Utc>, due: impl IntoIterator<Item = DateTime<Utc>>) -> Option<Duration> {
    due.into_iter().min().map(|due| (due - now).to_std().unwrap_or_default())
}

/// Where no script looks again, the page that is due within a minute loads itself, over and over.
#[component]
fn ReloadWhenDue(wait: Option<Duration>) -> impl IntoView {
    wait.is_some_and(|wait| wait < Duration::from_secs(60)).then(|| view! { <ReloadWithoutScript/> })
}

/// What becomes of schedules, a sentence each.
pub(crate) fn affected(schedules: Vec<ScheduleImpact>) -> impl Iterator<Item = String> {
    schedules.into_iter().map(|ScheduleImpact { name, stops }| {
        if stops {
            format!("The schedule {name} stops; its runs and reports stay readable.")
        } else {
            format!("The schedule {name} goes on with the subsets that are left.")
        }
    })
}

/// Whether it runs.
#[component]
fn ScheduleBadge(state: ScheduleState) -> impl IntoView {
    let (tone, text) = match state {
        ScheduleState::Active => (Tone::Good, "Active"),
        ScheduleState::Paused => (Tone::Warning, "Paused"),
        ScheduleState::Stopped => (Tone::Bad, "Stopped"),
        ScheduleState::Ended => (Tone::Neutral, "Ended"),
    };
    view! { <Badge tone text/> }
}
