use leptos::prelude::*;
use muster_domain::view::members::ShownOnce;
use muster_domain::view::organizations::OrganizationRow;

use crate::api::people;
use crate::components::{ButtonKind, Card, CardSkeleton, CopyText, Crumb, EmptyState, LinkButton, PageHeader, Picture};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::routes::Section;

/// The token that was just made.
#[component]
pub(crate) fn TokenMadePage() -> impl IntoView {
    let shown = organization_resource(|| Some(()), |_, ()| people::shown_once());
    let view = |org, shown| view! { <Shown org shown/> };
    view! { <OrganizationLoad data=shown skeleton=|| view! { <CardSkeleton/> } view/> }
}

#[component]
fn Shown(org: OrganizationRow, shown: Option<ShownOnce>) -> impl IntoView {
    let section = Section::Tokens.of(org.id);
    let steps = vec![Crumb::new(Section::Tokens.title(), section.clone())];
    let back = view! { <LinkButton href=section label="To the tokens" kind=ButtonKind::Primary/> };
    let Some(ShownOnce::Token { name, token }) = shown else {
        let text = "A token is shown once. Revoke it and make another if you have lost it.";
        return view! {
            <PageHeader title="API token" steps/>
            <EmptyState icon=Picture::Key title="Shown already" text action=back.into_any()/>
        }
        .into_any();
    };
    view! {
        <PageHeader title=format!("Token {name}") steps/>
        <Card title="Copy it now" hint="It is shown this once: only a digest of it is kept.">
            <CopyText text=token what="API token"/>
            <div class="form-actions card-end">{back}</div>
        </Card>
    }
    .into_any()
}
