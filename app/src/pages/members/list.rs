use leptos::prelude::*;
use muster_domain::OrganizationId;
use muster_domain::permission::{Membership, Permission, Role};
use muster_domain::view::members::{InvitationRow, MemberKind, MemberList, MemberRow};
use muster_domain::view::organizations::OrganizationRow;

use crate::api::members::{self, Resend, Revoke};
use crate::components::{
    ActionButton, Badge, ButtonKind, Card, Column, LinkButton, PageHeader, Picture, RecordTable, TableSkeleton, Timestamp, Tone,
    ids, use_action, use_successes,
};
use crate::error::as_sentence;
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::routes::{self, Section};

const MEMBERS: &[Column] = &[("Name", ""), ("E-mail", ""), ("Role", "text-wide"), ("Two-factor", ""), ("Member since", "")];
const INVITATIONS: &[Column] = &[("E-mail", ""), ("Role", "text-wide"), ("Invited by", ""), ("Good until", ""), ("Actions", "")];

/// Members and invitations.
#[component]
pub(crate) fn MembersPage() -> impl IntoView {
    let (resend, revoke) = (use_action::<Resend>(), use_action::<Revoke>());
    let revoked = use_successes(revoke);
    let list = organization_resource(move || Some(revoked.get()), |org, _| members::list(org));
    let view = move |org, list| view! { <Members org list resend revoke/> };
    view! { <OrganizationLoad data=list skeleton=|| view! { <TableSkeleton/> } view/> }
}

#[component]
fn Members(org: OrganizationRow, list: MemberList, resend: ServerAction<Resend>, revoke: ServerAction<Revoke>) -> impl IntoView {
    let (id, may_manage) = (org.id, org.allows(Permission::ManageOrganization));
    let actions = may_manage.then(|| {
        view! {
            <LinkButton href=routes::new_service_user(id) label="New service user" icon=Picture::Plus/>
            <LinkButton href=routes::invite_member(id) label="Invite a person" icon=Picture::Plus kind=ButtonKind::Primary/>
        }
    });
    let rows = list.members.into_iter().map(|member| row(id, member)).collect();
    let hint = "Who belongs to this organization, and what each may do.".into_any();
    view! {
        <PageHeader title=Section::Members.title() hint actions=actions.into_any()/>
        <RecordTable caption="Members" columns=MEMBERS rows/>
        {may_manage.then(|| view! { <Invitations org=id invitations=list.invitations resend revoke/> })}
    }
}

fn row(org: OrganizationId, member: MemberRow) -> Vec<AnyView> {
    let email = match member.kind {
        MemberKind::Person => view! { {member.email} }.into_any(),
        MemberKind::Service => view! { <Badge tone=Tone::Neutral text="Service user"/> }.into_any(),
    };
    let second_factor = match (member.kind, member.second_factor) {
        (MemberKind::Service, _) => "–",
        (MemberKind::Person, true) => "On",
        (MemberKind::Person, false) => "Off",
    };
    vec![
        view! { <a class="link" href=routes::member(org, member.id)>{member.name}</a> }.into_any(),
        email,
        view! { <RoleWords membership=member.membership/> }.into_any(),
        second_factor.into_any(),
        view! { <Timestamp at=member.since/> }.into_any(),
    ]
}

/// The role, and what was granted beside it.
#[component]
pub(super) fn RoleWords(membership: Membership) -> impl IntoView {
    let grants: Vec<_> = membership.grants.iter().map(|grant| grant.words()).collect();
    let grants = (!grants.is_empty()).then(|| format!("May also {}.", grants.join(", ")));
    let role = match membership.role {
        Role::Administrator => "Administrator",
        Role::Viewer => "Viewer",
    };
    view! {
        <span class="member-role">{role}</span>
        {grants.map(|grants| view! { <span class="member-grants">{grants}</span> })}
    }
}

#[component]
fn Invitations(
    org: OrganizationId,
    invitations: Vec<InvitationRow>,
    resend: ServerAction<Resend>,
    revoke: ServerAction<Revoke>,
) -> impl IntoView {
    if invitations.is_empty() {
        return ().into_any();
    }
    let rows = invitations.into_iter().map(|invitation| {
        let id = invitation.id;
        let new_link = format!("New link for {}", invitation.email);
        let take_back = format!("Revoke the invitation of {}", invitation.email);
        let buttons = view! {
            <div class="row-actions">
                <ActionButton action=resend fields=ids(org, id) label="New link" kind=ButtonKind::Quiet description=new_link/>
                <ActionButton action=revoke fields=ids(org, id) label="Revoke" kind=ButtonKind::Quiet description=take_back/>
            </div>
        };
        let trouble = invitation.trouble.map(|trouble| view! { <span class="member-grants">{as_sentence(&trouble)}</span> });
        vec![
            view! { {invitation.email} {trouble} }.into_any(),
            view! { <RoleWords membership=invitation.membership/> }.into_any(),
            invitation.by.into_any(),
            view! { <Timestamp at=invitation.expires_at/> }.into_any(),
            buttons.into_any(),
        ]
    });
    let rows = rows.collect();
    view! {
        <Card title="Invited" hint="A link is good once, for seven days. A new link ends the one before.">
            <RecordTable caption="Invitations" columns=INVITATIONS rows/>
        </Card>
    }
    .into_any()
}
