//! Which workflow charges which subset, from when on.

use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::charges::AssociationList;
use muster_domain::{OrganizationId, SubsetId};

use super::{Access, Endpoint};
use crate::error::ApiError;

/// Every server function of this file.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint::new("/api/pages/associations/list", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/associations/associate", Access::Member(Permission::AssociateWorkflow)),
];

#[server(name = ListAssociations, prefix = "/api/pages", endpoint = "associations/list")]
pub async fn list(org: OrganizationId) -> Result<AssociationList, ApiError> {
    Ok(muster_service::associations::list(&super::context()?, org).await?)
}

/// Charges a subset by the newest version of a workflow, from a month on.
#[server(prefix = "/api/pages", endpoint = "associations/associate")]
pub async fn associate(
    org: OrganizationId,
    subset: SubsetId,
    #[server(default)] workflow: String,
    #[server(default)] from: String,
) -> Result<(), ApiError> {
    use muster_service::Error;
    let ctx = super::context()?;
    ctx.allow(org, Permission::AssociateWorkflow).await?;
    let workflow = workflow.parse().map_err(|_| Error::invalid("workflow", "choose a workflow"))?;
    let from = from.parse().map_err(|_| Error::invalid("from", "choose a month"))?;
    let new = muster_domain::view::charges::NewAssociation { subset, workflow, version: None, from };
    Ok(muster_service::associations::associate(&ctx, org, new).await?)
}
