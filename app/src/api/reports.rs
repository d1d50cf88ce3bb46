//! Reports of an organization.

use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::reports::{ReportDetail, ReportRow, RerateForm};
use muster_domain::view::trail::{Trail, Unpriced};
use muster_domain::{OrganizationId, ReportId, WorkflowId};
#[cfg(feature = "ssr")]
use muster_service::reports::TrailPage;

use super::{Access, Endpoint};
use crate::error::ApiError;
use crate::pages::reports::form::ReportForm;

/// Every server function of this file.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint::new("/api/pages/reports/list", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/reports/find", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/reports/trail", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/reports/unpriced", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/reports/generate", Access::Member(Permission::CreateReport)),
    Endpoint::new("/api/pages/reports/retry", Access::Member(Permission::CreateReport)),
    Endpoint::new("/api/pages/reports/rerate", Access::Member(Permission::CreateReport)),
    Endpoint::new("/api/pages/reports/delete", Access::Member(Permission::DeleteReport)),
];

#[server(prefix = "/api/pages", endpoint = "reports/list")]
pub async fn list(org: OrganizationId) -> Result<Vec<ReportRow>, ApiError> {
    Ok(muster_service::reports::list(&super::context()?, org).await?)
}

/// A report with one page of its rows, from 0.
#[server(prefix = "/api/pages", endpoint = "reports/find")]
pub async fn find(org: OrganizationId, id: ReportId, #[server(default)] page: u32) -> Result<ReportDetail, ApiError> {
    Ok(muster_service::reports::find(&super::context()?, org, id, page).await?)
}

/// The lines behind one row of the file (from 0), one page of them (from 0, 50 lines each).
#[server(name = FindTrail, prefix = "/api/pages", endpoint = "reports/trail")]
pub async fn trail(org: OrganizationId, id: ReportId, row: u64, #[server(default)] page: u32) -> Result<Trail, ApiError> {
    Ok(muster_service::reports::trail(&super::context()?, org, id, TrailPage { row, page }).await?)
}

/// The lines without a public price, one page of their groups (from 0, 200 each).
#[server(name = FindUnpriced, prefix = "/api/pages", endpoint = "reports/unpriced")]
pub async fn unpriced(org: OrganizationId, id: ReportId, #[server(default)] page: u32) -> Result<Unpriced, ApiError> {
    Ok(muster_service::reports::unpriced(&super::context()?, org, id, page).await?)
}

/// Asks for the re-rated bill beside a report; a worker makes it.
#[server(prefix = "/api/pages", endpoint = "reports/rerate")]
pub async fn rerate(org: OrganizationId, id: ReportId, file: RerateForm) -> Result<(), ApiError> {
    muster_service::reports::rerate(&super::context()?, org, id, file).await?;
    leptos_axum::redirect(&crate::routes::report(org, id));
    Ok(())
}

/// Asks for a report of a workflow; refusals stand at the names of the form's fields.
#[server(prefix = "/api/pages", endpoint = "reports/generate")]
pub async fn generate(org: OrganizationId, id: WorkflowId, #[server(default)] form: ReportForm) -> Result<(), ApiError> {
    generating::generate(super::context()?, generating::Page { org, id }, form).await
}

#[server(prefix = "/api/pages", endpoint = "reports/retry")]
pub async fn retry(org: OrganizationId, id: ReportId) -> Result<(), ApiError> {
    muster_service::reports::retry(&super::context()?, org, id).await?;
    leptos_axum::redirect(&crate::routes::report(org, id));
    Ok(())
}

#[server(prefix = "/api/pages", endpoint = "reports/delete")]
pub async fn delete(org: OrganizationId, id: ReportId) -> Result<(), ApiError> {
    muster_service::reports::delete(&super::context()?, org, id).await?;
    leptos_axum::redirect(&crate::routes::Section::Reports.of(org));
    Ok(())
}

#[cfg(feature = "ssr")]
mod generating {
    use muster_domain::permission::Permission;
    use muster_domain::workflow::Refusal;
    use muster_domain::{OrganizationId, WorkflowId};
    use muster_service::{Ctx, Error, reports};

    use crate::api::plain;
    use crate::error::ApiError;
    use crate::pages::reports::form::{ReportForm, Round};
    use crate::routes;

    /// Which page the form stands on.
    #[derive(Clone, Copy)]
    pub(super) struct Page {
        pub(super) org: OrganizationId,
        pub(super) id: WorkflowId,
    }

    pub(super) async fn generate(ctx: Ctx, page: Page, form: ReportForm) -> Result<(), ApiError> {
        ctx.allow(page.org, Permission::CreateReport).await?;
        let new = match form.read(page.id) {
            Ok(new) => new,
            Err(refusals) => return page.refuse(form, refusals),
        };
        match reports::create(&ctx, page.org, new).await {
            Ok(report) => {
                leptos_axum::redirect(&routes::report(page.org, report));
                Ok(())
            }
            Err(Error::Invalid(refusals)) => page.refuse(form, refusals),
            Err(error) => Err(error.into()),
        }
    }

    impl Page {
        fn refuse(self, form: ReportForm, refusals: Vec<Refusal>) -> Result<(), ApiError> {
            if !plain::sent_by_browser() {
                return Err(Error::Invalid(refusals).into());
            }
            let page = routes::new_report(self.org, self.id);
            plain::send_back(&page, &Round { form, refusals }, "refused").map_err(|error| crate::api::internal(&error))
        }
    }
}
