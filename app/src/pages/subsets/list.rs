mod rows;

use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::view::subsets::{SubsetLook, SubsetPage};

use crate::api::subsets;
use crate::components::{ButtonKind, EmptyState, FilterField, LinkButton, PageHeader, Pagination, Picture, TableSkeleton};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::pages::accounts::NoBill;
use crate::pages::charging::{Computing, is_underway};
use crate::pages::costs::{CostMonthPicker, explanation};
use crate::pages::reports::poll_while;
use crate::query::{FILTER, MONTH, PAGE, SORT, use_param, use_parsed};
use crate::routes::{self, Section};
use rows::Rows;

/// All subsets of an organization, what they cost, and what is in none.
#[component]
pub(crate) fn List() -> impl IntoView {
    let (month, filter, sort, page) = (use_parsed(MONTH), use_param(FILTER), use_param(SORT), use_parsed(PAGE));
    let look = Memo::new(move |_| SubsetLook {
        month: month.get(),
        filter: filter.get(),
        sort: sort.get(),
        page: page.get().unwrap_or(1),
    });
    let subsets = organization_resource(move || Some(look.get()), subsets::page);
    poll_while(subsets, |page: &SubsetPage| is_underway(&page.list.computing));
    view! {
        <OrganizationLoad
            data=subsets
            skeleton=|| view! { <TableSkeleton/> }
            view=|org, page| view! { <Subsets org page/> }
        />
    }
}

#[component]
fn Subsets(org: OrganizationRow, page: SubsetPage) -> impl IntoView {
    let title = Section::Subsets.title();
    let SubsetPage { list, count, found, page, pages } = page;
    let Some(month) = list.month.clone() else {
        return view! {
            <PageHeader title/>
            <NoBill org/>
        }
        .into_any();
    };
    let may_create = org.allows(Permission::CreateSubset);
    let create = move |kind| {
        may_create.then(|| {
            view! { <LinkButton href=routes::new_subset(org.id) label="Create subset" icon=Picture::Plus kind/> }
        })
    };
    let hint = explanation(&month).into_any();
    if count == 0 {
        let text =
            format!("{} linked accounts wait to be grouped, one subset per customer or department.", list.unassigned.accounts);
        return view! {
            <PageHeader title hint/>
            <EmptyState icon=Picture::Subset title="Create your first subset" text action=create(ButtonKind::Primary).into_any()/>
        }
        .into_any();
    }
    let csv = routes::subsets_download(org.id, month.month);
    view! {
        <PageHeader title hint actions=create(ButtonKind::Primary).into_any()/>
        <div class="toolbar">
            <FilterField label="Filter subsets"/>
            <div class="toolbar-end">
                <LinkButton href=csv label="CSV" icon=Picture::Download rel="external"/>
                <CostMonthPicker month/>
            </div>
        </div>
        <Computing computing=list.computing.clone()/>
        <Rows org list/>
        {(found < count).then(|| view! { <p class="subsets-found">{format!("{found} of {count} subsets; the totals are of all.")}</p> })}
        <Pagination page pages/>
    }
    .into_any()
}
