use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::accounts::ManagementAccountRow;
use muster_domain::view::organizations::OrganizationRow;

use super::{above, use_id};
use crate::api::management_accounts::{self, Remove as RemoveAccount};
use crate::components::{
    ButtonKind, Card, CardSkeleton, Crumb, Failure, LinkButton, PageHeader, Picture, ServerForm, SubmitButton, use_action,
};
use crate::error::ApiError;
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::routes;

/// Says what goes with a management account, and removes it.
#[component]
pub(crate) fn Remove() -> impl IntoView {
    let (id, remove) = (use_id(), use_action::<RemoveAccount>());
    let account = organization_resource(move || id.get(), management_accounts::find);
    view! {
        <OrganizationLoad
            data=account
            skeleton=|| view! { <CardSkeleton/> }
            view=move |org, account| {
                if org.allows(Permission::ManageOrganization) {
                    view! { <Confirmation org account remove/> }.into_any()
                } else {
                    view! { <Failure error=ApiError::Forbidden(Permission::ManageOrganization)/> }.into_any()
                }
            }
        />
    }
}

#[component]
fn Confirmation(org: OrganizationRow, account: ManagementAccountRow, remove: ServerAction<RemoveAccount>) -> impl IntoView {
    let page = routes::management_account(org.id, account.id);
    let months = account.months.len();
    let months = match months {
        0 => "No month is in the ledger.".to_owned(),
        1 => "1 month of bill lines leaves the ledger.".to_owned(),
        _ => format!("{months} months of bill lines leave the ledger."),
    };
    let steps = vec![above(org.id), Crumb::new(account.name.clone(), page.clone())];
    view! {
        <PageHeader title=format!("Remove {}?", account.name) steps/>
        <Card title="What is affected">
            <ul class="affected">
                <li>{months}</li>
                <li>"Costs of its linked accounts disappear from subsets and lists."</li>
                <li>"Its uploads and the history of its imports are deleted."</li>
                <li>"Reports that were generated from it stay readable until they expire."</li>
            </ul>
            <ServerForm action=remove>
                <input type="hidden" name="org" value=org.id.to_string()/>
                <input type="hidden" name="id" value=account.id.to_string()/>
                <div class="form-actions">
                    <SubmitButton label="Remove management account" icon=Picture::Trash kind=ButtonKind::Danger/>
                    <LinkButton href=page label="Cancel" kind=ButtonKind::Quiet/>
                </div>
            </ServerForm>
        </Card>
    }
}
