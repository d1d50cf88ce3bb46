//! Schedules: reports that are made again and again.

use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::schedule::Zone;
use muster_domain::view::schedules::{ScheduleDetail, ScheduleDraft, ScheduleList};
use muster_domain::{DeliveryId, OrganizationId, ReportId, ScheduleId};

use super::{Access, Endpoint};
use crate::error::ApiError;
use crate::pages::schedules::form::ScheduleForm;

/// Every server function of this file.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint::new("/api/pages/schedules/list", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/schedules/find", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/schedules/draft", Access::Member(Permission::CreateReport)),
    Endpoint::new("/api/pages/schedules/create", Access::Member(Permission::CreateReport)),
    Endpoint::new("/api/pages/schedules/edit", Access::Member(Permission::CreateReport)),
    Endpoint::new("/api/pages/schedules/pause", Access::Member(Permission::CreateReport)),
    Endpoint::new("/api/pages/schedules/resume", Access::Member(Permission::CreateReport)),
    Endpoint::new("/api/pages/schedules/run", Access::Member(Permission::CreateReport)),
    Endpoint::new("/api/pages/schedules/delete", Access::Member(Permission::CreateReport)),
    Endpoint::new("/api/pages/schedules/renew-secret", Access::Member(Permission::CreateReport)),
    Endpoint::new("/api/pages/schedules/replay", Access::Member(Permission::CreateReport)),
    Endpoint::new("/api/pages/schedules/time-zone", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/schedules/set-time-zone", Access::Member(Permission::ManageOrganization)),
];

#[server(prefix = "/api/pages", endpoint = "schedules/list")]
pub async fn list(org: OrganizationId) -> Result<ScheduleList, ApiError> {
    Ok(muster_service::schedules::list(&super::context()?, org).await?)
}

#[server(prefix = "/api/pages", endpoint = "schedules/find")]
pub async fn find(org: OrganizationId, id: ScheduleId) -> Result<ScheduleDetail, ApiError> {
    Ok(muster_service::schedules::find(&super::context()?, org, id).await?)
}

/// What the form begins with that makes a report again.
#[server(prefix = "/api/pages", endpoint = "schedules/draft")]
pub async fn draft(org: OrganizationId, id: ReportId) -> Result<ScheduleDraft, ApiError> {
    Ok(muster_service::schedules::draft(&super::context()?, org, id).await?)
}

/// Schedules a report; refusals stand at the names of the form's fields.
#[server(prefix = "/api/pages", endpoint = "schedules/create")]
pub async fn create(org: OrganizationId, id: ReportId, #[server(default)] form: ScheduleForm) -> Result<(), ApiError> {
    saving::save(org, saving::Of::Report(id), form).await
}

#[server(prefix = "/api/pages", endpoint = "schedules/edit")]
pub async fn edit(org: OrganizationId, id: ScheduleId, #[server(default)] form: ScheduleForm) -> Result<(), ApiError> {
    saving::save(org, saving::Of::Schedule(id), form).await
}

#[server(prefix = "/api/pages", endpoint = "schedules/pause")]
pub async fn pause(org: OrganizationId, id: ScheduleId) -> Result<(), ApiError> {
    Ok(muster_service::schedules::pause(&super::context()?, org, id).await?)
}

#[server(prefix = "/api/pages", endpoint = "schedules/resume")]
pub async fn resume(org: OrganizationId, id: ScheduleId) -> Result<(), ApiError> {
    Ok(muster_service::schedules::resume(&super::context()?, org, id).await?)
}

/// Makes its report now; its page shows how far it is.
#[server(name = RunNow, prefix = "/api/pages", endpoint = "schedules/run")]
pub async fn run_now(org: OrganizationId, id: ScheduleId) -> Result<(), ApiError> {
    muster_service::schedules::run_now(&super::context()?, org, id).await?;
    leptos_axum::redirect(&crate::routes::schedule(org, id));
    Ok(())
}

#[server(prefix = "/api/pages", endpoint = "schedules/delete")]
pub async fn delete(org: OrganizationId, id: ScheduleId) -> Result<(), ApiError> {
    muster_service::schedules::delete(&super::context()?, org, id).await?;
    leptos_axum::redirect(&crate::routes::Section::Schedules.of(org));
    Ok(())
}

/// Another secret for its webhook, which the next page shows once.
#[server(prefix = "/api/pages", endpoint = "schedules/renew-secret")]
pub async fn renew_secret(org: OrganizationId, id: ScheduleId) -> Result<(), ApiError> {
    let shown = muster_service::schedules::renew_secret(&super::context()?, org, id).await?;
    super::session::keep(shown).await?;
    leptos_axum::redirect(&crate::routes::schedule_secret(org, id));
    Ok(())
}

#[server(prefix = "/api/pages", endpoint = "schedules/replay")]
pub async fn replay(org: OrganizationId, id: DeliveryId) -> Result<(), ApiError> {
    let schedule = muster_service::schedules::replay(&super::context()?, org, id).await?;
    leptos_axum::redirect(&crate::routes::schedule(org, schedule));
    Ok(())
}

#[server(name = FindTimeZone, prefix = "/api/pages", endpoint = "schedules/time-zone")]
pub async fn time_zone(org: OrganizationId) -> Result<Zone, ApiError> {
    Ok(muster_service::schedules::time_zone(&super::context()?, org).await?)
}

/// `zone` as somebody typed it.
#[server(prefix = "/api/pages", endpoint = "schedules/set-time-zone")]
pub async fn set_time_zone(org: OrganizationId, #[server(default)] zone: String) -> Result<(), ApiError> {
    let ctx = super::context()?;
    ctx.allow(org, Permission::ManageOrganization).await?;
    let zone = zone.parse::<Zone>().map_err(|error| muster_service::Error::invalid("zone", error.to_string()))?;
    Ok(muster_service::schedules::set_time_zone(&ctx, org, zone).await?)
}

#[cfg(feature = "ssr")]
mod saving {
    use muster_domain::permission::Permission;
    use muster_domain::workflow::Refusal;
    use muster_domain::{OrganizationId, ReportId, ScheduleId};
    use muster_service::schedules::Saved;
    use muster_service::{Error, schedules};

    use crate::api::plain;
    use crate::api::session;
    use crate::error::ApiError;
    use crate::pages::schedules::form::{Round, SHOW, ScheduleForm};
    use crate::routes;

    /// What is scheduled, or changed.
    #[derive(Clone, Copy)]
    pub(super) enum Of {
        Report(ReportId),
        Schedule(ScheduleId),
    }

    pub(super) async fn save(org: OrganizationId, of: Of, form: ScheduleForm) -> Result<(), ApiError> {
        let ctx = crate::api::context()?;
        ctx.allow(org, Permission::CreateReport).await?;
        if form.intent == SHOW && plain::sent_by_browser() {
            let refusals = form.read().err().unwrap_or_default();
            return of.send_back(org, Round { form, refusals }, "days");
        }
        let new = match form.read() {
            Ok(new) => new,
            Err(refusals) => return of.refuse(org, form, refusals),
        };
        let saved = match of {
            Of::Report(id) => schedules::create(&ctx, org, id, new).await,
            Of::Schedule(id) => schedules::edit(&ctx, org, id, new).await,
        };
        match saved {
            Ok(Saved { id, secret: Some(secret) }) => {
                session::keep(secret).await?;
                leptos_axum::redirect(&routes::schedule_secret(org, id));
                Ok(())
            }
            Ok(Saved { id, secret: None }) => {
                leptos_axum::redirect(&routes::schedule(org, id));
                Ok(())
            }
            Err(Error::Invalid(refusals)) => of.refuse(org, form, refusals),
            Err(error) => Err(error.into()),
        }
    }

    impl Of {
        fn refuse(self, org: OrganizationId, form: ScheduleForm, refusals: Vec<Refusal>) -> Result<(), ApiError> {
            if plain::sent_by_browser() {
                self.send_back(org, Round { form, refusals }, "refused")
            } else {
                Err(Error::Invalid(refusals).into())
            }
        }

        fn send_back(self, org: OrganizationId, round: Round, at: &str) -> Result<(), ApiError> {
            let page = match self {
                Self::Report(id) => routes::schedule_report(org, id),
                Self::Schedule(id) => routes::edit_schedule(org, id),
            };
            plain::send_back(&page, &round, at).map_err(|error| crate::api::internal(&error))
        }
    }
}
