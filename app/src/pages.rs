//! One file per page: its parameters, what it loads, its states, and a component with plain data.

pub(crate) mod account;
pub(crate) mod accounts;
pub(crate) mod analysis;
#[cfg(feature = "ssr")]
pub mod api_docs;
pub(crate) mod associations;
pub(crate) mod audit;
pub(crate) mod billing;
mod charging;
pub(crate) mod connections;
mod costs;
pub(crate) mod customers;
pub(crate) mod enrollment;
mod figures;
pub(crate) mod management_accounts;
pub(crate) mod members;
pub(crate) mod months;
mod notes;
pub(crate) mod notifications;
pub(crate) mod organizations;
pub(crate) mod people;
pub(crate) mod reports;
pub(crate) mod schedules;
pub(crate) mod statements;
pub(crate) mod subsets;
pub(crate) mod support;
pub(crate) mod tickets;
pub(crate) mod tokens;
pub(crate) mod workflows;

use leptos::prelude::*;

use crate::components::{CardSkeleton, Failure};
use crate::error::ApiError;
use crate::layouts::{OrganizationLoad, use_me};

/// An address inside an organization that no page has.
#[component]
pub(crate) fn Nowhere() -> impl IntoView {
    let view = |_, _| view! { <Failure error=ApiError::NotFound/> };
    view! { <OrganizationLoad data=use_me() skeleton=|| view! { <CardSkeleton/> } view/> }
}

/// An address that no route knows.
#[component]
pub(crate) fn NotFound() -> impl IntoView {
    view! {
        <main id="main" class="public-main" tabindex="-1">
            <Failure error=ApiError::NotFound/>
            <p class="public-aside">
                <a href=crate::routes::HOME>"To the first page"</a>
            </p>
        </main>
    }
}
