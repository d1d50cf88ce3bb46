use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::accounts::ManagementAccountRow;
use muster_domain::view::organizations::OrganizationRow;

use super::{above, use_account};
use crate::api::management_accounts::{self, Remove as RemoveAccount};
use crate::components::{CardSkeleton, ConfirmDeletion, Crumb, ids, use_action};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::routes;

/// Says what goes with a management account, and removes it.
#[component]
pub(crate) fn Remove() -> impl IntoView {
    let (id, remove) = (use_account(), use_action::<RemoveAccount>());
    let account = organization_resource(move || id.get(), management_accounts::find);
    let skeleton = || view! { <CardSkeleton/> };
    let view = move |org, account| view! { <Confirmation org account remove/> };
    view! { <OrganizationLoad data=account skeleton permission=Permission::ManageOrganization view/> }
}

#[component]
fn Confirmation(org: OrganizationRow, account: ManagementAccountRow, remove: ServerAction<RemoveAccount>) -> impl IntoView {
    let page = routes::management_account(org.id, account.id);
    let months = match account.months.len() {
        0 => "No month is in the ledger.".to_owned(),
        1 => "1 month of bill lines leaves the ledger.".to_owned(),
        months => format!("{months} months of bill lines leave the ledger."),
    };
    let consequences = vec![
        months,
        "Costs of its linked accounts disappear from subsets and lists.".to_owned(),
        "Its uploads and the history of its imports are deleted.".to_owned(),
        "Reports that were generated from it stay readable until they expire.".to_owned(),
    ];
    let steps = vec![above(org.id), Crumb::new(account.name.clone(), page.clone())];
    let fields = ids(org.id, account.id);
    let title = format!("Remove {}?", account.name);
    view! { <ConfirmDeletion action=remove title steps consequences fields label="Remove management account" keep=page/> }
}
