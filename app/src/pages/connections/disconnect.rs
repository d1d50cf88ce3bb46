use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::connections::ConnectionSettings;
use muster_domain::view::organizations::OrganizationRow;

use super::above;
use crate::api::connections::{self, Disconnect};
use crate::components::{CardSkeleton, ConfirmDeletion, ids, use_action};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::pages::management_accounts::use_account;
use crate::routes;

/// Says what ends with a connection, and ends it.
#[component]
pub(crate) fn DisconnectPage() -> impl IntoView {
    let (id, disconnect) = (use_account(), use_action::<Disconnect>());
    let settings = organization_resource(move || id.get(), connections::settings);
    let skeleton = || view! { <CardSkeleton/> };
    let view = move |org, settings| view! { <Confirmation org settings disconnect/> };
    view! { <OrganizationLoad data=settings skeleton permission=Permission::ManageOrganization view/> }
}

#[component]
fn Confirmation(org: OrganizationRow, settings: ConnectionSettings, disconnect: ServerAction<Disconnect>) -> impl IntoView {
    let consequences = vec![
        "New deliveries are not read any more; an import under way is broken off.".to_owned(),
        "Every month that is in the ledger stays, and so do reports and charges.".to_owned(),
        "Bucket, role and external ID are kept, to be connected again.".to_owned(),
    ];
    let fields = ids(org.id, settings.account);
    let (title, steps) = (format!("Disconnect {}?", settings.name), above(org.id, settings.account, &settings.name));
    let keep = routes::connection(org.id, settings.account);
    view! { <ConfirmDeletion action=disconnect title steps consequences fields label="Disconnect" keep/> }
}
