use leptos::prelude::*;
use muster_domain::OrganizationId;
use muster_domain::enrollment::Tier;
use muster_domain::view::enrollment::{EnrolledAccount, Service};

use super::{Coverage, is_watched};
use crate::api::enrollment;
use crate::components::{Badge, Fact, Facts, LinkButton, Progress, Timestamp, Tone};
use crate::routes;

/// The tier of service, and the way to the strategy call.
#[component]
pub(super) fn ServiceCard(org: OrganizationId, account: EnrolledAccount, may_ask: bool) -> impl IntoView {
    let call = (may_ask && account.service.tier == Tier::Analysis).then(|| {
        let href = routes::new_strategy_call(org, account.id);
        view! { <LinkButton href label="Request a strategy call"/> }
    });
    let id = account.id;
    let coverage = is_watched(account.service.tier).then(|| {
        let weeks = Resource::new(|| (), move |()| enrollment::coverage(org, id));
        view! { <Coverage weeks/> }
    });
    let ticket = account.service.ticket.map(|id| view! { <a href=routes::ticket(org, id)>"Open the ticket"</a> });
    view! {
        <section class="service">
            <h3>"Service"</h3>
            <TierFacts service=account.service/>
            {coverage}
            {call}
            {ticket}
        </section>
    }
}

/// The tier with its dates, and how far a ramp-up is.
#[component]
pub(crate) fn TierFacts(service: Service) -> impl IntoView {
    let Service { tier, since, call_on, ramp_up, percent, .. } = service;
    let progress = ramp_up.filter(|_| tier == Tier::RampUp).map(|ramp_up| {
        let detail = format!("{} weeks, {} to {}", ramp_up.weeks, ramp_up.from, ramp_up.until());
        view! { <Progress label="Ramp-up" percent=Signal::stored(u64::from(percent)) detail=Signal::stored(detail)/> }
    });
    view! {
        <Facts>
            <Fact name="Tier">
                <TierBadge tier/>
            </Fact>
            {since.map(|at| view! { <Fact name="Since"><Timestamp at/></Fact> })}
            {call_on.map(|day| view! { <Fact name="Strategy call">{day.to_string()}</Fact> })}
        </Facts>
        {progress}
    }
}

/// A tier in one word.
#[component]
pub(crate) fn TierBadge(tier: Tier) -> impl IntoView {
    let tone = match tier {
        Tier::Analysis => Tone::Neutral,
        Tier::CallRequested => Tone::Warning,
        Tier::Scheduled | Tier::RampUp => Tone::Active,
        Tier::Full => Tone::Good,
    };
    view! { <Badge tone text=tier.label()/> }
}
