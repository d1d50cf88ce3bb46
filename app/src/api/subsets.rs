//! Subsets of an organization. Lists of accounts and ids come from checkboxes, of which a form sends none when none
//! is ticked.

use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::subsets::{DeletionImpact, SubsetDetail, SubsetList, SubsetLook, SubsetPage};
use muster_domain::{AccountId, Month, OrganizationId, SubsetId};

use super::{Access, Endpoint};
use crate::error::ApiError;

/// Every server function of this file.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint::new("/api/pages/subsets/list", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/subsets/page", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/subsets/find", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/subsets/create", Access::Member(Permission::CreateSubset)),
    Endpoint::new("/api/pages/subsets/rename", Access::Member(Permission::CreateSubset)),
    Endpoint::new("/api/pages/subsets/assign", Access::Member(Permission::AssignAccounts)),
    Endpoint::new("/api/pages/subsets/unassign", Access::Member(Permission::AssignAccounts)),
    Endpoint::new("/api/pages/subsets/impact", Access::Member(Permission::DeleteSubset)),
    Endpoint::new("/api/pages/subsets/delete", Access::Member(Permission::DeleteSubset)),
];

#[server(prefix = "/api/pages", endpoint = "subsets/list")]
pub async fn list(org: OrganizationId, month: Option<Month>) -> Result<SubsetList, ApiError> {
    Ok(muster_service::subsets::list(&super::context()?, org, month).await?)
}

#[server(name = PageOfSubsets, prefix = "/api/pages", endpoint = "subsets/page")]
pub async fn page(org: OrganizationId, #[server(default)] look: SubsetLook) -> Result<SubsetPage, ApiError> {
    Ok(muster_service::subsets::page(&super::context()?, org, look).await?)
}

#[server(prefix = "/api/pages", endpoint = "subsets/find")]
pub async fn find(org: OrganizationId, id: SubsetId, month: Option<Month>) -> Result<SubsetDetail, ApiError> {
    Ok(muster_service::subsets::find(&super::context()?, org, id, month).await?)
}

#[server(prefix = "/api/pages", endpoint = "subsets/create")]
pub async fn create(org: OrganizationId, name: String, #[server(default)] accounts: Vec<AccountId>) -> Result<(), ApiError> {
    let id = muster_service::subsets::create(&super::context()?, org, &name, accounts).await?;
    leptos_axum::redirect(&crate::routes::subset(org, id));
    Ok(())
}

#[server(prefix = "/api/pages", endpoint = "subsets/rename")]
pub async fn rename(org: OrganizationId, id: SubsetId, name: String) -> Result<(), ApiError> {
    Ok(muster_service::subsets::rename(&super::context()?, org, id, &name).await?)
}

#[server(prefix = "/api/pages", endpoint = "subsets/assign")]
pub async fn assign(
    org: OrganizationId,
    id: SubsetId,
    #[server(default)] accounts: Vec<AccountId>,
    #[server(default)] from: String,
) -> Result<(), ApiError> {
    let ctx = super::context()?;
    ctx.allow(org, Permission::AssignAccounts).await?;
    muster_service::subsets::assign(&ctx, org, id, moved(accounts, &from)?).await?;
    leptos_axum::redirect(&crate::routes::subset(org, id));
    Ok(())
}

#[server(prefix = "/api/pages", endpoint = "subsets/unassign")]
pub async fn unassign(
    org: OrganizationId,
    id: SubsetId,
    #[server(default)] accounts: Vec<AccountId>,
    #[server(default)] from: String,
) -> Result<(), ApiError> {
    let ctx = super::context()?;
    ctx.allow(org, Permission::AssignAccounts).await?;
    Ok(muster_service::subsets::unassign(&ctx, org, id, moved(accounts, &from)?).await?)
}

/// A form without a day means today.
#[cfg(feature = "ssr")]
fn moved(accounts: Vec<AccountId>, from: &str) -> Result<muster_service::subsets::Moved, muster_service::Error> {
    let day = |text: &str| text.parse().map_err(|_| muster_service::Error::invalid("from", "expected a day, YYYY-MM-DD"));
    let from = (!from.trim().is_empty()).then(|| day(from.trim())).transpose()?;
    Ok(muster_service::subsets::Moved { accounts, from })
}

#[server(prefix = "/api/pages", endpoint = "subsets/impact")]
pub async fn impact(org: OrganizationId, #[server(default)] ids: Vec<SubsetId>) -> Result<DeletionImpact, ApiError> {
    Ok(muster_service::subsets::impact(&super::context()?, org, ids).await?)
}

#[server(prefix = "/api/pages", endpoint = "subsets/delete")]
pub async fn delete(org: OrganizationId, #[server(default)] ids: Vec<SubsetId>) -> Result<(), ApiError> {
    muster_service::subsets::delete(&super::context()?, org, ids).await?;
    leptos_axum::redirect(&crate::routes::Section::Subsets.of(org));
    Ok(())
}
