//! Members of an organization, and those who are invited.

use leptos::prelude::*;
#[cfg(feature = "ssr")]
use muster_domain::permission::Membership;
use muster_domain::permission::{Permission, Role};
use muster_domain::view::members::{InvitationView, MemberList, MemberRow};
use muster_domain::{InvitationId, OrganizationId, UserId};

use super::{Access, Endpoint};
use crate::error::ApiError;

/// Every server function of this file.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint::new("/api/pages/members/list", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/members/find", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/members/set", Access::Member(Permission::ManageOrganization)),
    Endpoint::new("/api/pages/members/remove", Access::Member(Permission::ManageOrganization)),
    Endpoint::new("/api/pages/members/add-service-user", Access::Member(Permission::ManageOrganization)),
    Endpoint::new("/api/pages/invitations/invite", Access::Member(Permission::ManageOrganization)),
    Endpoint::new("/api/pages/invitations/resend", Access::Member(Permission::ManageOrganization)),
    Endpoint::new("/api/pages/invitations/revoke", Access::Member(Permission::ManageOrganization)),
    Endpoint::new("/api/pages/invitations/find", Access::Anyone),
    Endpoint::new("/api/pages/invitations/accept", Access::Person),
    Endpoint::new("/api/pages/invitations/join", Access::Anyone),
];

#[server(prefix = "/api/pages", endpoint = "members/list")]
pub async fn list(org: OrganizationId) -> Result<MemberList, ApiError> {
    Ok(muster_service::members::list(&super::context()?, org).await?)
}

#[server(prefix = "/api/pages", endpoint = "members/find")]
pub async fn find(org: OrganizationId, id: UserId) -> Result<MemberRow, ApiError> {
    Ok(muster_service::members::find(&super::context()?, org, id).await?)
}

#[server(prefix = "/api/pages", endpoint = "members/set")]
pub async fn set(
    org: OrganizationId,
    id: UserId,
    role: Role,
    #[server(default)] grants: Vec<Permission>,
) -> Result<(), ApiError> {
    muster_service::members::set(&super::context()?, org, id, Membership { role, grants }).await?;
    leptos_axum::redirect(&crate::routes::Section::Members.of(org));
    Ok(())
}

#[server(prefix = "/api/pages", endpoint = "members/remove")]
pub async fn remove(org: OrganizationId, id: UserId) -> Result<(), ApiError> {
    muster_service::members::remove(&super::context()?, org, id).await?;
    leptos_axum::redirect(&crate::routes::Section::Members.of(org));
    Ok(())
}

#[server(prefix = "/api/pages", endpoint = "members/add-service-user")]
pub async fn add_service_user(
    org: OrganizationId,
    name: String,
    role: Role,
    #[server(default)] grants: Vec<Permission>,
) -> Result<(), ApiError> {
    muster_service::members::add_service_user(&super::context()?, org, &name, Membership { role, grants }).await?;
    leptos_axum::redirect(&crate::routes::Section::Members.of(org));
    Ok(())
}

#[server(prefix = "/api/pages", endpoint = "invitations/invite")]
pub async fn invite(
    org: OrganizationId,
    email: String,
    role: Role,
    #[server(default)] grants: Vec<Permission>,
) -> Result<(), ApiError> {
    let shown = muster_service::invitations::invite(&super::context()?, org, &email, Membership { role, grants }).await?;
    super::session::keep(shown).await?;
    leptos_axum::redirect(&crate::routes::invited(org));
    Ok(())
}

#[server(prefix = "/api/pages", endpoint = "invitations/resend")]
pub async fn resend(org: OrganizationId, id: InvitationId) -> Result<(), ApiError> {
    let shown = muster_service::invitations::resend(&super::context()?, org, id).await?;
    super::session::keep(shown).await?;
    leptos_axum::redirect(&crate::routes::invited(org));
    Ok(())
}

#[server(prefix = "/api/pages", endpoint = "invitations/revoke")]
pub async fn revoke(org: OrganizationId, id: InvitationId) -> Result<(), ApiError> {
    Ok(muster_service::invitations::revoke(&super::context()?, org, id).await?)
}

#[server(name = FindInvitation, prefix = "/api/pages", endpoint = "invitations/find")]
pub async fn invitation(token: String) -> Result<InvitationView, ApiError> {
    Ok(muster_service::invitations::find(&super::context()?, &token).await?)
}

#[server(prefix = "/api/pages", endpoint = "invitations/accept")]
pub async fn accept(token: String) -> Result<(), ApiError> {
    let org = muster_service::invitations::accept(&super::context()?, &token).await?;
    leptos_axum::redirect(&crate::routes::organization(org));
    Ok(())
}

#[server(prefix = "/api/pages", endpoint = "invitations/join")]
pub async fn join(token: String, name: String, password: String) -> Result<(), ApiError> {
    let user = muster_service::invitations::join(&super::context()?, &token, name, password).await?;
    super::session::begin(user).await?;
    leptos_axum::redirect(crate::routes::HOME);
    Ok(())
}
