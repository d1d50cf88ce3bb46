use leptos::prelude::*;
use muster_domain::OrganizationId;
use muster_domain::feature::{Feature, Features, Switch};
use muster_domain::view::directory::DirectoryOrganization;
use muster_domain::view::enrollment::EnrolledAccount;
use muster_domain::view::members::MemberRow;
use muster_domain::view::tickets::{TicketRow, age};

use crate::api::support::{self, SetFeature};
use crate::components::{
    ActionButton, Badge, ButtonKind, Card, CardSkeleton, Column, CopyText, Crumb, Fact, Facts, Load, PageHeader, RecordTable,
    Timestamp, Tone, use_action, use_successes,
};
use crate::error::ApiError;
use crate::layouts::use_parameter;
use crate::pages::enrollment::TierBadge;
use crate::pages::tickets::StateBadge;
use crate::routes;

const MEMBERS: [Column; 4] = [("Name", ""), ("E-mail", ""), ("Role", "text-wide"), ("Since", "")];
const ACCOUNTS: [Column; 4] = [("Management account", ""), ("Account ID", ""), ("Service", ""), ("Since", "")];
const TICKETS: [Column; 5] = [("Ticket", "text-wide"), ("Kind", ""), ("State", ""), ("Age", "number"), ("Last change", "")];

/// An organization as support sees it.
#[component]
pub(crate) fn OrganizationPage() -> impl IntoView {
    let (id, set) = (use_parameter::<OrganizationId>("organization"), use_action::<SetFeature>());
    let done = use_successes(set);
    let found = Resource::new(
        move || (id.get(), done.get()),
        |(id, _)| async move { support::organization(id.ok_or(ApiError::NotFound)?).await },
    );
    let view = move |found| view! { <Found found set/> };
    view! { <Load data=found skeleton=|| view! { <CardSkeleton/> } view/> }
}

#[component]
fn Found(found: DirectoryOrganization, set: ServerAction<SetFeature>) -> impl IntoView {
    let DirectoryOrganization { id, name, created_at, features, members, accounts, tickets, customers, providers } = found;
    let steps = vec![Crumb::new("Organizations", routes::SUPPORT_ORGANIZATIONS)];
    let providers = (!providers.is_empty()).then(|| view! { <Fact name="End customer of">{providers.join(", ")}</Fact> });
    view! {
        <PageHeader title=name steps/>
        <Card title="Organization">
            <Facts>
                <Fact name="Organization ID">
                    <CopyText text=id.to_string() what="organization ID"/>
                </Fact>
                <Fact name="Since">
                    <Timestamp at=created_at/>
                </Fact>
                <Fact name="End customers">{customers.to_string()}</Fact>
                {providers}
            </Facts>
        </Card>
        <Card title="Features" hint="What is turned off is hidden; what was made with it stays.">
            <ul class="features">
                {Feature::ALL.map(|feature| view! { <FeatureSwitch id feature features set/> }).into_iter().collect_view()}
            </ul>
        </Card>
        <Listed title="Members" columns=&MEMBERS rows=members.into_iter().map(member).collect() empty="Nobody is a member."/>
        <Listed
            title="Management accounts"
            columns=&ACCOUNTS
            rows=accounts.into_iter().map(account).collect()
            empty="None is connected."
        />
        <Listed title="Tickets" columns=&TICKETS rows=tickets.into_iter().map(ticket).collect() empty="Nothing was asked for."/>
    }
}

#[component]
fn Listed(title: &'static str, columns: &'static [Column], rows: Vec<Vec<AnyView>>, empty: &'static str) -> impl IntoView {
    let content = if rows.is_empty() {
        view! { <p class="no-match">{empty}</p> }.into_any()
    } else {
        view! { <RecordTable caption=title columns rows/> }.into_any()
    };
    view! { <Card title>{content}</Card> }
}

#[component]
fn FeatureSwitch(id: OrganizationId, feature: Feature, features: Features, set: ServerAction<SetFeature>) -> impl IntoView {
    let is_on = features.has(feature);
    let (tone, state, to) = if is_on { (Tone::Good, "On", Switch::Off) } else { (Tone::Neutral, "Off", Switch::On) };
    let label = format!("Turn {} {}", feature.label(), to.name());
    view! {
        <li class="feature">
            <strong>{feature.label()}</strong>
            <Badge tone text=state/>
            <ActionButton
                action=set
                fields=vec![("id", id.to_string()), ("feature", feature.name().to_owned()), ("switch", to.name().to_owned())]
                label
                kind=ButtonKind::Secondary
            />
        </li>
    }
}

fn member(row: MemberRow) -> Vec<AnyView> {
    let email = if row.email.is_empty() { "Service user".to_owned() } else { row.email };
    vec![row.name.into_any(), email.into_any(), row.membership.words().into_any(), view! { <Timestamp at=row.since/> }.into_any()]
}

fn account(account: EnrolledAccount) -> Vec<AnyView> {
    let since = account.service.since.map(|at| view! { <Timestamp at/> });
    vec![
        account.name.into_any(),
        account.account_id.to_string().into_any(),
        view! { <TierBadge tier=account.service.tier/> }.into_any(),
        since.into_any(),
    ]
}

fn ticket(row: TicketRow) -> Vec<AnyView> {
    vec![
        view! { <a class="row-link" href=routes::support_ticket(row.id)>{row.title}</a> }.into_any(),
        row.kind.label().into_any(),
        view! { <StateBadge state=row.state/> }.into_any(),
        age(row.age_minutes).into_any(),
        view! { <Timestamp at=row.updated_at/> }.into_any(),
    ]
}
