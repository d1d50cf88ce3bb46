use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::view::reports::{ReportDetail, ReportRow};

use super::use_report_id;
use crate::api::reports::{self, Delete};
use crate::components::{CardSkeleton, ConfirmDeletion, Crumb, ids, use_action};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::routes::{self, Section};

/// Asks whether a report is to go.
#[component]
pub(crate) fn DeleteReportPage() -> impl IntoView {
    let (id, action) = (use_report_id(), use_action::<Delete>());
    let found = organization_resource(move || id.get(), |org, id| reports::find(org, id, 0));
    let skeleton = || view! { <CardSkeleton/> };
    let view = move |org, found: ReportDetail| view! { <Confirm org row=found.row action/> };
    view! { <OrganizationLoad data=found skeleton permission=Permission::DeleteReport view/> }
}

#[component]
fn Confirm(org: OrganizationRow, row: ReportRow, action: ServerAction<Delete>) -> impl IntoView {
    let page = routes::report(org.id, row.id);
    let steps =
        vec![Crumb::new(Section::Reports.title(), Section::Reports.of(org.id)), Crumb::new(row.name.clone(), page.clone())];
    let goes = format!("The report of {} and its files go.", super::days(row.period));
    let stays = format!("It can be generated again from {}.", row.workflow_name);
    let fields = ids(org.id, row.id);
    let title = format!("Delete {}?", row.name);
    view! { <ConfirmDeletion action title steps consequences=vec![goes, stays] fields label="Delete report" keep=page/> }
}
