use leptos::prelude::*;
use muster_domain::connection::ConnectionState;
use muster_domain::permission::Permission;
use muster_domain::view::connections::{ConnectionKind, ConnectionSettings, Health};
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::{ManagementAccountId, OrganizationId};

use super::card::{DeliveryFacts, said};
use super::events::Events;
use super::months::DeliveredMonths;
use super::{above, is_under_way};
use crate::api::connections::{self, Check};
use crate::components::{
    ActionButton, Badge, ButtonKind, Card, CardSkeleton, CopyText, EmptyState, Fact, Facts, LinkButton, PageHeader, Picture,
    ReloadWithoutScript, Timestamp, ids, use_action,
};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::pages::management_accounts::{connection_badge, use_account};
use crate::pages::reports::poll_while;
use crate::routes;

/// Everything about one connection: what it found, what was delivered, what became of it.
#[component]
pub(crate) fn HealthPage() -> impl IntoView {
    let (id, check) = (use_account(), use_action::<Check>());
    let found = organization_resource(
        move || Some((id.get()?, check.version().get())),
        |org, (id, _)| async move { Ok((connections::settings(org, id).await?, connections::health(org, id).await?)) },
    );
    poll_while(found, |(_, health)| is_under_way(health));
    let skeleton = || view! { <CardSkeleton/> };
    let view = move |org, (settings, health)| view! { <Connected org settings health check/> };
    view! { <OrganizationLoad data=found skeleton view/> }
}

#[component]
fn Connected(org: OrganizationRow, settings: ConnectionSettings, health: Health, check: ServerAction<Check>) -> impl IntoView {
    let may_manage = org.allows(Permission::ManageOrganization);
    let (org, id, kind) = (org.id, settings.account, health.kind);
    let steps = above(org, id, &settings.name);
    let title = format!("Delivery of {}", settings.name);
    if kind.is_none() {
        return view! {
            <PageHeader title steps/>
            <NotConnected org id may_manage/>
            <Events events=health.events/>
        }
        .into_any();
    }
    let hint = view! { <Stands account_id=settings.account_id.to_string() health=health.clone()/> }.into_any();
    let buttons = may_manage.then(|| view! { <Buttons org id kind check is_checking=health.is_checking/> });
    let (is_at_work, words, place) = (is_under_way(&health), said(&health), health.place.clone());
    let (months, events) = (health.months.clone(), health.events.clone());
    view! {
        {is_at_work.then(|| view! { <ReloadWithoutScript/> })}
        <PageHeader title steps hint actions=buttons.into_any()/>
        <Card title="State" hint=place>
            <div aria-live="polite">{words}</div>
            <DeliveryFacts health/>
        </Card>
        <DeliveredMonths months/>
        <Read settings kind/>
        <Events events/>
    }
    .into_any()
}

/// The account's digits and its state, below the title.
#[component]
fn Stands(account_id: String, health: Health) -> impl IntoView {
    let (tone, text) = connection_badge(health.standing.state);
    let since = health.standing.since.filter(|_| health.standing.state == ConnectionState::Failing);
    view! {
        <span class="account-title">
            <span>{account_id}</span>
            <Badge tone text/>
            {since.map(|at| view! { <span class="account-note">"since " <Timestamp at/></span> })}
        </span>
    }
}

#[component]
fn NotConnected(org: OrganizationId, id: ManagementAccountId, may_manage: bool) -> impl IntoView {
    let action = may_manage.then(|| {
        view! { <LinkButton href=routes::connect(org, id) label="Connect AWS" icon=Picture::Plus kind=ButtonKind::Primary/> }
    });
    let text = "Nothing is connected. What is in the ledger stays there.";
    view! { <EmptyState icon=Picture::Download title="Not connected" text action=action.into_any()/> }
}

#[component]
fn Buttons(
    org: OrganizationId,
    id: ManagementAccountId,
    kind: Option<ConnectionKind>,
    check: ServerAction<Check>,
    is_checking: bool,
) -> impl IntoView {
    let change = match kind {
        Some(ConnectionKind::Location) => routes::connect_location(org, id),
        Some(ConnectionKind::S3) | None => routes::connect(org, id),
    };
    let label = if is_checking { "Checking" } else { "Check now" };
    view! {
        <ActionButton action=check fields=ids(org, id) label icon=Picture::Retry kind=ButtonKind::Primary/>
        <LinkButton href=change label="Change" icon=Picture::Settings/>
        <LinkButton href=routes::disconnect(org, id) label="Disconnect" kind=ButtonKind::Quiet/>
    }
}

/// As whom it is read.
#[component]
fn Read(settings: ConnectionSettings, kind: Option<ConnectionKind>) -> impl IntoView {
    (kind == Some(ConnectionKind::S3)).then(|| {
        view! {
            <Card title="How it is read" hint="By a role in your account. Muster keeps no key of AWS.">
                <Facts>
                    <Fact name="Role">
                        <CopyText text=settings.role what="role ARN"/>
                    </Fact>
                    {settings
                        .external_id
                        .map(|text| {
                            view! {
                                <Fact name="External ID">
                                    <CopyText text what="external ID"/>
                                </Fact>
                            }
                        })}
                </Facts>
            </Card>
        }
    })
}
