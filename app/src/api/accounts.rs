//! Linked accounts of an organization.

use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::accounts::AccountList;
use muster_domain::{Month, OrganizationId};

use super::{Access, Endpoint};
use crate::error::ApiError;

/// Every server function of this file.
pub const ENDPOINTS: &[Endpoint] = &[Endpoint::new("/api/pages/accounts/list", Access::Member(Permission::Read))];

/// Costs of `month`, or of the newest month in the ledger.
#[server(prefix = "/api/pages", endpoint = "accounts/list")]
pub async fn list(org: OrganizationId, month: Option<Month>) -> Result<AccountList, ApiError> {
    Ok(muster_service::accounts::list(&super::context()?, org, month).await?)
}
