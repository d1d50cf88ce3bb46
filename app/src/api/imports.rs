//! Imports of a management account. Files come in by the upload form, outside the server functions.

use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::imports::ImportRow;
use muster_domain::{ImportId, ManagementAccountId, OrganizationId};

use super::{Access, Endpoint};
use crate::error::ApiError;

/// Every server function of this file.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint::new("/api/pages/imports/list", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/imports/find", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/imports/retry", Access::Member(Permission::ManageOrganization)),
];

#[server(prefix = "/api/pages", endpoint = "imports/list")]
pub async fn list(org: OrganizationId, management_account: ManagementAccountId) -> Result<Vec<ImportRow>, ApiError> {
    Ok(muster_service::imports::list(&super::context()?, org, management_account).await?)
}

#[server(prefix = "/api/pages", endpoint = "imports/find")]
pub async fn find(org: OrganizationId, id: ImportId) -> Result<ImportRow, ApiError> {
    Ok(muster_service::imports::find(&super::context()?, org, id).await?)
}

#[server(prefix = "/api/pages", endpoint = "imports/retry")]
pub async fn retry(org: OrganizationId, id: ImportId) -> Result<(), ApiError> {
    Ok(muster_service::imports::retry(&super::context()?, org, id).await?)
}
