//! Linked accounts: everyone on the bills, in which subset, at what cost.

mod rows;

use leptos::prelude::*;
use muster_domain::view::accounts::AccountList;
use muster_domain::view::organizations::OrganizationRow;

use crate::api::accounts;
use crate::components::{EmptyState, FilterField, LinkButton, PageHeader, Picture, TableSkeleton};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::pages::costs::{CostMonthPicker, explanation};
use crate::query::{MONTH, use_parsed};
use crate::routes::Section;
use rows::Rows;

#[component]
pub(crate) fn List() -> impl IntoView {
    let month = use_parsed(MONTH);
    let accounts = organization_resource(move || Some(month.get()), accounts::list);
    view! {
        <OrganizationLoad
            data=accounts
            skeleton=|| view! { <TableSkeleton/> }
            view=|org, list| view! { <Accounts org list/> }
        />
    }
}

#[component]
fn Accounts(org: OrganizationRow, list: AccountList) -> impl IntoView {
    let title = Section::Accounts.title();
    let Some(month) = list.month else {
        return view! {
            <PageHeader title/>
            <NoBill org/>
        }
        .into_any();
    };
    view! {
        <PageHeader title hint=explanation(&month).into_any()/>
        <div class="toolbar">
            <FilterField label="Filter accounts"/>
            <div class="toolbar-end">
                <CostMonthPicker month/>
            </div>
        </div>
        <Rows org=org.id accounts=list.accounts/>
    }
    .into_any()
}

/// Before the first bill there is nothing to group or to sum.
#[component]
pub(super) fn NoBill(org: OrganizationRow) -> impl IntoView {
    let text = "Accounts and their costs come from your AWS bill. Upload one to see them here.";
    let action = view! { <LinkButton href=Section::ManagementAccounts.of(org.id) label="To the management accounts"/> };
    view! { <EmptyState icon=Picture::Account title="No bill yet" text action=action.into_any()/> }
}
