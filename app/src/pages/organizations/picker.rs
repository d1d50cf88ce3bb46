use leptos::prelude::*;
use muster_domain::view::organizations::{Me, OrganizationRow};

use crate::components::{EmptyState, FilterField, Icon, LinkButton, Load, PageHeader, Picture, TableSkeleton};
use crate::layouts::use_me;
use crate::query::{FILTER, matches, use_param};
use crate::routes;

/// All organizations of the person who is signed in.
#[component]
pub(crate) fn Picker() -> impl IntoView {
    view! {
        <Load data=use_me() skeleton=|| view! { <TableSkeleton/> } view=|me| view! { <Organizations me/> }/>
    }
}

#[component]
fn Organizations(me: Me) -> impl IntoView {
    let new = || view! { <LinkButton href=routes::new_organization() label="New organization" icon=Picture::Plus/> }.into_any();
    view! {
        <PageHeader title="Organizations" actions=new()/>
        {if me.organizations.is_empty() {
            let text = "Create one, or ask an administrator to invite you into theirs.";
            view! { <EmptyState icon=Picture::Building title="You belong to no organization yet" text/> }.into_any()
        } else {
            view! { <Found organizations=me.organizations/> }.into_any()
        }}
    }
}

#[component]
fn Found(organizations: Vec<OrganizationRow>) -> impl IntoView {
    let filter = use_param(FILTER);
    let found = move || {
        let filter = filter.read();
        let rows: Vec<_> = organizations.iter().filter(|row| matches(&filter, &[&row.name, &row.id.to_string()])).collect();
        if rows.is_empty() {
            let text = format!("No organization matches “{}”.", filter.as_str());
            return view! { <EmptyState icon=Picture::Search title="Nothing found" text/> }.into_any();
        }
        let tiles = rows.into_iter().map(|row| view! { <Tile row=row.clone()/> }).collect_view();
        view! { <ul class="tiles">{tiles}</ul> }.into_any()
    };
    view! {
        <div class="toolbar">
            <FilterField label="Filter organizations"/>
        </div>
        {found}
    }
}

#[component]
fn Tile(row: OrganizationRow) -> impl IntoView {
    view! {
        <li>
            <a class="tile" href=routes::organization(row.id)>
                <span class="tile-title">{row.name}</span>
                <span class="tile-note">{row.membership.role.name()}</span>
                <Icon picture=Picture::ChevronRight/>
            </a>
        </li>
    }
}
