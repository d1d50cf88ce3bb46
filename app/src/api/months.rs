//! Charged months: closed, opened again, restated; each with its reason.

use leptos::prelude::*;
use muster_domain::OrganizationId;
use muster_domain::permission::Permission;
use muster_domain::view::charges::MonthList;

use super::{Access, Endpoint};
use crate::error::ApiError;

/// Every server function of this file.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint::new("/api/pages/months/list", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/months/close", Access::Member(Permission::ManageOrganization)),
    Endpoint::new("/api/pages/months/reopen", Access::Member(Permission::ManageOrganization)),
    Endpoint::new("/api/pages/months/restate", Access::Member(Permission::ManageOrganization)),
];

#[server(name = ListMonths, prefix = "/api/pages", endpoint = "months/list")]
pub async fn list(org: OrganizationId) -> Result<MonthList, ApiError> {
    Ok(muster_service::months::list(&super::context()?, org).await?)
}

#[server(name = CloseMonth, prefix = "/api/pages", endpoint = "months/close")]
pub async fn close(
    org: OrganizationId,
    #[server(default)] month: String,
    #[server(default)] reason: String,
) -> Result<(), ApiError> {
    let ctx = super::context()?;
    ctx.allow(org, Permission::ManageOrganization).await?;
    Ok(muster_service::months::close(&ctx, org, read(&month)?, &reason).await?)
}

#[server(name = ReopenMonth, prefix = "/api/pages", endpoint = "months/reopen")]
pub async fn reopen(
    org: OrganizationId,
    #[server(default)] month: String,
    #[server(default)] reason: String,
) -> Result<(), ApiError> {
    let ctx = super::context()?;
    ctx.allow(org, Permission::ManageOrganization).await?;
    Ok(muster_service::months::reopen(&ctx, org, read(&month)?, &reason).await?)
}

#[server(name = RestateMonth, prefix = "/api/pages", endpoint = "months/restate")]
pub async fn restate(
    org: OrganizationId,
    #[server(default)] month: String,
    #[server(default)] reason: String,
) -> Result<(), ApiError> {
    let ctx = super::context()?;
    ctx.allow(org, Permission::ManageOrganization).await?;
    Ok(muster_service::months::restate(&ctx, org, read(&month)?, &reason).await?)
}

#[cfg(feature = "ssr")]
fn read(month: &str) -> Result<muster_domain::Month, muster_service::Error> {
    month.parse().map_err(|_| muster_service::Error::NotFound)
}
