use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use muster_domain::ticket::{TicketKind, TicketState};
use muster_domain::view::support::{Queue, QueueAssignee, QueueFilter, QueueState};
use muster_domain::view::tickets::{TicketRow, age};

use crate::api::support;
use crate::components::{
    Column, EmptyState, Load, PageHeader, Pagination, Picture, RecordTable, SelectFilter, SelectFilters, TableSkeleton, Timestamp,
};
use crate::pages::tickets::StateBadge;
use crate::query::PAGE;
use crate::routes;

const COLUMNS: &[Column] = &[
    ("Ticket", ""),
    ("Organization", ""),
    ("Kind", ""),
    ("State", ""),
    ("Asked by", ""),
    ("Assignee", ""),
    ("Age", "number"),
    ("Last change", ""),
];
/// Ages that the queue is filtered by, in days.
const AGES: [u32; 4] = [1, 3, 7, 30];

/// The tickets of all organizations.
#[component]
pub(crate) fn QueuePage() -> impl IntoView {
    let query = use_query_map();
    let filter = Memo::new(move |_| query.with(asked));
    let found = Resource::new(move || filter.get(), support::queue);
    let view = move |queue| view! { <Found queue filter=filter.get_untracked()/> };
    view! { <Load data=found skeleton=|| view! { <TableSkeleton/> } view/> }
}

/// What the address asks for; what cannot be read counts as missing.
fn asked(query: &ParamsMap) -> QueueFilter {
    let text = |name| query.get(name).unwrap_or_default();
    QueueFilter {
        kind: TicketKind::from_name(&text("kind")),
        state: text("state").parse().unwrap_or_default(),
        assignee: text("assignee").parse().unwrap_or_default(),
        organization: text("organization").parse().ok(),
        days: text("age").parse().unwrap_or_default(),
        page: text(PAGE).parse::<u32>().unwrap_or(1).saturating_sub(1),
    }
}

#[component]
fn Found(queue: Queue, filter: QueueFilter) -> impl IntoView {
    let Queue { tickets, total, page, pages, staff, organizations } = queue;
    let text = |text: &str| text.to_owned();
    let kinds = TicketKind::ALL.map(|kind| (text(kind.name()), text(kind.label())));
    let states = TicketState::ALL.map(|state| (text(state.name()), text(state.label())));
    let staff = staff.into_iter().map(|row| (row.id.to_string(), row.name));
    let organizations = organizations.into_iter().map(|(id, name)| (id.to_string(), name));
    let ages =
        AGES.map(|days| (days.to_string(), if days == 1 { text("1 day or more") } else { format!("{days} days or more") }));
    let of = |name, label, value: String, all: &str, rest: Vec<_>| {
        let options = std::iter::once((String::new(), all.to_owned())).chain(rest).collect();
        SelectFilter { name, label, value, options }
    };
    let state = if filter.state == QueueState::Waiting { String::new() } else { text(filter.state.name()) };
    let nobody = (QueueAssignee::Nobody.to_string(), text("Nobody"));
    let filters = vec![
        of("state", "State", state, "Waiting", std::iter::once((text("all"), text("All"))).chain(states).collect()),
        of("kind", "Kind", filter.kind.map(|kind| text(kind.name())).unwrap_or_default(), "All", kinds.to_vec()),
        of("assignee", "Assignee", filter.assignee.to_string(), "Anyone", std::iter::once(nobody).chain(staff).collect()),
        of(
            "organization",
            "Organization",
            filter.organization.map(|id| id.to_string()).unwrap_or_default(),
            "All",
            organizations.collect(),
        ),
        of("age", "Age", if filter.days == 0 { String::new() } else { filter.days.to_string() }, "Any", ages.to_vec()),
    ];
    let count = if total == 1 { "1 ticket".to_owned() } else { format!("{total} tickets") };
    view! {
        <PageHeader title="Ticket queue" hint="What organizations ask for; the longest waiting first.".into_any()/>
        <SelectFilters filters label="Filter tickets"/>
        <p class="toolbar-count" role="status">{count}</p>
        <Rows tickets/>
        <Pagination page=page + 1 pages/>
    }
}

#[component]
fn Rows(tickets: Vec<TicketRow>) -> impl IntoView {
    if tickets.is_empty() {
        let text = "No ticket matches these filters.";
        return view! { <EmptyState icon=Picture::Check title="Nothing waits here" text/> }.into_any();
    }
    let rows = tickets.into_iter().map(cells).collect();
    view! { <RecordTable caption="Tickets" columns=COLUMNS rows/> }.into_any()
}

fn cells(row: TicketRow) -> Vec<AnyView> {
    vec![
        view! { <a href=routes::support_ticket(row.id)>{row.title}</a> }.into_any(),
        row.organization_name.into_any(),
        row.kind.label().into_any(),
        view! { <StateBadge state=row.state/> }.into_any(),
        row.requested_by.into_any(),
        row.assignee.unwrap_or_else(|| "–".to_owned()).into_any(),
        age(row.age_minutes).into_any(),
        view! { <Timestamp at=row.updated_at/> }.into_any(),
    ]
}
