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
    let Some(ShownOnce::Invitation { email, link }) = shown else {
        let text = "The link of an invitation is shown once. Ask for a new link in the list of members.";
        return view! {
            <PageHeader title="Invitation" steps/>
            <EmptyState icon=Picture::Copy title="Shown already" text action=back.into_any()/>
        }
        .into_any();
    };
    let hint = match link {
        Some(_) => format!("No mail was sent: give this link to {email} yourself. It is shown this once."),
        None => format!("A link is on its way to {email}. The list of members says so if it cannot be sent."),
    };
    let link = link.map(|text| view! { <CopyText text what="invitation link"/> });
    view! {
        <PageHeader title="Invitation made" steps/>
        <Card title=if link.is_some() { "Link" } else { "Mailed" } hint>
            {link}
            <div class="form-actions card-end">{back}</div>
        </Card>
    }
    .into_any()
}
