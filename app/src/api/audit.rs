//! Who did what.

use leptos::prelude::*;
use muster_domain::OrganizationId;
use muster_domain::permission::Permission;
use muster_domain::view::audit::{AuditFilter, AuditPage, AuditRow};

use super::{Access, Endpoint};
use crate::error::ApiError;

/// Every server function of this file.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint::new("/api/pages/audit/list", Access::Member(Permission::ManageOrganization)),
    Endpoint::new("/api/pages/audit/find", Access::Member(Permission::ManageOrganization)),
];

#[server(prefix = "/api/pages", endpoint = "audit/list")]
pub async fn list(org: OrganizationId, #[server(default)] filter: AuditFilter, page: u32) -> Result<AuditPage, ApiError> {
    Ok(muster_service::audit::list(&super::context()?, org, filter, page).await?)
}

#[server(prefix = "/api/pages", endpoint = "audit/find")]
pub async fn find(org: OrganizationId, id: String) -> Result<AuditRow, ApiError> {
    let id = id.parse().map_err(|_| ApiError::NotFound)?;
    Ok(muster_service::audit::find(&super::context()?, org, id).await?)
}
