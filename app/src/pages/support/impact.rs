use leptos::prelude::*;
use muster_domain::view::charges::{Impact, ImpactAmounts, ImpactLine};
use muster_domain::{Month, TicketId};

use crate::api::support;
use crate::components::{Amount, Badge, Card, CardSkeleton, Change, Column, Load, Notice, RecordTable, Timestamp, Tone};
use crate::error::as_sentence;

const COLUMNS: [Column; 7] = [
    ("Subset", ""),
    ("Billing workflow", "text-wide"),
    ("Accounts", "number"),
    ("Cost", "number"),
    ("Charge now", "number"),
    ("Charge then", "number"),
    ("Against cost", "number"),
];

/// What the associations that a ticket asks for would change.
#[component]
pub(super) fn ImpactCard(id: TicketId) -> impl IntoView {
    let found = Resource::new(move || id, support::impact);
    let view = |impact| view! { <Found impact/> };
    view! { <Load data=found skeleton=|| view! { <CardSkeleton/> } view/> }
}

#[component]
fn Found(impact: Impact) -> impl IntoView {
    let hint = basis(&impact);
    let closed = (!impact.closed.is_empty()).then(|| {
        let text = format!("Closed months keep their charges: {}.", listed(&impact.closed));
        view! { <Notice tone=Tone::Neutral text/> }
    });
    let refused = impact.lines.iter().filter_map(|line| line.refused.as_ref().map(|reason| (line, reason)));
    let refused = refused.map(|(line, reason)| {
        let text = format!("{} cannot be charged by {}: {}", line.subset_name, line.workflow_name, as_sentence(reason));
        view! { <Notice tone=Tone::Bad text/> }
    });
    let refused = refused.collect_view();
    let rows = impact.lines.into_iter().map(cells).collect();
    view! {
        <Card title="What it would change" hint>
            {refused}
            {closed}
            <RecordTable caption="What the associations would change" columns=&COLUMNS rows/>
        </Card>
    }
}

/// Which month the amounts are of, and which would be charged.
fn basis(impact: &Impact) -> String {
    let Some(month) = impact.month else { return "There is no bill yet, so no amount can be shown.".to_owned() };
    let amounts = format!("Amounts are of {month}, in {}.", impact.currency);
    match impact.months.as_slice() {
        [] => format!("{amounts} No month with lines would be charged yet."),
        [one] => format!("{amounts} {one} would be charged at once."),
        [first, .., last] => format!("{amounts} {first} to {last} would be charged at once."),
    }
}

fn listed(months: &[Month]) -> String {
    months.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn cells(line: ImpactLine) -> Vec<AnyView> {
    let nothing = || view! { <span class="nothing">"–"</span> }.into_any();
    let amount = |money: Option<_>| money.map_or_else(nothing, |money| view! { <Amount money/> }.into_any());
    let now =
        line.now.map(|(name, version)| view! { <span class="impact-note">{format!("now {name}, version {version}")}</span> });
    let mark = match line.validation {
        Some(mark) => view! {
            <span class="impact-note">
                <Badge tone=Tone::Good text="Validated"/>
                {format!(" by {} on “{}”, ", mark.by, mark.report_name)}
                <Timestamp at=mark.at/>
            </span>
        }
        .into_any(),
        None => view! { <span class="impact-note"><Badge tone=Tone::Warning text="Not validated"/></span> }.into_any(),
    };
    let workflow = view! {
        {format!("{}, version {}", line.workflow_name, line.version)}
        {now}
        {mark}
    };
    let (cost, charge_now, then) = match line.amounts {
        Some(ImpactAmounts { cost, charge_now, charge_then }) => (Some(cost), charge_now, Some(charge_then)),
        None => (None, None, None),
    };
    let against = cost.zip(then).map_or_else(nothing, |(cost, then)| view! { <Change money=then - cost/> }.into_any());
    vec![
        line.subset_name.into_any(),
        workflow.into_any(),
        line.accounts.to_string().into_any(),
        amount(cost),
        amount(charge_now),
        amount(then),
        against,
    ]
}
