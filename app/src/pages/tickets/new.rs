use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use muster_domain::OrganizationId;
use muster_domain::ticket::text::{Names, compose};
use muster_domain::ticket::{Request, TicketKind};
use muster_domain::view::organizations::{Me, OrganizationRow};

use super::strategy_call::CallAbout;
use super::{TicketText, above};
use crate::api::tickets::Ask;
use crate::components::{
    ButtonKind, Card, CardSkeleton, Failure, Icon, LinkButton, Notice, PageHeader, Picture, ServerForm, SubmitButton, TextArea,
    Tone, use_action,
};
use crate::error::ApiError;
use crate::layouts::{OrganizationLoad, use_me};
use crate::routes::{self, Section};

/// Asks support for something: first what, then the form of it.
#[component]
pub(crate) fn NewTicketPage() -> impl IntoView {
    let (ask, query) = (use_action::<Ask>(), use_query_map());
    let kind = Memo::new(move |_| query.with(|query| TicketKind::from_name(&query.get("kind")?)));
    let view = move |org: OrganizationRow, me: Me| {
        let is_customer = me.is_customer_only(org.id);
        let content = move || match kind.get() {
            None => view! { <Kinds org=org.clone() is_customer/> }.into_any(),
            Some(kind) => view! { <AskFor org=org.clone() kind ask/> }.into_any(),
        };
        view! { {content} }
    };
    view! { <OrganizationLoad data=use_me() skeleton=|| view! { <CardSkeleton/> } view/> }
}

/// What a kind is for, in one sentence.
fn purpose(kind: TicketKind) -> &'static str {
    match kind {
        TicketKind::EnableSubsets => "Group linked accounts, one subset per customer or department.",
        TicketKind::StrategyCall => "Talk over how your bills are to become charges, and what comes next.",
        TicketKind::AssociateWorkflows => "Charge subsets by billing workflows, from a billing month on.",
        TicketKind::EndCustomer => "Let a customer see the charges of its subset.",
        TicketKind::CustomWorkflow => "Describe what should be charged; support writes the rules.",
        TicketKind::Question => "About bills, workflows, or anything in this console.",
    }
}

const OFFERED: [TicketKind; 6] = [
    TicketKind::Question,
    TicketKind::CustomWorkflow,
    TicketKind::AssociateWorkflows,
    TicketKind::EndCustomer,
    TicketKind::StrategyCall,
    TicketKind::EnableSubsets,
];

#[component]
fn Kinds(
    org: OrganizationRow,
    /// Whether it has no bills to ask about, and nothing to shape.
    is_customer: bool,
) -> impl IntoView {
    let has_it = |kind| kind == TicketKind::EnableSubsets && org.features.subsets;
    let is_meant = |kind| !is_customer || kind == TicketKind::Question;
    let offered = OFFERED.into_iter().filter(|kind| org.allows(kind.permission()) && is_meant(*kind) && !has_it(*kind));
    let tiles = offered.map(|kind| {
        view! {
            <li>
                <a class="tile" href=routes::new_ticket_of(org.id, kind)>
                    <span class="tile-title">{kind.label()}</span>
                    <span class="tile-note">{purpose(kind)}</span>
                    <Icon picture=Picture::ChevronRight/>
                </a>
            </li>
        }
    });
    view! {
        <PageHeader title="New ticket" steps=vec![above(org.id)]/>
        <ul class="tiles">{tiles.collect_view()}</ul>
    }
}

#[component]
fn AskFor(org: OrganizationRow, kind: TicketKind, ask: ServerAction<Ask>) -> impl IntoView {
    if !org.membership.allows(kind.permission()) {
        return view! { <Failure error=ApiError::Forbidden(kind.permission())/> }.into_any();
    }
    let fields = match kind {
        TicketKind::EnableSubsets => view! { <EnableSubsets org=org.clone()/> }.into_any(),
        TicketKind::CustomWorkflow => {
            let hint = "Who is to pay what, from when, and which discounts, credits and taxes are passed on.";
            view! { <TextArea name="text" label="What should be charged?" rows=8 hint/> }.into_any()
        }
        TicketKind::Question => view! { <TextArea name="text" label="Your question" rows=8/> }.into_any(),
        TicketKind::StrategyCall => return view! { <CallAbout org/> }.into_any(),
        TicketKind::AssociateWorkflows | TicketKind::EndCustomer => {
            return view! { <Failure error=ApiError::NotFound/> }.into_any();
        }
    };
    view! {
        <PageHeader title=kind.label() steps=vec![above(org.id)]/>
        <Card title="What you ask for" hint=purpose(kind)>
            <ServerForm action=ask fields=&["text"] class="form form-wide">
                <input type="hidden" name="org" value=org.id.to_string()/>
                <input type="hidden" name="kind" value=kind.name()/>
                {fields}
                <div class="form-actions">
                    <SubmitButton label="Send to support" kind=ButtonKind::Primary/>
                    <LinkButton href=Section::Tickets.of(org.id) label="Cancel" kind=ButtonKind::Quiet/>
                </div>
            </ServerForm>
        </Card>
    }
    .into_any()
}

#[component]
fn EnableSubsets(org: OrganizationRow) -> impl IntoView {
    let text = compose(&Request::EnableSubsets, &only(org.id));
    let notice = org.features.subsets.then(|| {
        view! { <Notice tone=Tone::Good text="Subsets are enabled for this organization already."/> }
    });
    view! {
        {notice}
        <p>
            "Support is sent this text, and Subsets are there once it is approved; where this installation asks for no \
             approval, at once."
        </p>
        <TicketText text/>
    }
}

fn only(organization: OrganizationId) -> Names {
    Names { organization, subsets: Vec::new(), workflows: Vec::new() }
}
