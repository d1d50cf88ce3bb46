use leptos::prelude::*;
use muster_domain::OrganizationId;
use muster_domain::view::members::TokenRow;
use muster_domain::view::organizations::OrganizationRow;

use crate::api::tokens::{self, Revoke};
use crate::components::{
    ActionButton, ButtonKind, Column, EmptyState, LinkButton, PageHeader, Picture, RecordTable, TableSkeleton, Timestamp, ids,
    use_action, use_successes,
};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::routes::{self, Section};

const COLUMNS: &[Column] =
    &[("Name", ""), ("Token", ""), ("Acts for", ""), ("Made", ""), ("Good until", ""), ("Last used", ""), ("Actions", "")];

/// One's own tokens here; everybody's for whoever manages the organization.
#[component]
pub(crate) fn TokensPage() -> impl IntoView {
    let revoke = use_action::<Revoke>();
    let revoked = use_successes(revoke);
    let list = organization_resource(move || Some(revoked.get()), |org, _| tokens::list(org));
    let view = move |org, list| view! { <Tokens org list revoke/> };
    view! { <OrganizationLoad data=list skeleton=|| view! { <TableSkeleton/> } view/> }
}

#[component]
fn Tokens(org: OrganizationRow, list: Vec<TokenRow>, revoke: ServerAction<Revoke>) -> impl IntoView {
    let id = org.id;
    let hint = view! {
        "A token lets a program act here for one member, with what that member may do. "
        <a href=routes::API_DOCS rel="external">"The HTTP API"</a>
        " says what it can ask."
    };
    let new = move |kind| view! { <LinkButton href=routes::new_token(id) label="New token" icon=Picture::Plus kind/> };
    if list.is_empty() {
        let text =
            "Scripts and other programs reach reports, imports and downloads with a token. It is shown once, when it is made.";
        return view! {
            <PageHeader title=Section::Tokens.title() hint=hint.into_any()/>
            <EmptyState icon=Picture::Key title="No tokens yet" text action=new(ButtonKind::Primary).into_any()/>
        }
        .into_any();
    }
    let rows = list.into_iter().map(|token| row(id, token, revoke)).collect();
    view! {
        <PageHeader title=Section::Tokens.title() hint=hint.into_any() actions=new(ButtonKind::Primary).into_any()/>
        <RecordTable caption="API tokens" columns=COLUMNS rows/>
    }
    .into_any()
}

fn row(org: OrganizationId, token: TokenRow, revoke: ServerAction<Revoke>) -> Vec<AnyView> {
    let description = format!("Revoke {}", token.name);
    let end = view! {
        <ActionButton action=revoke fields=ids(org, token.id) label="Revoke" kind=ButtonKind::Quiet description/>
    };
    let used = match token.used_at {
        Some(at) => view! { <Timestamp at/> <span class="token-from">{token.used_from}</span> }.into_any(),
        None => "Never".into_any(),
    };
    let until = token.expires_at.map_or_else(|| "Revoked".into_any(), |at| view! { <Timestamp at/> }.into_any());
    vec![
        token.name.into_any(),
        view! { <code>{format!("…{}", token.ending)}</code> }.into_any(),
        token.owner.into_any(),
        view! { <Timestamp at=token.created_at/> }.into_any(),
        until,
        used,
        end.into_any(),
    ]
}
