use leptos::prelude::*;
use muster_domain::OrganizationId;
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::view::tickets::{TicketRow, age};

use super::StateBadge;
use crate::api::tickets;
use crate::components::{
    ButtonKind, Column, EmptyState, FilteredList, LinkButton, PageHeader, Picture, RecordTable, TableSkeleton, Timestamp,
};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::query::{FILTER, matches, use_param};
use crate::routes::{self, Section};

const COLUMNS: &[Column] =
    &[("Ticket", ""), ("Kind", ""), ("State", ""), ("Asked by", ""), ("Assignee", ""), ("Age", "number"), ("Last change", "")];

/// All tickets of an organization.
#[component]
pub(crate) fn TicketsPage() -> impl IntoView {
    let rows = organization_resource(|| Some(()), |org, ()| tickets::list(org));
    let skeleton = || view! { <TableSkeleton/> };
    view! { <OrganizationLoad data=rows skeleton view=|org, rows| view! { <Tickets org rows/> }/> }
}

#[component]
fn Tickets(org: OrganizationRow, rows: Vec<TicketRow>) -> impl IntoView {
    let new = move |kind| view! { <LinkButton href=routes::new_ticket(org.id) label="New ticket" icon=Picture::Plus kind/> };
    let hint = "What your organization asks of support, and what became of it.".into_any();
    if rows.is_empty() {
        let text = "Ask a question, or for something that support does for you.";
        return view! {
            <PageHeader title=Section::Tickets.title() hint/>
            <EmptyState icon=Picture::Ticket title="No tickets yet" text action=new(ButtonKind::Primary).into_any()/>
        }
        .into_any();
    }
    view! {
        <PageHeader title=Section::Tickets.title() hint actions=new(ButtonKind::Primary).into_any()/>
        <Found org=org.id rows/>
    }
    .into_any()
}

#[component]
fn Found(org: OrganizationId, rows: Vec<TicketRow>) -> impl IntoView {
    let filter = use_param(FILTER);
    let count = rows.len();
    let found = Memo::new(move |_| {
        let mut found = rows.clone();
        filter.with(|filter| {
            found.retain(|row| matches(filter, &[&row.title, row.kind.label(), row.state.label(), &row.requested_by]));
        });
        found
    });
    let table = move || {
        let rows = found.get().into_iter().map(|row| cells(org, row)).collect();
        view! { <RecordTable caption="Tickets" columns=COLUMNS rows/> }
    };
    view! {
        <FilteredList one="ticket" many="tickets" count found>
            {table}
        </FilteredList>
    }
}

fn cells(org: OrganizationId, row: TicketRow) -> Vec<AnyView> {
    let assignee = row.assignee.unwrap_or_else(|| "–".to_owned());
    vec![
        view! { <a href=routes::ticket(org, row.id)>{row.title}</a> }.into_any(),
        row.kind.label().into_any(),
        view! { <StateBadge state=row.state/> }.into_any(),
        row.requested_by.into_any(),
        assignee.into_any(),
        age(row.age_minutes).into_any(),
        view! { <Timestamp at=row.updated_at/> }.into_any(),
    ]
}
