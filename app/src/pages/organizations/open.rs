use leptos::prelude::*;
use leptos_router::components::Redirect;

use crate::api::management_accounts;
use crate::components::CardSkeleton;
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::routes::Section;

/// Leads on: to the subsets once there is a bill, before that to where bills come from.
#[component]
pub(crate) fn Open() -> impl IntoView {
    let accounts = organization_resource(|| Some(()), |org, ()| management_accounts::list(org));
    view! {
        <OrganizationLoad
            data=accounts
            skeleton=|| view! { <CardSkeleton/> }
            view=|org, accounts| {
                let has_bill = accounts.iter().any(|account| !account.months.is_empty());
                let section = if has_bill { Section::Subsets } else { Section::ManagementAccounts };
                view! { <Redirect path=section.of(org.id)/> }
            }
        />
    }
}
