//! What an end customer sees.

use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::customers::{By, Overview, Statement, StatementRow};
use muster_domain::{CustomerLinkId, Month, OrganizationId};

use super::{Access, Endpoint};
use crate::error::ApiError;

/// Every server function of this file.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint::new("/api/pages/statements/overview", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/statements/list", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/statements/find", Access::Member(Permission::Read)),
];

#[server(name = ChargesOverview, prefix = "/api/pages", endpoint = "statements/overview")]
pub async fn overview(
    org: OrganizationId,
    source: Option<CustomerLinkId>,
    month: Option<Month>,
    by: Option<By>,
) -> Result<Overview, ApiError> {
    let look = muster_domain::view::customers::Look { source, month, by: by.unwrap_or_default() };
    Ok(muster_service::statements::overview(&super::context()?, org, look).await?)
}

#[server(name = ListStatements, prefix = "/api/pages", endpoint = "statements/list")]
pub async fn list(org: OrganizationId) -> Result<Vec<StatementRow>, ApiError> {
    Ok(muster_service::statements::list(&super::context()?, org).await?)
}

#[server(name = FindStatement, prefix = "/api/pages", endpoint = "statements/find")]
pub async fn find(org: OrganizationId, id: CustomerLinkId, month: Month) -> Result<Statement, ApiError> {
    Ok(muster_service::statements::find(&super::context()?, org, id, month).await?)
}
