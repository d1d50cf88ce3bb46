//! End customers of a provider.

use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::customers::CustomerList;
use muster_domain::{CustomerLinkId, OrganizationId, SubsetId};

use super::{Access, Endpoint};
use crate::error::ApiError;

/// Every server function of this file.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint::new("/api/pages/customers/list", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/customers/add", Access::Member(Permission::ManageOrganization)),
    Endpoint::new("/api/pages/customers/remove", Access::Member(Permission::ManageOrganization)),
];

#[server(name = ListCustomers, prefix = "/api/pages", endpoint = "customers/list")]
pub async fn list(org: OrganizationId) -> Result<CustomerList, ApiError> {
    Ok(muster_service::customers::list(&super::context()?, org).await?)
}

#[server(name = AddCustomer, prefix = "/api/pages", endpoint = "customers/add")]
pub async fn add(
    org: OrganizationId,
    subset: SubsetId,
    #[server(default)] email: String,
    #[server(default)] organization: String,
) -> Result<(), ApiError> {
    use muster_service::Error;
    let ctx = super::context()?;
    ctx.allow(org, Permission::ManageOrganization).await?;
    let organization = organization.trim().parse();
    let organization = organization.map_err(|_| Error::invalid("organization", "this is no organization ID"))?;
    let new = muster_domain::view::customers::NewCustomer { subset, email, organization };
    Ok(muster_service::customers::add(&ctx, org, new).await?)
}

#[server(name = RemoveCustomer, prefix = "/api/pages", endpoint = "customers/remove")]
pub async fn remove(org: OrganizationId, id: CustomerLinkId) -> Result<(), ApiError> {
    Ok(muster_service::customers::remove(&super::context()?, org, id).await?)
}
