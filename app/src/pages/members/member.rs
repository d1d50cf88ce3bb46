use leptos::prelude::*;
use muster_domain::UserId;
use muster_domain::permission::Permission;
use muster_domain::view::members::{MemberKind, MemberRow};
use muster_domain::view::organizations::{Me, OrganizationRow};

use super::above;
use super::fields::MembershipFields;
use super::list::RoleWords;
use crate::api::members::{self, Remove, Set};
use crate::api::people;
use crate::components::{
    ButtonKind, Card, CardSkeleton, ConfirmDeletion, Crumb, Fact, Facts, HiddenInputs, LinkButton, PageHeader, Picture,
    ServerForm, SubmitButton, Timestamp, ids, use_action,
};
use crate::layouts::{OrganizationLoad, organization_resource, use_parameter};
use crate::routes;

fn use_id() -> Memo<Option<UserId>> {
    use_parameter("member")
}

/// One member: who it is, and what they may do.
#[component]
pub(crate) fn MemberPage() -> impl IntoView {
    let (id, set) = (use_id(), use_action::<Set>());
    let found = organization_resource(
        move || id.get(),
        |org, id| async move { Ok((members::find(org, id).await?, people::me().await?)) },
    );
    let view = move |org, (member, me)| view! { <Member org member me set/> };
    view! { <OrganizationLoad data=found skeleton=|| view! { <CardSkeleton/> } view/> }
}

#[component]
fn Member(org: OrganizationRow, member: MemberRow, me: Me, set: ServerAction<Set>) -> impl IntoView {
    let may_manage = org.allows(Permission::ManageOrganization);
    let (org, id) = (org.id, member.id);
    let remove = may_manage.then(|| {
        view! { <LinkButton href=routes::remove_member(org, id) label="Remove" icon=Picture::Trash kind=ButtonKind::Quiet/> }
    });
    let (kind, email) = match member.kind {
        MemberKind::Person => ("Person", member.email.clone()),
        MemberKind::Service => ("Service user", "none: it cannot sign in".to_owned()),
    };
    let membership = member.membership.clone();
    view! {
        <PageHeader title=member.name.clone() steps=vec![above(org)] actions=remove.into_any()/>
        <Card title=kind>
            <Facts>
                <Fact name="E-mail">{email}</Fact>
                <Fact name="Role">
                    <RoleWords membership=member.membership/>
                </Fact>
                <Fact name="Member since">
                    <Timestamp at=member.since/>
                </Fact>
            </Facts>
        </Card>
        {may_manage
            .then(|| {
                view! {
                    <Card title="What this member may do" hint="It holds from the next request on, for their API tokens too.">
                        <ServerForm action=set fields=&["role", "grants"]>
                            <HiddenInputs fields=ids(org, id)/>
                            <MembershipFields me org membership/>
                            <div class="form-actions">
                                <SubmitButton label="Save role" kind=ButtonKind::Primary/>
                            </div>
                        </ServerForm>
                    </Card>
                }
            })}
    }
}

/// Says what goes with a member, and removes them.
#[component]
pub(crate) fn RemoveMemberPage() -> impl IntoView {
    let (id, remove) = (use_id(), use_action::<Remove>());
    let member = organization_resource(move || id.get(), members::find);
    let skeleton = || view! { <CardSkeleton/> };
    let view = move |org, member| view! { <Confirmation org member remove/> };
    view! { <OrganizationLoad data=member skeleton permission=Permission::ManageOrganization view/> }
}

#[component]
fn Confirmation(org: OrganizationRow, member: MemberRow, remove: ServerAction<Remove>) -> impl IntoView {
    let page = routes::member(org.id, member.id);
    let consequences = vec![
        format!("{} sees nothing of {} any more, from the next request on.", member.name, org.name),
        "Their API tokens of this organization end at once.".to_owned(),
        "What they made stays: subsets, workflows and reports.".to_owned(),
    ];
    let steps = vec![above(org.id), Crumb::new(member.name.clone(), page.clone())];
    let fields = ids(org.id, member.id);
    let title = format!("Remove {}?", member.name);
    view! { <ConfirmDeletion action=remove title steps consequences fields label="Remove member" keep=page/> }
}
