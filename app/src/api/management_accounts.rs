//! Management accounts of an organization.

use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::accounts::ManagementAccountRow;
use muster_domain::{ManagementAccountId, OrganizationId};

use super::{Access, Endpoint};
use crate::error::ApiError;

/// Every server function of this file.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint::new("/api/pages/management-accounts/list", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/management-accounts/find", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/management-accounts/add", Access::Member(Permission::ManageOrganization)),
    Endpoint::new("/api/pages/management-accounts/rename", Access::Member(Permission::ManageOrganization)),
    Endpoint::new("/api/pages/management-accounts/remove", Access::Member(Permission::ManageOrganization)),
];

#[server(prefix = "/api/pages", endpoint = "management-accounts/list")]
pub async fn list(org: OrganizationId) -> Result<Vec<ManagementAccountRow>, ApiError> {
    Ok(muster_service::management_accounts::list(&super::context()?, org).await?)
}

#[server(prefix = "/api/pages", endpoint = "management-accounts/find")]
pub async fn find(org: OrganizationId, id: ManagementAccountId) -> Result<ManagementAccountRow, ApiError> {
    Ok(muster_service::management_accounts::find(&super::context()?, org, id).await?)
}

#[server(prefix = "/api/pages", endpoint = "management-accounts/add")]
pub async fn add(org: OrganizationId, account_id: String, name: String) -> Result<(), ApiError> {
    let id = muster_service::management_accounts::add(&super::context()?, org, account_id, name).await?;
    leptos_axum::redirect(&crate::routes::management_account(org, id));
    Ok(())
}

#[server(prefix = "/api/pages", endpoint = "management-accounts/rename")]
pub async fn rename(org: OrganizationId, id: ManagementAccountId, name: String) -> Result<(), ApiError> {
    Ok(muster_service::management_accounts::rename(&super::context()?, org, id, &name).await?)
}

#[server(prefix = "/api/pages", endpoint = "management-accounts/remove")]
pub async fn remove(org: OrganizationId, id: ManagementAccountId) -> Result<(), ApiError> {
    muster_service::management_accounts::remove(&super::context()?, org, id).await?;
    leptos_axum::redirect(&crate::routes::Section::ManagementAccounts.of(org));
    Ok(())
}
