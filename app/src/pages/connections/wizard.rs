use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::connections::{ConnectionKind, ConnectionSettings};
use muster_domain::view::organizations::OrganizationRow;

use super::above;
use super::place::PlaceStep;
use super::role::RoleStep;
use super::server_place::ServerPlace;
use crate::api::connections::{self, Connect, ConnectLocation, SavePlace};
use crate::components::{CardSkeleton, PageHeader, use_action};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::pages::management_accounts::use_account;
use crate::query::use_param;
use crate::routes;

/// The forms of the wizard; they outlive each reload of what was given.
#[derive(Clone, Copy)]
struct Actions {
    place: ServerAction<SavePlace>,
    role: ServerAction<Connect>,
    location: ServerAction<ConnectLocation>,
}

/// Connects an account step by step. Which step is in the address, so each can be left, sent and come back to.
#[component]
pub(crate) fn WizardPage() -> impl IntoView {
    let (id, step, described) = (use_account(), use_param(routes::STEP), use_param(routes::DESCRIBED));
    let actions = Actions { place: use_action(), role: use_action(), location: use_action() };
    // Whatever the address says anew is shown anew.
    let source = move || Some((id.get()?, step.get(), described.get()));
    let settings = organization_resource(source, |org, (id, _, _)| connections::settings(org, id));
    let skeleton = || view! { <CardSkeleton/> };
    let view = move |org, settings| view! { <Wizard org settings actions/> };
    view! { <OrganizationLoad data=settings skeleton permission=Permission::ManageOrganization view/> }
}

#[component]
fn Wizard(org: OrganizationRow, settings: ConnectionSettings, actions: Actions) -> impl IntoView {
    let step = use_param(routes::STEP).get_untracked();
    let (org, id) = (org.id, settings.account);
    let steps = above(org, id, &settings.name);
    let title = format!("Connect {}", settings.name);
    let is_server = step == routes::STEP_LOCATION;
    let is_role = step == routes::STEP_ROLE && settings.place.is_some();
    let has_server = !settings.open_locations.is_empty() || settings.kind == Some(ConnectionKind::Location);
    let body = if is_server {
        view! { <ServerPlace org settings connect=actions.location/> }.into_any()
    } else if is_role {
        view! { <RoleStep org settings connect=actions.role/> }.into_any()
    } else {
        view! { <PlaceStep org settings save=actions.place/> }.into_any()
    };
    let here = |chosen: bool| chosen.then_some("page");
    view! {
        <PageHeader title steps/>
        <nav class="kinds" aria-label="How bills come">
            <a href=routes::connect(org, id) aria-current=here(!is_server)>"S3 delivery"</a>
            {has_server
                .then(|| view! { <a href=routes::connect_location(org, id) aria-current=here(is_server)>"Folder on the server"</a> })}
            <a href=routes::management_account(org, id)>"Upload"</a>
        </nav>
        {(!is_server).then(|| view! { <Trail at=usize::from(is_role)/> })}
        {body}
    }
}

/// Where in the wizard somebody is.
#[component]
fn Trail(at: usize) -> impl IntoView {
    let steps = ["Where AWS delivers", "Let Muster read it", "Check"].into_iter().enumerate();
    let steps = steps.map(|(place, label)| {
        let current = (place == at).then_some("step");
        view! {
            <li class="wizard-step" class:wizard-done=place < at aria-current=current>
                <span class="wizard-number">{place + 1}</span>
                <span>{label}</span>
            </li>
        }
    });
    view! { <ol class="wizard-steps" aria-label="Steps">{steps.collect_view()}</ol> }
}
