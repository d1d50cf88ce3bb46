use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::members::ShownOnce;
use muster_domain::view::organizations::OrganizationRow;

use super::above;
use crate::api::people;
use crate::components::{ButtonKind, Card, CardSkeleton, CopyText, EmptyState, LinkButton, PageHeader, Picture};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::routes::Section;

/// The link of an invitation that was just made.
#[component]
pub(crate) fn InvitedPage() -> impl IntoView {
    let shown = organization_resource(|| Some(()), |_, ()| people::shown_once());
    let skeleton = || view! { <CardSkeleton/> };
    let view = |org, shown| view! { <Shown org shown/> };
    view! { <OrganizationLoad data=shown skeleton permission=Permission::ManageOrganization view/> }
}

#[component]
fn Shown(org: OrganizationRow, shown: Option<ShownOnce>) -> impl IntoView {
    let steps = vec![above(org.id)];
    let back = view! { <LinkButton href=Section::Members.of(org.id) label="To the members" kind=ButtonKind::Primary/> };
    let Some(ShownOnce::Invitation { email, link, mailed }) = shown else {
        let text = "The link of an invitation is shown once. Ask for a new link in the list of members.";
        return view! {
            <PageHeader title="Invitation" steps/>
            <EmptyState icon=Picture::Copy title="Shown already" text action=back.into_any()/>
        }
        .into_any();
    };
    let hint = if mailed {
        format!("It was mailed to {email}. It is shown here this once, in case the mail does not arrive.")
    } else {
        format!("No mail was sent: give this link to {email} yourself. It is shown this once.")
    };
    view! {
        <PageHeader title="Invitation made" steps/>
        <Card title="Link" hint>
            <CopyText text=link what="invitation link"/>
            <div class="form-actions card-end">{back}</div>
        </Card>
    }
    .into_any()
}
