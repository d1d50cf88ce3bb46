//! Charged months: what they come to, which are closed, and what came late.

mod month;

use leptos::prelude::*;
use muster_domain::view::charges::{MonthList, MonthRow};
use muster_domain::view::organizations::OrganizationRow;

pub(crate) use month::MonthPage;

use super::charging::is_underway;
use super::figures::thousands;
use super::reports::poll_while;
use crate::api::months;
use crate::components::{
    Amount, Badge, Change, Column, EmptyState, LinkButton, PageHeader, Picture, RecordTable, TableSkeleton, Tone,
};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::routes::{self, Section};

const COLUMNS: [Column; 5] =
    [("Month", ""), ("State", ""), ("Subsets charged", "number"), ("Charge", "number"), ("Late difference", "number")];

/// Every month that something charges.
#[component]
pub(crate) fn List() -> impl IntoView {
    let found = organization_resource(|| Some(()), |org, ()| months::list(org));
    poll_while(found, |list: &MonthList| list.months.iter().any(|row| is_underway(std::slice::from_ref(&row.computation))));
    let skeleton = || view! { <TableSkeleton/> };
    view! { <OrganizationLoad data=found skeleton view=|org, list| view! { <Months org list/> }/> }
}

#[component]
fn Months(org: OrganizationRow, list: MonthList) -> impl IntoView {
    let title = Section::Months.title();
    if list.months.is_empty() {
        let action = view! { <LinkButton href=Section::Associations.of(org.id) label="To the associations"/> }.into_any();
        let text = "A month appears here once a billing workflow charges a subset in it.";
        return view! {
            <PageHeader title/>
            <EmptyState icon=Picture::Report title="No month is charged yet" text action/>
        }
        .into_any();
    }
    let hint = format!("A closed month keeps its charges; what came late stands beside them. Amounts in {}.", list.currency);
    let rows = list.months.into_iter().map(|row| cells(&org, row)).collect();
    view! {
        <PageHeader title hint=hint.into_any()/>
        <RecordTable caption="Charged months" columns=&COLUMNS rows/>
    }
    .into_any()
}

fn cells(org: &OrganizationRow, row: MonthRow) -> Vec<AnyView> {
    let late = late(&row);
    let href = routes::month(org.id, row.month);
    vec![
        view! { <a class="row-link" href=href>{row.month.to_string()}</a> }.into_any(),
        view! { <State row=row.clone()/> }.into_any(),
        thousands(row.subsets).into_any(),
        view! { <Amount money=row.charge/> }.into_any(),
        match row.late.is_empty() {
            true => view! { <span class="nothing">"–"</span> }.into_any(),
            false => view! { <Change money=late/> }.into_any(),
        },
    ]
}

/// What came late, over all subsets.
fn late(row: &MonthRow) -> muster_domain::Money {
    row.late.iter().map(|late| late.difference).sum()
}

/// In a word or two.
#[component]
fn State(row: MonthRow) -> impl IntoView {
    use muster_domain::view::imports::WorkState;
    let computation = match row.computation.state {
        WorkState::Successful => None,
        WorkState::Failed => Some((Tone::Bad, "Failed".to_owned())),
        WorkState::Queued => Some((Tone::Active, "Waiting".to_owned())),
        WorkState::Processing => Some((Tone::Active, format!("Computing {} %", row.computation.percent))),
    };
    let closing = match row.closed_at {
        Some(_) => (Tone::Good, "Closed".to_owned()),
        None => (Tone::Neutral, "Open".to_owned()),
    };
    let badges = [Some(closing), computation].into_iter().flatten();
    view! {
        <span class="month-state">
            {badges.map(|(tone, text)| view! { <Badge tone text/> }).collect_view()}
        </span>
    }
}
