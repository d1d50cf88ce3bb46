use leptos::ev::SubmitEvent;
use leptos::form::FromFormData;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use muster_domain::permission::Permission;
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::view::schedules::{ScheduleDetail, ScheduleDraft};

use super::fields::{Frame, ScheduleFields};
use super::form::{Round, ScheduleForm};
use super::{above, use_schedule_id};
use crate::api::schedules::{self, Edit};
use crate::components::{CardSkeleton, Crumb, FormState, PageHeader, focus, use_action};
use crate::error::ApiError;
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
    let action = use_action::<Edit>();
    let came_back = use_param(DRAFT).with_untracked(|text| serde_json::from_str::<Round>(text).ok());
    let round = came_back.unwrap_or_else(|| Round { form: ScheduleForm::of(&found), refusals: Vec::new() });
    let refused = RwSignal::new((!round.refusals.is_empty()).then(|| ApiError::Invalid(round.refusals.clone())));
    let answer = action.value();
    Effect::new(move || {
        if let Some(Err(error)) = answer.get() {
            refused.set(Some(error));
            focus("refused".to_owned());
        }
    });
    let on_submit = Callback::new(move |event: SubmitEvent| {
        let Ok(sent) = Edit::from_event(&event) else { return };
        event.prevent_default();
        let wrong = sent.form.read().err().map(ApiError::Invalid);
        let is_right = wrong.is_none();
        refused.set(wrong);
        if is_right {
            action.dispatch(sent);
        } else {
            focus("refused".to_owned());
        }
    });
    let state = FormState { pending: action.pending().into(), error: refused.into() };
    let ScheduleDetail { row, zone, today, members, .. } = found;
    let page = routes::schedule(org.id, row.id);
    let steps = vec![above(org.id), Crumb::new(row.name.clone(), page.clone())];
    let frame = Frame { url: Edit::url(), org: org.id, id: row.id.to_string(), submit: "Save", cancel: page };
    let draft = ScheduleDraft { name: row.name, zone, today, members };
    view! {
        <PageHeader title="Edit schedule" steps/>
        <ScheduleFields frame draft round state on_submit/>
    }
}
