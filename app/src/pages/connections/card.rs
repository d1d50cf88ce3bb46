use leptos::prelude::*;
use muster_domain::connection::{ConnectionState, Severity};
use muster_domain::view::connections::Health;
use muster_domain::{ManagementAccountId, OrganizationId};

use super::finding::FindingNotice;
use super::{is_under_way, span};
use crate::components::{
    ButtonKind, Card, EmptyState, Fact, Facts, LinkButton, Notice, Picture, ReloadWithoutScript, Timestamp, Tone,
};
use crate::routes;

/// How the bills of an account come, on its page: in short, with the way to all of it.
#[component]
pub(crate) fn ConnectionCard(org: OrganizationId, id: ManagementAccountId, health: Health, may_manage: bool) -> impl IntoView {
    if health.kind.is_none() {
        return view! { <NotConnected org id may_manage/> }.into_any();
    }
    let all = view! { <LinkButton href=routes::connection(org, id) label="Health and history" kind=ButtonKind::Secondary/> };
    let is_at_work = is_under_way(&health);
    view! {
        {is_at_work.then(|| view! { <ReloadWithoutScript/> })}
        <Card title="Delivery" hint=health.place.clone() actions=all.into_any()>
            {said(&health)}
            <DeliveryFacts health/>
        </Card>
    }
    .into_any()
}

/// What is to be said of a state, above its facts.
pub(super) fn said(health: &Health) -> AnyView {
    let finding = health.standing.finding.clone();
    match health.standing.state {
        ConnectionState::Checking => {
            let text = "Muster is looking at what you connected. This takes some seconds.";
            view! { <Notice tone=Tone::Active text/> }.into_any()
        }
        ConnectionState::Waiting => {
            let text = "Waiting for the first delivery. AWS writes a new report within 24 hours, at times 48. Muster looks \
                        every hour, and tells all members when the first bill is there. Uploads work meanwhile.";
            let finding = finding.filter(|finding| finding.severity() > Severity::Waits);
            view! {
                {finding.map(|finding| view! { <FindingNotice finding/> })}
                <Notice tone=Tone::Active text/>
            }
            .into_any()
        }
        _ => finding.map(|finding| view! { <FindingNotice finding/> }).into_any(),
    }
}

/// When something came, and when Muster looks again.
#[component]
pub(super) fn DeliveryFacts(health: Health) -> impl IntoView {
    let lag = health.lag.map(|minutes| format!(" ({} ago)", span(minutes)));
    view! {
        <Facts>
            <Fact name="Last delivery">
                {match health.delivered_at {
                    Some(at) => view! { <Timestamp at/>{lag} }.into_any(),
                    None => "None yet".into_any(),
                }}
            </Fact>
            <Fact name="Last check">
                {match health.checked_at {
                    Some(at) => view! { <Timestamp at/> }.into_any(),
                    None => "Under way".into_any(),
                }}
            </Fact>
            {health
                .next_check_at
                .map(|at| {
                    view! {
                        <Fact name="Next check">
                            <Timestamp at/>
                        </Fact>
                    }
                })}
        </Facts>
    }
}

#[component]
fn NotConnected(org: OrganizationId, id: ManagementAccountId, may_manage: bool) -> impl IntoView {
    let text = "Connect the bucket that AWS delivers its Cost and Usage Reports to. Muster reads the months that are there, \
                looks every hour, and keeps up. It holds no key of yours: you let it assume a role.";
    let action = may_manage.then(|| {
        view! { <LinkButton href=routes::connect(org, id) label="Connect AWS" icon=Picture::Plus kind=ButtonKind::Primary/> }
    });
    view! {
        <Card title="Delivery">
            <EmptyState icon=Picture::Download title="Bills can come by themselves" text action=action.into_any()/>
        </Card>
    }
}
