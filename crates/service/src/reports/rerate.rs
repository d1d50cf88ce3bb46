//! The re-rated bill beside a report: every line again, in FOCUS columns, with what is charged for it. A bill of many
//! million lines takes minutes and gigabytes, so a worker makes it, for whoever asks, in the form asked for.

pub(crate) mod work;

use muster_domain::permission::Permission;
use muster_domain::view::imports::WorkState;
use muster_domain::view::reports::RerateForm;
use muster_domain::{JobId, OrganizationId, ReportId};
use muster_store::OrgTx;
use muster_store::jobs::{self, Kind, NewJob};
use muster_store::rerated_bills::{self, NewRerated, Rerated};

use super::files::{ReportFile, readable, send};
use super::kept::Part;
use crate::audit::Deed;
use crate::{Ctx, Error};

/// Asks for the bill in a form, again where it failed.
///
/// # Errors
/// `Conflict` unless the report is there, and when this form is there or being made.
pub async fn rerate(ctx: &Ctx, org: OrganizationId, id: ReportId, form: RerateForm) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::CreateReport).await?;
    let mut tx = scope.write().await?;
    readable(&scope, &mut tx, id).await?;
    match find(&mut tx, id, form).await? {
        Some(failed) if failed.row.state == WorkState::Failed => rerated_bills::remove(&mut tx, failed.id).await?,
        Some(_) => return Err(Error::Conflict("this bill is there, or being made".to_owned())),
        None => {}
    }
    let (new, at) = (scope.muster().id(), scope.muster().now());
    rerated_bills::add(&mut tx, &NewRerated { id: new, report: id, form, by: scope.user(), at }).await?;
    let job = NewJob { id: JobId(scope.muster().id()), kind: Kind::Rerate, subject: new, lane: id.0, at };
    jobs::add(&mut tx, &job).await?;
    scope.note(&mut tx, Deed { action: "reports.rerate", subject: id.to_string(), detail: form.name().to_owned() }).await?;
    tx.commit().await?;
    scope.muster().bell().notify_one();
    Ok(())
}

/// The bill's file.
///
/// # Errors
/// `Conflict` unless it was asked for and is made.
pub async fn bill(ctx: &Ctx, org: OrganizationId, id: ReportId, form: RerateForm) -> Result<ReportFile, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let mut tx = scope.read().await?;
    readable(&scope, &mut tx, id).await?;
    let found = find(&mut tx, id, form).await?;
    drop(tx);
    match found.map(|bill| bill.row.state) {
        Some(WorkState::Successful) => send(&scope, id, Part::Bill(form)).await,
        Some(WorkState::Queued | WorkState::Processing) => Err(Error::Conflict("this bill is being made".to_owned())),
        Some(WorkState::Failed) | None => Err(Error::Conflict("this bill is not made; ask for it first".to_owned())),
    }
}

async fn find(tx: &mut OrgTx, id: ReportId, form: RerateForm) -> Result<Option<Rerated>, Error> {
    Ok(rerated_bills::list(tx, id).await?.into_iter().find(|bill| bill.row.form == form))
}
