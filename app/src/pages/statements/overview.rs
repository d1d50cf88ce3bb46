use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use muster_domain::view::customers::{By, Overview, OverviewCharges, Source};
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::{CustomerLinkId, Month};

use super::{BY_MONTH, Nothing, Parts};
use crate::api::statements;
use crate::components::{
    Amount, Bar, BarChart, Card, CardSkeleton, Change, LinkButton, MonthPicker, PageHeader, Picture, RecordTable, Stat, Stats,
};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::query::{MONTH, use_parsed, with};
use crate::routes::{self, BY, SOURCE, Section};

/// The customer's first page: what is charged, when, and for what.
#[component]
pub(crate) fn OverviewPage() -> impl IntoView {
    let (source, month, by) = (use_parsed::<CustomerLinkId>(SOURCE), use_parsed::<Month>(MONTH), use_parsed::<By>(BY));
    let found = organization_resource(
        move || Some((source.get(), month.get(), by.get())),
        |org, (source, month, by)| statements::overview(org, source, month, by),
    );
    let skeleton = || view! { <CardSkeleton/> };
    view! { <OrganizationLoad data=found skeleton view=|org, found| view! { <Charges org found/> }/> }
}

#[component]
fn Charges(org: OrganizationRow, found: Overview) -> impl IntoView {
    let title = Section::Charges.title();
    let Overview { sources, charges } = found;
    let Some(charges) = charges else {
        return view! {
            <PageHeader title/>
            <Nothing/>
        }
        .into_any();
    };
    let hint = format!("{}, charged by {}. Amounts in {}.", charges.source.name, charges.source.provider, charges.currency);
    let actions = view! { <LinkButton href=Section::Statements.of(org.id) label="Statements" icon=Picture::Report/> }.into_any();
    let months: Vec<Month> = charges.months.iter().rev().filter_map(|part| part.key.parse().ok()).collect();
    let current = charges.source.id;
    view! {
        <PageHeader title hint=hint.into_any() actions/>
        <div class="toolbar">
            <Sources sources current/>
            <div class="toolbar-end">
                <MonthPicker month=charges.month choices=months/>
            </div>
        </div>
        <Figures charges=charges.clone()/>
        <Over charges=charges.clone()/>
        <Breakdown org charges/>
    }
    .into_any()
}

/// Whose charges these are, for a customer of several.
#[component]
fn Sources(sources: Vec<Source>, current: CustomerLinkId) -> impl IntoView {
    let query = use_query_map();
    (sources.len() > 1).then(|| {
        let links = sources.into_iter().map(|source| {
            let id = source.id.to_string();
            let href = move || query.with(|query| with(query, SOURCE, &id));
            let here = (source.id == current).then_some("true");
            view! { <a class="tab" href=href aria-current=here>{format!("{} · {}", source.name, source.provider)}</a> }
        });
        view! { <nav class="tabs" aria-label="Whose charges">{links.collect_view()}</nav> }
    })
}

#[component]
fn Figures(charges: OverviewCharges) -> impl IntoView {
    let through = charges.through.map(|day| format!("Through {day}"));
    let change = charges.last_month.map(|before| {
        let hint = format!("{} was {}", charges.month.previous(), before.cents());
        view! { <Stat name="Against last month" hint><Change money=charges.total - before/></Stat> }
    });
    let charge = view! { <Amount money=charges.total/> };
    view! {
        <Stats>
            {match through {
                Some(hint) => view! { <Stat name="Month to date" hint>{charge}</Stat> }.into_any(),
                None => view! { <Stat name="Month to date">{charge}</Stat> }.into_any(),
            }}
            <Stat name="Projected"><Amount money=charges.expected/></Stat>
            {change}
        </Stats>
    }
}

/// All months, drawn and as a table.
#[component]
fn Over(charges: OverviewCharges) -> impl IntoView {
    let bars = charges.months.iter().map(|part| Bar { label: part.key.clone(), amount: part.charge }).collect();
    let row =
        |part: muster_domain::view::customers::Part| vec![part.key.into_any(), view! { <Amount money=part.charge/> }.into_any()];
    let rows = charges.months.into_iter().rev().map(row).collect();
    view! {
        <Card title="Month by month">
            <BarChart title="Charge of each month" bars current=charges.month.to_string()/>
            <details class="disclosure">
                <summary>"As a table"</summary>
                <RecordTable caption="Charge of each month" columns=&BY_MONTH rows/>
            </details>
        </Card>
    }
}

/// The month's charge told apart.
#[component]
fn Breakdown(org: OrganizationRow, charges: OverviewCharges) -> impl IntoView {
    let query = use_query_map();
    let (by, month, source) = (charges.by, charges.month, charges.source.id);
    let tabs = By::ALL.map(|choice| {
        let href = move || query.with(|query| with(query, BY, choice.name()));
        let here = (choice == by).then_some("true");
        view! { <a class="tab" href=href aria-current=here>{choice.title()}</a> }
    });
    let bars: Vec<_> = charges.parts.iter().map(|part| Bar { label: day(&part.key), amount: part.charge }).collect();
    let drawn = (by == By::Day && !bars.is_empty()).then(|| view! { <BarChart title="Charge of each day" bars/> });
    let csv = routes::charges_download(org.id, (source, month, by));
    let actions = view! { <LinkButton href=csv label="CSV" icon=Picture::Download rel="external"/> }.into_any();
    view! {
        <Card title=format!("Charges of {month}") actions>
            <nav class="tabs" aria-label="Told apart by">
                {tabs.into_iter().collect_view()}
            </nav>
            {drawn}
            <Parts by parts=charges.parts/>
        </Card>
    }
}

/// The day of the month, of `2026-03-05`.
fn day(key: &str) -> String {
    key.rsplit('-').next().unwrap_or_default().trim_start_matches('0').to_owned()
}
