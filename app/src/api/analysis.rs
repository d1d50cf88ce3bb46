//! Cost Analysis. A question travels as the query of its page's address, so that there is one way to write it.

use chrono::NaiveDate;
use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::analysis::{AnalysisPage, DayLines};
use muster_domain::{OrganizationId, SavedViewId};

use super::{Access, Endpoint};
use crate::error::ApiError;

/// Every server function of this file.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint::new("/api/pages/analysis/costs", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/analysis/charges", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/analysis/lines", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/analysis/save-view", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/analysis/share-view", Access::Member(Permission::ManageOrganization)),
    Endpoint::new("/api/pages/analysis/remove-view", Access::Member(Permission::Read)),
];

#[server(name = AnalyseCosts, prefix = "/api/pages", endpoint = "analysis/costs")]
pub async fn costs(org: OrganizationId, #[server(default)] query: String) -> Result<AnalysisPage, ApiError> {
    Ok(muster_service::analysis::page(&super::context()?, org, question(&query)?).await?)
}

#[server(name = AnalyseCharges, prefix = "/api/pages", endpoint = "analysis/charges")]
pub async fn charges(org: OrganizationId, #[server(default)] query: String) -> Result<AnalysisPage, ApiError> {
    Ok(muster_service::statements::analysis(&super::context()?, org, question(&query)?).await?)
}

#[server(name = LinesOfADay, prefix = "/api/pages", endpoint = "analysis/lines")]
pub async fn lines(
    org: OrganizationId,
    #[server(default)] day: Option<NaiveDate>,
    #[server(default)] query: String,
) -> Result<DayLines, ApiError> {
    let ctx = super::context()?;
    ctx.allow(org, Permission::Read).await?;
    let day = day.ok_or(muster_service::Error::NotFound)?;
    Ok(muster_service::analysis::lines(&ctx, org, question(&query)?, day).await?)
}

/// Keeps a question: of costs, or where `charges` is said, of what an end customer is charged.
#[server(prefix = "/api/pages", endpoint = "analysis/save-view")]
pub async fn save_view(
    org: OrganizationId,
    name: String,
    #[server(default)] query: String,
    #[server(default)] side: String,
    #[server(default)] shared: String,
) -> Result<(), ApiError> {
    use muster_service::saved_views::{NewView, Page};
    let ctx = super::context()?;
    ctx.allow(org, Permission::Read).await?;
    let page = if side == "charges" { Page::Charges } else { Page::Costs };
    let new = NewView { page, name, question: question(&query)?, shared: is_yes(&shared) };
    muster_service::saved_views::add(&ctx, org, new).await?;
    Ok(())
}

#[server(prefix = "/api/pages", endpoint = "analysis/share-view")]
pub async fn share_view(org: OrganizationId, id: SavedViewId, #[server(default)] shared: String) -> Result<(), ApiError> {
    Ok(muster_service::saved_views::set_shared(&super::context()?, org, id, is_yes(&shared)).await?)
}

#[server(prefix = "/api/pages", endpoint = "analysis/remove-view")]
pub async fn remove_view(org: OrganizationId, id: SavedViewId) -> Result<(), ApiError> {
    Ok(muster_service::saved_views::remove(&super::context()?, org, id).await?)
}

#[cfg(feature = "ssr")]
fn question(query: &str) -> Result<muster_domain::analysis::Question, muster_service::Error> {
    muster_domain::analysis::Question::parse(query).map_err(|wrong| muster_service::Error::invalid(wrong.name, wrong.reason))
}

#[cfg(feature = "ssr")]
fn is_yes(text: &str) -> bool {
    text == "true"
}
