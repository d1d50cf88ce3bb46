use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use muster_domain::permission::Permission;
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::view::schedules::{ScheduleDetail, ScheduleDraft};

use super::fields::{Frame, ScheduleFields};
use super::form::{Round, ScheduleForm};
use super::{above, use_schedule_id};
use crate::api::schedules::{self, Edit};
use crate::components::{CardSkeleton, Crumb, PageHeader, use_checked_form};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::query::{DRAFT, use_param};
use crate::routes;

/// Changes a schedule.
#[component]
pub(crate) fn EditSchedulePage() -> impl IntoView {
    let id = use_schedule_id();
    let found = organization_resource(move || id.get(), schedules::find);
    let skeleton = || view! { <CardSkeleton/> };
    let view = |org, found| view! { <Form org found/> };
    view! { <OrganizationLoad data=found skeleton permission=Permission::CreateReport view/> }
}

#[component]
fn Form(org: OrganizationRow, found: ScheduleDetail) -> impl IntoView {
    let came_back = use_param(DRAFT).with_untracked(|text| serde_json::from_str::<Round>(text).ok());
    let round = came_back.unwrap_or_else(|| Round { form: ScheduleForm::of(&found), refusals: Vec::new() });
    let checked = use_checked_form(round.refusals.clone(), |sent: &Edit| sent.form.read().map(drop));
    let ScheduleDetail { row, zone, today, members, stores, .. } = found;
    let page = routes::schedule(org.id, row.id);
    let steps = vec![above(org.id), Crumb::new(row.name.clone(), page.clone())];
    let frame = Frame { url: Edit::url(), org: org.id, id: row.id.to_string(), submit: "Save", cancel: page };
    let draft = ScheduleDraft { name: row.name, zone, today, members, stores };
    view! {
        <PageHeader title="Edit schedule" steps/>
        <ScheduleFields frame draft form=round.form checked/>
    }
}
