use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::view::reports::ReportRow;

use super::use_report_id;
use crate::api::reports::{self, Delete};
use crate::components::{
    ButtonKind, Card, CardSkeleton, Crumb, Failure, LinkButton, PageHeader, Picture, ServerForm, SubmitButton, use_action,
};
use crate::error::ApiError;
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::routes::{self, Section};

/// Asks whether a report is to go.
#[component]
pub(crate) fn DeleteReportPage() -> impl IntoView {
    let id = use_report_id();
    let found = organization_resource(move || id.get(), |org, id| reports::find(org, id, 0));
    let skeleton = || view! { <CardSkeleton/> };
    view! { <OrganizationLoad data=found skeleton view=|org, found| view! { <Confirm org row=found.row/> }/> }
}

#[component]
fn Confirm(org: OrganizationRow, row: ReportRow) -> impl IntoView {
    if !org.allows(Permission::DeleteReport) {
        return view! { <Failure error=ApiError::Forbidden(Permission::DeleteReport)/> }.into_any();
    }
    let action = use_action::<Delete>();
    let page = routes::report(org.id, row.id);
    let steps =
        vec![Crumb::new(Section::Reports.title(), Section::Reports.of(org.id)), Crumb::new(row.name.clone(), page.clone())];
    let again = format!(
        "The report of {} and its files go. It can be generated again from {}.",
        super::days(row.period),
        row.workflow_name
    );
    view! {
        <PageHeader title=format!("Delete {}?", row.name) steps/>
        <Card title="What this takes away">
            <p>{again}</p>
            <ServerForm action>
                <input type="hidden" name="org" value=org.id.to_string()/>
                <input type="hidden" name="id" value=row.id.to_string()/>
                <div class="form-actions">
                    <SubmitButton label="Delete report" kind=ButtonKind::Danger icon=Picture::Trash/>
                    <LinkButton href=page label="Keep it"/>
                </div>
            </ServerForm>
        </Card>
    }
    .into_any()
}
