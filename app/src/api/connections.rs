//! Where the bills of a management account come from by themselves.

use leptos::prelude::*;
use muster_domain::connection::PlaceForm;
use muster_domain::permission::Permission;
use muster_domain::view::connections::{self as view, ConnectionAlert, ConnectionSettings};
use muster_domain::{ManagementAccountId, OrganizationId};

use super::{Access, Endpoint};
use crate::error::ApiError;

/// Every server function of this file.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint::new("/api/pages/connections/settings", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/connections/health", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/connections/alerts", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/connections/template", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/connections/save-place", Access::Member(Permission::ManageOrganization)),
    Endpoint::new("/api/pages/connections/connect", Access::Member(Permission::ManageOrganization)),
    Endpoint::new("/api/pages/connections/connect-location", Access::Member(Permission::ManageOrganization)),
    Endpoint::new("/api/pages/connections/check", Access::Member(Permission::ManageOrganization)),
    Endpoint::new("/api/pages/connections/disconnect", Access::Member(Permission::ManageOrganization)),
];

#[server(prefix = "/api/pages", endpoint = "connections/settings")]
pub async fn settings(org: OrganizationId, id: ManagementAccountId) -> Result<ConnectionSettings, ApiError> {
    Ok(muster_service::connections::settings(&super::context()?, org, id).await?)
}

#[server(prefix = "/api/pages", endpoint = "connections/health")]
pub async fn health(org: OrganizationId, id: ManagementAccountId) -> Result<view::Health, ApiError> {
    Ok(muster_service::connections::health(&super::context()?, org, id).await?)
}

#[server(prefix = "/api/pages", endpoint = "connections/alerts")]
pub async fn alerts(org: OrganizationId) -> Result<Vec<ConnectionAlert>, ApiError> {
    Ok(muster_service::connections::alerts(&super::context()?, org).await?)
}

/// The role, described in one of its forms; CloudFormation unless told.
#[server(prefix = "/api/pages", endpoint = "connections/template")]
pub async fn template(
    org: OrganizationId,
    id: ManagementAccountId,
    #[server(default)] described: String,
) -> Result<String, ApiError> {
    use muster_domain::connection::TemplateForm;
    let form = TemplateForm::from_name(&described).unwrap_or(TemplateForm::CloudFormation);
    Ok(muster_service::connections::template(&super::context()?, org, id, form).await?)
}

/// The wizard's first step; leads to the second.
#[server(prefix = "/api/pages", endpoint = "connections/save-place")]
pub async fn save_place(
    org: OrganizationId,
    id: ManagementAccountId,
    #[server(default)] place: PlaceForm,
) -> Result<(), ApiError> {
    saving::save(super::context()?, (org, id), place).await
}

/// The wizard's second step; leads to what the check finds.
#[server(prefix = "/api/pages", endpoint = "connections/connect")]
pub async fn connect(org: OrganizationId, id: ManagementAccountId, role: String) -> Result<(), ApiError> {
    muster_service::connections::connect(&super::context()?, org, id, &role).await?;
    leptos_axum::redirect(&crate::routes::connection(org, id));
    Ok(())
}

#[server(prefix = "/api/pages", endpoint = "connections/connect-location")]
pub async fn connect_location(org: OrganizationId, id: ManagementAccountId, location: String) -> Result<(), ApiError> {
    muster_service::connections::connect_location(&super::context()?, org, id, &location).await?;
    leptos_axum::redirect(&crate::routes::connection(org, id));
    Ok(())
}

#[server(prefix = "/api/pages", endpoint = "connections/check")]
pub async fn check(org: OrganizationId, id: ManagementAccountId) -> Result<(), ApiError> {
    Ok(muster_service::connections::check(&super::context()?, org, id).await?)
}

#[server(prefix = "/api/pages", endpoint = "connections/disconnect")]
pub async fn disconnect(org: OrganizationId, id: ManagementAccountId) -> Result<(), ApiError> {
    muster_service::connections::disconnect(&super::context()?, org, id).await?;
    leptos_axum::redirect(&crate::routes::management_account(org, id));
    Ok(())
}

#[cfg(feature = "ssr")]
mod saving {
    use muster_domain::connection::PlaceForm;
    use muster_domain::workflow::Refusal;
    use muster_domain::{ManagementAccountId, OrganizationId};
    use muster_service::{Ctx, Error, connections};

    use crate::api::plain;
    use crate::error::ApiError;
    use crate::pages::connections::form::Round;
    use crate::routes;

    pub(super) async fn save(
        ctx: Ctx,
        (org, id): (OrganizationId, ManagementAccountId),
        form: PlaceForm,
    ) -> Result<(), ApiError> {
        match connections::save_place(&ctx, org, id, form.clone()).await {
            Ok(()) => {
                leptos_axum::redirect(&routes::connect_role(org, id));
                Ok(())
            }
            Err(Error::Invalid(refusals)) => {
                let refusals: Vec<_> = refusals.into_iter().map(in_form).collect();
                if !plain::sent_by_browser() {
                    return Err(ApiError::Invalid(refusals));
                }
                let page = routes::connect(org, id);
                plain::send_back(&page, &Round { form, refusals }, "where").map_err(|error| crate::api::internal(&error))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// As the form calls the field.
    fn in_form(refusal: Refusal) -> Refusal {
        Refusal { path: format!("place[{}]", refusal.path), ..refusal }
    }
}
