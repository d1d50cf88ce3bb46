//! Organizations of the person who is signed in.

use leptos::prelude::*;
use muster_domain::OrganizationId;
use muster_domain::permission::Permission;

use super::{Access, Endpoint};
use crate::error::ApiError;

/// Every server function of this file.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint::new("/api/pages/organizations/add", Access::Person),
    Endpoint::new("/api/pages/organizations/rename", Access::Member(Permission::ManageOrganization)),
];

#[server(prefix = "/api/pages", endpoint = "organizations/add")]
pub async fn add(name: String) -> Result<(), ApiError> {
    let org = muster_service::organizations::add(&super::context()?, &name).await?;
    leptos_axum::redirect(&crate::routes::organization(org));
    Ok(())
}

#[server(prefix = "/api/pages", endpoint = "organizations/rename")]
pub async fn rename(org: OrganizationId, name: String) -> Result<(), ApiError> {
    Ok(muster_service::organizations::rename(&super::context()?, org, &name).await?)
}
