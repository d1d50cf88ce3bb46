use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use muster_domain::feature::{Feature, Features};
use muster_domain::view::directory::{Directory, DirectoryFilter, DirectoryRow};

use crate::api::support;
use crate::components::{
    Badge, Column, EmptyState, FilterField, Follows, Load, PageHeader, Pagination, Picture, RecordTable, SelectFilter,
    SelectFilters, TableSkeleton, Timestamp, Tone,
};
use crate::query::{FILTER, PAGE};
use crate::routes;

const COLUMNS: [Column; 6] = [
    ("Organization", ""),
    ("Features", ""),
    ("Members", "number"),
    ("Accounts", "number"),
    ("Waiting tickets", "number"),
    ("Since", ""),
];
/// Names of the filter by features in the address, and of its value for those that lack one.
const FEATURE: &str = "feature";
const WITHOUT: &str = "without-";

/// Every organization of the installation.
#[component]
pub(crate) fn DirectoryPage() -> impl IntoView {
    let query = use_query_map();
    let filter = Memo::new(move |_| query.with(asked));
    let found = Resource::new(move || filter.get(), support::directory);
    let view = move |found| view! { <Found found filter=filter.get_untracked()/> };
    view! {
        <PageHeader title="Organizations" hint="Who uses this installation, and what is turned on for whom.".into_any()/>
        <div class="toolbar">
            <FilterField label="Find by name, e-mail or ID" follows=Follows::Enter/>
        </div>
        <Load data=found skeleton=|| view! { <TableSkeleton/> } view/>
    }
}

/// What the address asks for; what cannot be read counts as missing.
fn asked(query: &ParamsMap) -> DirectoryFilter {
    let text = |name| query.get(name).unwrap_or_default();
    let feature = text(FEATURE);
    DirectoryFilter {
        text: text(FILTER),
        has: Feature::from_name(&feature),
        lacks: feature.strip_prefix(WITHOUT).and_then(Feature::from_name),
        page: text(PAGE).parse::<u32>().unwrap_or(1).saturating_sub(1),
    }
}

#[component]
fn Found(found: Directory, filter: DirectoryFilter) -> impl IntoView {
    let Directory { organizations, total, page, pages } = found;
    let with = |feature: Feature| (feature.name().to_owned(), format!("With {}", feature.label()));
    let without = |feature: Feature| (format!("{WITHOUT}{}", feature.name()), format!("Without {}", feature.label()));
    let all = (String::new(), "All".to_owned());
    let options = std::iter::once(all).chain(Feature::ALL.map(with)).chain(Feature::ALL.map(without)).collect();
    let value = match (filter.has, filter.lacks) {
        (Some(feature), _) => with(feature).0,
        (None, Some(feature)) => without(feature).0,
        (None, None) => String::new(),
    };
    let filters = vec![SelectFilter { name: FEATURE, label: "Features", value, options }];
    let count = if total == 1 { "1 organization".to_owned() } else { format!("{total} organizations") };
    view! {
        <SelectFilters filters label="Filter organizations"/>
        <p class="toolbar-count" role="status">{count}</p>
        <Rows organizations/>
        <Pagination page=page + 1 pages/>
    }
}

#[component]
fn Rows(organizations: Vec<DirectoryRow>) -> impl IntoView {
    if organizations.is_empty() {
        let text = "No organization is called so, and no member of one.";
        return view! { <EmptyState icon=Picture::Building title="Nothing found" text/> }.into_any();
    }
    let rows = organizations.into_iter().map(cells).collect();
    view! { <RecordTable caption="Organizations" columns=&COLUMNS rows/> }.into_any()
}

fn cells(row: DirectoryRow) -> Vec<AnyView> {
    vec![
        view! { <a class="row-link" href=routes::support_organization(row.id)>{row.name}</a> }.into_any(),
        view! { <FeatureBadges features=row.features/> }.into_any(),
        row.members.to_string().into_any(),
        row.accounts.to_string().into_any(),
        row.waiting.to_string().into_any(),
        view! { <Timestamp at=row.created_at/> }.into_any(),
    ]
}

/// What is turned on.
#[component]
fn FeatureBadges(features: Features) -> impl IntoView {
    let badges: Vec<_> = Feature::ALL.into_iter().filter(|feature| features.has(*feature)).collect();
    if badges.is_empty() {
        return view! { <span class="nothing">"–"</span> }.into_any();
    }
    badges.into_iter().map(|feature| view! { <Badge tone=Tone::Good text=feature.label()/> }).collect_view().into_any()
}
