//! Members, service users, and who is invited.

use muster_domain::permission::{Membership, Permission, Role};
use muster_domain::view::members::{InvitationRow, MemberRow, ShownOnce};
use muster_domain::{InvitationId, OrganizationId, UserId};
use muster_service::{invitations, members};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::answer::{Created, Done, Found};
use super::extract::{At, Body};
use super::page::{Order, Page, Window};
use super::problem::Problem;
use super::route::Asker;

/// Somebody to be invited by `email`, or a service user of a `name`: one of the two.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewMember {
    /// Whom to invite.
    #[serde(default)]
    email: Option<String>,
    /// Of a service user, as which programs act.
    #[serde(default)]
    name: Option<String>,
    role: Role,
    /// Of a viewer.
    #[serde(default)]
    grants: Vec<Permission>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MemberChange {
    role: Role,
    /// Of a viewer.
    #[serde(default)]
    grants: Vec<Permission>,
}

/// Who was added, or invited.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Added {
    Member(MemberRow),
    Invitation(Invited),
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Invited {
    email: String,
    /// Shown this once: whoever holds it and has the address becomes a member. Absent where it was mailed instead.
    link: Option<String>,
}

pub(super) async fn list(Asker(ctx): Asker, At(org): At<OrganizationId>, window: Window) -> Result<Page<MemberRow>, Problem> {
    Ok(window.cut(members::list(&ctx, org).await?.members, Order::NewestFirst, |row| row.id.to_string()))
}

pub(super) async fn add(
    Asker(ctx): Asker,
    At(org): At<OrganizationId>,
    Body(new): Body<NewMember>,
) -> Result<Created<Added>, Problem> {
    let membership = Membership { role: new.role, grants: new.grants };
    match (new.email, new.name) {
        (Some(email), None) => {
            Ok(Created(Added::Invitation(invited(invitations::invite(&ctx, org, &email, membership).await?)?)))
        }
        (None, Some(name)) => {
            let id = members::add_service_user(&ctx, org, &name, membership).await?;
            Ok(Created(Added::Member(members::find(&ctx, org, id).await?)))
        }
        (Some(_), Some(_)) | (None, None) => {
            Err(Problem::invalid("email", "an `email` to invite, or the `name` of a service user"))
        }
    }
}

pub(super) async fn find(Asker(ctx): Asker, At((org, id)): At<(OrganizationId, UserId)>) -> Result<Found<MemberRow>, Problem> {
    Ok(Found(members::find(&ctx, org, id).await?))
}

pub(super) async fn change(
    Asker(ctx): Asker,
    At((org, id)): At<(OrganizationId, UserId)>,
    Body(change): Body<MemberChange>,
) -> Result<Found<MemberRow>, Problem> {
    members::set(&ctx, org, id, Membership { role: change.role, grants: change.grants }).await?;
    Ok(Found(members::find(&ctx, org, id).await?))
}

pub(super) async fn remove(Asker(ctx): Asker, At((org, id)): At<(OrganizationId, UserId)>) -> Result<Done, Problem> {
    members::remove(&ctx, org, id).await?;
    Ok(Done)
}

pub(super) async fn invitations(
    Asker(ctx): Asker,
    At(org): At<OrganizationId>,
    window: Window,
) -> Result<Page<InvitationRow>, Problem> {
    Ok(window.cut(members::list(&ctx, org).await?.invitations, Order::NewestFirst, |row| row.id.to_string()))
}

pub(super) async fn invite_again(
    Asker(ctx): Asker,
    At((org, id)): At<(OrganizationId, InvitationId)>,
) -> Result<Created<Invited>, Problem> {
    Ok(Created(invited(invitations::resend(&ctx, org, id).await?)?))
}

pub(super) async fn revoke_invitation(
    Asker(ctx): Asker,
    At((org, id)): At<(OrganizationId, InvitationId)>,
) -> Result<Done, Problem> {
    invitations::revoke(&ctx, org, id).await?;
    Ok(Done)
}

fn invited(shown: ShownOnce) -> Result<Invited, Problem> {
    match shown {
        ShownOnce::Invitation { email, link } => Ok(Invited { email, link }),
        ShownOnce::Token { .. } | ShownOnce::Webhook { .. } | ShownOnce::RecoveryCodes(_) => {
            Err(Problem::internal("another thing is shown than asked for"))
        }
    }
}
