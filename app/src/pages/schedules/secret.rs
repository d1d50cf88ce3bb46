use leptos::prelude::*;
use muster_domain::ScheduleId;
use muster_domain::permission::Permission;
use muster_domain::view::members::ShownOnce;
use muster_domain::view::organizations::OrganizationRow;

use super::{above, use_schedule_id};
use crate::api::people;
use crate::components::{ButtonKind, Card, CardSkeleton, CopyText, EmptyState, LinkButton, PageHeader, Picture};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::routes;

/// The secret of a webhook that was just made.
#[component]
pub(crate) fn SecretPage() -> impl IntoView {
    let id = use_schedule_id();
    let shown = organization_resource(move || id.get(), |_, id| async move { Ok((id, people::shown_once().await?)) });
    let skeleton = || view! { <CardSkeleton/> };
    let view = |org, (id, shown)| view! { <Shown org id shown/> };
    view! { <OrganizationLoad data=shown skeleton permission=Permission::CreateReport view/> }
}

#[component]
fn Shown(org: OrganizationRow, id: ScheduleId, shown: Option<ShownOnce>) -> impl IntoView {
    let steps = vec![above(org.id)];
    let href = routes::schedule(org.id, id);
    let back = view! { <LinkButton href label="To the schedule" kind=ButtonKind::Primary/> };
    let Some(ShownOnce::Webhook { name, secret }) = shown else {
        let text = "The secret of a webhook is shown once. Make a new one on the schedule's page if you have lost it.";
        return view! {
            <PageHeader title="Webhook secret" steps/>
            <EmptyState icon=Picture::Key title="Shown already" text action=back.into_any()/>
        }
        .into_any();
    };
    let hint = "Give it to the receiver: each webhook is signed with it, as standardwebhooks.com says. It is shown this once.";
    view! {
        <PageHeader title=format!("Webhook of {name}") steps/>
        <Card title="Copy its secret now" hint>
            <CopyText text=secret what="webhook secret"/>
            <div class="form-actions card-end">{back}</div>
        </Card>
    }
    .into_any()
}
