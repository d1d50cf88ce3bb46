use leptos::prelude::*;
use muster_domain::permission::{Membership, Permission, Role};
use muster_domain::view::organizations::{Me, OrganizationRow};

use super::time_zone::TimeZoneCard;
use crate::api::organizations::Rename;
use crate::components::{
    ButtonKind, Card, CardSkeleton, CopyText, Fact, Facts, LinkButton, PageHeader, ServerForm, SubmitButton, TextField,
    use_action,
};
use crate::layouts::{OrganizationLoad, use_me};
use crate::routes;

/// My Organization: its name, its ID, and one's own role.
#[component]
pub(crate) fn Settings() -> impl IntoView {
    let (me, rename) = (use_me(), use_action::<Rename>());
    Effect::new(move || {
        if rename.version().get() > 0 {
            me.refetch();
        }
    });
    view! {
        <OrganizationLoad
            data=me
            skeleton=|| view! { <CardSkeleton/> }
            view=move |org, me| view! { <MyOrganization org me rename/> }
        />
    }
}

#[component]
fn MyOrganization(org: OrganizationRow, me: Me, rename: ServerAction<Rename>) -> impl IntoView {
    let may_rename = org.allows(Permission::ManageOrganization);
    let own_bills = (may_rename && me.is_customer_only(org.id)).then(|| view! { <OwnBillsCard org=org.clone()/> });
    let (name, id, role) = (org.name.clone(), org.id.to_string(), role(&org.membership));
    view! {
        <PageHeader title="My organization"/>
        <Card title="Identity" hint="Support asks for the organization ID; it never changes.">
            <Facts>
                <Fact name="Name">{name}</Fact>
                <Fact name="Organization ID">
                    <CopyText text=id what="organization ID"/>
                </Fact>
            </Facts>
        </Card>
        <Card title="You">
            <Facts>
                <Fact name="Signed in as">{format!("{} ({})", me.name, me.email)}</Fact>
                <Fact name="Your role">{role}</Fact>
            </Facts>
        </Card>
        <TimeZoneCard org=org.clone()/>
        {may_rename.then(|| view! { <RenameCard org rename/> })}
        {own_bills}
    }
}

#[component]
fn RenameCard(org: OrganizationRow, rename: ServerAction<Rename>) -> impl IntoView {
    view! {
        <Card title="Rename">
            <ServerForm action=rename fields=&["name"] class="form form-inline">
                <input type="hidden" name="org" value=org.id.to_string()/>
                <TextField name="name" label="Name" value=org.name autocomplete="organization"/>
                <SubmitButton label="Save name" kind=ButtonKind::Secondary/>
            </ServerForm>
        </Card>
    }
}

/// An end customer's menu has no way to bills; who has some begins here.
#[component]
fn OwnBillsCard(org: OrganizationRow) -> impl IntoView {
    let hint =
        "This organization is shown what its provider charges. If it pays AWS itself too, its own bills can be shown here.";
    view! {
        <Card title="Bills of your own" hint>
            <LinkButton href=routes::new_management_account(org.id) label="Add a management account"/>
        </Card>
    }
}

fn role(membership: &Membership) -> String {
    match membership.role {
        Role::Administrator => "Administrator: may do everything here".to_owned(),
        Role::Viewer if membership.grants.is_empty() => "Viewer: may read everything here".to_owned(),
        Role::Viewer => {
            let grants: Vec<_> = membership.grants.iter().map(|grant| grant.words()).collect();
            format!("Viewer: may read everything here, and {}", grants.join(", "))
        }
    }
}
