use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::members::{MemberKind, MemberList};
use muster_domain::view::organizations::OrganizationRow;

use crate::api::members;
use crate::api::tokens::Create;
use crate::components::{
    ButtonKind, Card, CardSkeleton, Crumb, Field, LinkButton, PageHeader, ServerForm, SubmitButton, TextField, use_action,
};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::routes::Section;

/// What a browser sends, and what the person reads.
const LIFETIMES: [(&str, &str); 4] = [("30", "30 days"), ("90", "90 days"), ("365", "One year"), ("", "Until it is revoked")];

/// Makes a token for oneself, or for a service user.
#[component]
pub(crate) fn NewTokenPage() -> impl IntoView {
    let create = use_action::<Create>();
    let list = organization_resource(|| Some(()), |org, ()| members::list(org));
    let view = move |org, list| view! { <Form org list create/> };
    view! { <OrganizationLoad data=list skeleton=|| view! { <CardSkeleton/> } view/> }
}

#[component]
fn Form(org: OrganizationRow, list: MemberList, create: ServerAction<Create>) -> impl IntoView {
    let section = Section::Tokens.of(org.id);
    let steps = vec![Crumb::new(Section::Tokens.title(), section.clone())];
    let owners = org.allows(Permission::ManageOrganization).then(|| view! { <Owners list/> });
    let lifetimes = LIFETIMES.map(|(value, label)| view! { <option value=value>{label}</option> }).collect_view();
    view! {
        <PageHeader title="New API token" steps/>
        <Card title="Token" hint="It reaches this organization only, and can do what its member can do at the time.">
            <ServerForm action=create fields=&["name", "owner", "days"]>
                <input type="hidden" name="org" value=org.id.to_string()/>
                <TextField name="name" label="Name" hint="What it is for: Nightly reports."/>
                {owners}
                <Field id="field-days" name="days" label="Good for">
                    <select id="field-days" class="input" name="days" aria-describedby="field-days-notes">
                        {lifetimes}
                    </select>
                </Field>
                <div class="form-actions">
                    <SubmitButton label="Create token" kind=ButtonKind::Primary/>
                    <LinkButton href=section label="Cancel" kind=ButtonKind::Quiet/>
                </div>
            </ServerForm>
        </Card>
    }
}

/// For whoever manages the organization: oneself, or one of its service users.
#[component]
fn Owners(list: MemberList) -> impl IntoView {
    let robots = list.members.into_iter().filter(|member| member.kind == MemberKind::Service);
    let robots = robots.map(|robot| view! { <option value=robot.id.to_string()>{robot.name}</option> }).collect_view();
    view! {
        <Field id="field-owner" name="owner" label="Acts for" hint="Yourself, or a service user.">
            <select id="field-owner" class="input" name="owner" aria-describedby="field-owner-notes">
                <option value="">"Myself"</option>
                {robots}
            </select>
        </Field>
    }
}
