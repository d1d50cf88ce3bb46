use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use muster_domain::ReportId;
use muster_domain::permission::Permission;
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::view::schedules::ScheduleDraft;

use super::fields::{Frame, ScheduleFields};
use super::form::{Round, ScheduleForm};
use crate::api::schedules::{self, Create};
use crate::components::{CardSkeleton, Crumb, PageHeader, use_checked_form};
use crate::layouts::{OrganizationLoad, organization_resource, use_parameter};
use crate::query::{DRAFT, use_param};
use crate::routes::{self, Section};

/// Makes a report again and again.
#[component]
pub(crate) fn NewSchedulePage() -> impl IntoView {
    let id = use_parameter::<ReportId>("report");
    let found = organization_resource(move || id.get(), |org, id| async move { Ok((id, schedules::draft(org, id).await?)) });
    let skeleton = || view! { <CardSkeleton/> };
    let view = |org, (id, draft)| view! { <Form org id draft/> };
    view! { <OrganizationLoad data=found skeleton permission=Permission::CreateReport view/> }
}

#[component]
fn Form(org: OrganizationRow, id: ReportId, draft: ScheduleDraft) -> impl IntoView {
    let came_back = use_param(DRAFT).with_untracked(|text| serde_json::from_str::<Round>(text).ok());
    let round = came_back.unwrap_or_else(|| Round { form: ScheduleForm::proposed(&draft), refusals: Vec::new() });
    let checked = use_checked_form(round.refusals.clone(), |sent: &Create| sent.form.read().map(drop));
    let page = routes::report(org.id, id);
    let steps =
        vec![Crumb::new(Section::Reports.title(), Section::Reports.of(org.id)), Crumb::new(draft.name.clone(), page.clone())];
    let hint =
        "The same workflow, in its newest version, on the same subsets and groups: made again on each day of the schedule.";
    let frame = Frame { url: Create::url(), org: org.id, id: id.to_string(), submit: "Schedule", cancel: page };
    view! {
        <PageHeader title="Schedule report" steps hint=hint.into_any()/>
        <ScheduleFields frame draft form=round.form checked/>
    }
}
