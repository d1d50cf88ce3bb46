use leptos::prelude::*;
use muster_domain::OrganizationId;
use muster_domain::permission::{Membership, Permission, Role};
use muster_domain::view::organizations::{Me, OrganizationRow};

use super::fields::MembershipFields;
use super::{OrgField, above};
use crate::api::members::{AddServiceUser, Invite};
use crate::components::{
    ButtonKind, Card, CardSkeleton, LinkButton, PageHeader, ServerForm, SubmitButton, TextField, use_action,
};
use crate::layouts::{OrganizationLoad, use_me};
use crate::routes::Section;

fn viewer() -> Membership {
    Membership { role: Role::Viewer, grants: Vec::new() }
}

/// Invites a person by e-mail.
#[component]
pub(crate) fn InvitePage() -> impl IntoView {
    let invite = use_action::<Invite>();
    let view = move |org: OrganizationRow, me: Me| {
        view! {
            <PageHeader title="Invite a person" steps=vec![above(org.id)]/>
            <Card title="Invitation" hint="They become a member by a link that is good once, for seven days.">
                <ServerForm action=invite fields=&["email", "role", "grants"]>
                    <OrgField org=org.id/>
                    <TextField name="email" label="E-mail" kind="email" max_length=254/>
                    <MembershipFields me org=org.id membership=viewer()/>
                    <Buttons org=org.id label="Make the invitation"/>
                </ServerForm>
            </Card>
        }
    };
    let skeleton = || view! { <CardSkeleton/> };
    view! { <OrganizationLoad data=use_me() skeleton permission=Permission::ManageOrganization view/> }
}

/// Makes a member without a password.
#[component]
pub(crate) fn ServiceUserPage() -> impl IntoView {
    let add = use_action::<AddServiceUser>();
    let view = move |org: OrganizationRow, me: Me| {
        view! {
            <PageHeader title="New service user" steps=vec![above(org.id)]/>
            <Card title="Service user" hint="It has no password and cannot sign in: programs act as it, by API tokens.">
                <ServerForm action=add fields=&["name", "role", "grants"]>
                    <OrgField org=org.id/>
                    <TextField name="name" label="Name" hint="What it is for: Nightly import."/>
                    <MembershipFields me org=org.id membership=viewer()/>
                    <Buttons org=org.id label="Create service user"/>
                </ServerForm>
            </Card>
        }
    };
    let skeleton = || view! { <CardSkeleton/> };
    view! { <OrganizationLoad data=use_me() skeleton permission=Permission::ManageOrganization view/> }
}

#[component]
fn Buttons(org: OrganizationId, label: &'static str) -> impl IntoView {
    view! {
        <div class="form-actions">
            <SubmitButton label kind=ButtonKind::Primary/>
            <LinkButton href=Section::Members.of(org) label="Cancel" kind=ButtonKind::Quiet/>
        </div>
    }
}
