use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::organizations::OrganizationRow;

use super::above;
use crate::api::management_accounts::Add;
use crate::components::{
    ButtonKind, Card, CardSkeleton, LinkButton, PageHeader, ServerForm, SubmitButton, TextField, use_action,
};
use crate::layouts::{OrganizationLoad, use_me};
use crate::routes::Section;

/// Adds a management account; how its bills come is the next step.
#[component]
pub(crate) fn New() -> impl IntoView {
    let add = use_action::<Add>();
    let skeleton = || view! { <CardSkeleton/> };
    let view = move |org, _| view! { <AddForm org add/> };
    view! { <OrganizationLoad data=use_me() skeleton permission=Permission::ManageOrganization view/> }
}

#[component]
fn AddForm(org: OrganizationRow, add: ServerAction<Add>) -> impl IntoView {
    view! {
        <PageHeader title="Add management account" steps=vec![above(org.id)]/>
        <Card title="Which account" hint="It is the payer on your AWS bill. After this you connect where AWS delivers its bills, or upload one.">
            <ServerForm action=add fields=&["account_id", "name"]>
                <input type="hidden" name="org" value=org.id.to_string()/>
                <TextField
                    name="account_id"
                    label="Account ID"
                    hint="The 12 digits, without dashes. Leading zeros count."
                    inputmode="numeric"
                    pattern="[0-9]{12}"
                    max_length=12
                />
                <TextField name="name" label="Display name" hint="How the console calls it."/>
                <div class="form-actions">
                    <SubmitButton label="Add account" kind=ButtonKind::Primary/>
                    <LinkButton href=Section::ManagementAccounts.of(org.id) label="Cancel" kind=ButtonKind::Quiet/>
                </div>
            </ServerForm>
        </Card>
    }
}
