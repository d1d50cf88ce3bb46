use leptos::prelude::*;
use leptos_router::components::Redirect;

use crate::api::{management_accounts, people};
use crate::components::CardSkeleton;
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::routes::Section;

/// Leads on: to the analysis of its costs once there is a bill, to the charges of a provider's end customer; else to where bills come
/// from.
#[component]
pub(crate) fn Open() -> impl IntoView {
    let found = organization_resource(
        || Some(()),
        |org, ()| async move {
            let accounts = management_accounts::list(org).await?;
            Ok((accounts, people::me().await?.customers.contains(&org)))
        },
    );
    view! {
        <OrganizationLoad
            data=found
            skeleton=|| view! { <CardSkeleton/> }
            view=|org, (accounts, is_customer)| {
                let has_bill = accounts.iter().any(|account| !account.months.is_empty());
                let section = match (has_bill, is_customer) {
                    (true, _) => Section::Analysis,
                    (false, true) => Section::Charges,
                    (false, false) => Section::ManagementAccounts,
                };
                view! { <Redirect path=section.of(org.id)/> }
            }
        />
    }
}
