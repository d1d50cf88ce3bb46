mod rows;

use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::view::subsets::SubsetList;

use crate::api::subsets;
use crate::components::{ButtonKind, EmptyState, FilterField, LinkButton, PageHeader, Picture, TableSkeleton};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::pages::accounts::NoBill;
use crate::pages::charging::{Computing, is_underway};
use crate::pages::costs::{CostMonthPicker, explanation};
use crate::pages::reports::poll_while;
use crate::query::{MONTH, use_parsed};
use crate::routes::{self, Section};
use rows::Rows;

/// All subsets of an organization, what they cost, and what is in none.
#[component]
pub(crate) fn List() -> impl IntoView {
    let month = use_parsed(MONTH);
    let subsets = organization_resource(move || Some(month.get()), subsets::list);
    poll_while(subsets, |list: &SubsetList| is_underway(&list.computing));
    view! {
        <OrganizationLoad
            data=subsets
            skeleton=|| view! { <TableSkeleton/> }
            view=|org, list| view! { <Subsets org list/> }
        />
    }
}

#[component]
fn Subsets(org: OrganizationRow, list: SubsetList) -> impl IntoView {
    let title = Section::Subsets.title();
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
    if list.subsets.is_empty() {
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
    }
    .into_any()
}
