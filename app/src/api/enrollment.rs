//! The way of management accounts to full service, and the marks on workflows.

use leptos::prelude::*;
use muster_domain::enrollment::CoverageWeek;
use muster_domain::permission::Permission;
use muster_domain::view::enrollment::{Enrollment, ReportValidation};
use muster_domain::{ManagementAccountId, OrganizationId, ReportId};

use super::{Access, Endpoint};
use crate::error::ApiError;

/// Every server function of this file.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint::new("/api/pages/enrollment/list", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/enrollment/coverage", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/enrollment/validation", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/enrollment/validate", Access::Member(Permission::CreateWorkflow)),
];

#[server(name = ListEnrollments, prefix = "/api/pages", endpoint = "enrollment/list")]
pub async fn list(org: OrganizationId) -> Result<Vec<Enrollment>, ApiError> {
    Ok(muster_service::enrollment::list(&super::context()?, org).await?)
}

#[server(name = FindOwnCoverage, prefix = "/api/pages", endpoint = "enrollment/coverage")]
pub async fn coverage(org: OrganizationId, id: ManagementAccountId) -> Result<Vec<CoverageWeek>, ApiError> {
    Ok(muster_service::enrollment::coverage(&super::context()?, org, id).await?)
}

#[server(name = FindValidation, prefix = "/api/pages", endpoint = "enrollment/validation")]
pub async fn validation(org: OrganizationId, id: ReportId) -> Result<ReportValidation, ApiError> {
    Ok(muster_service::enrollment::validation(&super::context()?, org, id).await?)
}

#[server(prefix = "/api/pages", endpoint = "enrollment/validate")]
pub async fn validate(org: OrganizationId, id: ReportId) -> Result<(), ApiError> {
    Ok(muster_service::enrollment::validate(&super::context()?, org, id).await?)
}
