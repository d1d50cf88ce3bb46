use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::view::schedules::ScheduleDetail;

use super::{above, use_schedule_id};
use crate::api::schedules::{self, Delete};
use crate::components::{CardSkeleton, ConfirmDeletion, Crumb, ids, use_action};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::routes;

/// Asks whether a schedule is to go.
#[component]
pub(crate) fn DeleteSchedulePage() -> impl IntoView {
    let (id, action) = (use_schedule_id(), use_action::<Delete>());
    let found = organization_resource(move || id.get(), schedules::find);
    let skeleton = || view! { <CardSkeleton/> };
    let view = move |org, found| view! { <Confirm org found action/> };
    view! { <OrganizationLoad data=found skeleton permission=Permission::CreateReport view/> }
}

#[component]
fn Confirm(org: OrganizationRow, found: ScheduleDetail, action: ServerAction<Delete>) -> impl IntoView {
    let row = found.row;
    let page = routes::schedule(org.id, row.id);
    let steps = vec![above(org.id), Crumb::new(row.name.clone(), page.clone())];
    let next = match row.next {
        Some((day, _)) => format!("It does not run any more; it would have on {day}."),
        None => "It does not run any more.".to_owned(),
    };
    let log = "The list of its runs and deliveries goes; what is on its way is not sent any more.".to_owned();
    let stays = "The reports that it made stay until they expire.".to_owned();
    let fields = ids(org.id, row.id);
    let title = format!("Delete {}?", row.name);
    view! { <ConfirmDeletion action title steps consequences=vec![next, log, stays] fields label="Delete schedule" keep=page/> }
}
