use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::accounts::AccountList;
use muster_domain::view::organizations::OrganizationRow;

use super::above;
use super::checklist::AccountChecklist;
use crate::api::accounts;
use crate::api::subsets::Create as CreateSubset;
use crate::components::{
    ButtonKind, Card, CardSkeleton, LinkButton, PageHeader, ServerForm, SubmitButton, TextField, use_action,
};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::routes::Section;

/// A new subset of accounts that are in none.
#[component]
pub(crate) fn Create() -> impl IntoView {
    let create = use_action::<CreateSubset>();
    let accounts = organization_resource(|| Some(()), |org, ()| accounts::list(org, None));
    let skeleton = || view! { <CardSkeleton/> };
    let view = move |org, list| view! { <CreateForm org list create/> };
    view! { <OrganizationLoad data=accounts skeleton permission=Permission::CreateSubset view/> }
}

#[component]
fn CreateForm(org: OrganizationRow, list: AccountList, create: ServerAction<CreateSubset>) -> impl IntoView {
    let unassigned = list.accounts.into_iter().filter(|account| account.subset.is_none()).collect::<Vec<_>>();
    let may_assign = org.allows(Permission::AssignAccounts);
    view! {
        <PageHeader title="Create subset" steps=vec![above(org.id)]/>
        <Card title="New subset" hint="A customer, a department, a project: whoever gets a bill of their own.">
            <ServerForm action=create fields=&["name", "accounts"] class="form form-wide">
                <input type="hidden" name="org" value=org.id.to_string()/>
                <TextField name="name" label="Name"/>
                {may_assign.then(|| view! { <AccountChecklist accounts=unassigned/> })}
                <div class="form-actions">
                    <SubmitButton label="Create subset" kind=ButtonKind::Primary/>
                    <LinkButton href=Section::Subsets.of(org.id) label="Cancel" kind=ButtonKind::Quiet/>
                </div>
            </ServerForm>
        </Card>
    }
}
