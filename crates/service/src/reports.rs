//! Reports: bills as a workflow charges them.

mod behind;
mod files;
pub(crate) mod kept;
pub(crate) mod rerate;
pub(crate) mod work;

use chrono::{DateTime, Duration, Utc};
use muster_domain::permission::Permission;
use muster_domain::view::imports::WorkState;
use muster_domain::view::reports::{NewReport, ReportDetail, ReportRow, ReportScope};
use muster_domain::workflow::{Refusal, RetainedFor, Rule, Workflow};
use muster_domain::{JobId, OrganizationId, ReportId, UserId};
use muster_engine::place;
use muster_store::jobs::{Kind, NewJob};
use muster_store::reports::{Report, Scope};
use muster_store::{OrgTx, jobs, reports, rerated_bills, subsets, workflows};

pub use behind::{TrailPage, trail, unpriced};
pub(crate) use files::rows_file;
pub use files::{ReportFile, download, explain_csv};
pub use rerate::{bill, rerate};

use crate::audit::Deed;
use crate::billing;
use crate::muster::blocking;
use crate::workflows::stored;
use crate::{Ctx, Error, Muster, names};

/// All reports, newest first.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn list(ctx: &Ctx, org: OrganizationId) -> Result<Vec<ReportRow>, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    reports::list(&mut scope.read().await?).await?.into_iter().map(row).collect()
}

/// One report and a page of its rows (from 0, 200 rows each); without them once its files have expired.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn find(ctx: &Ctx, org: OrganizationId, id: ReportId, page: u32) -> Result<ReportDetail, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let mut tx = scope.read().await?;
    let report = lookup(&mut tx, id).await?;
    let bills = rerated_bills::list(&mut tx, id).await?.into_iter().map(|bill| bill.row).collect();
    drop(tx);
    let folder = is_readable(&report, scope.muster().now()).then(|| scope.muster().report_folder(org, id));
    let result = match folder {
        Some(folder) => blocking(move || kept::page(&folder, page)).await?.map_err(Error::internal)?,
        None => None,
    };
    Ok(ReportDetail { settings: report.settings.clone(), bills, row: row(report)?, result })
}

/// Asks for a report; a worker makes it, with the workflow and the billing settings of this moment.
///
/// # Errors
/// `Invalid` at `name`, `workflow`, `scope`, `period` or `group_by`.
pub async fn create(ctx: &Ctx, org: OrganizationId, new: NewReport) -> Result<ReportId, Error> {
    let scope = ctx.allow(org, Permission::CreateReport).await?;
    if let Some(twice) = (1..new.group_by.len()).find(|&place| new.group_by[..place].contains(&new.group_by[place])) {
        return Err(Error::invalid("group_by", format!("{} stands there twice", new.group_by[twice])));
    }
    let mut tx = scope.write().await?;
    let asked = ask(scope.muster(), &mut tx, (scope.user(), new)).await?;
    scope.note(&mut tx, Deed { action: "reports.create", subject: asked.id.to_string(), detail: asked.name }).await?;
    tx.commit().await?;
    scope.muster().bell().notify_one();
    Ok(asked.id)
}

/// The same for somebody, in a transaction that is the caller's, whose permission is the caller's business.
pub(crate) async fn ask(muster: &Muster, tx: &mut OrgTx, (by, new): (UserId, NewReport)) -> Result<reports::NewReport, Error> {
    let name = names::checked("name", &new.name)?;
    let workflow = workflows::lookup(tx, new.workflow).await?;
    let workflow = workflow.ok_or_else(|| Error::invalid("workflow", "there is no such workflow"))?;
    if let Some(missing) = missing_subset(tx, &stored(&workflow.json)?).await? {
        return Err(Error::invalid("workflow", missing.reason));
    }
    let asked = reports::NewReport {
        id: ReportId(muster.id()),
        name,
        workflow: new.workflow,
        workflow_version: workflow.version,
        period: new.period,
        scope: chosen(tx, new.scope).await?,
        group_by: new.group_by,
        settings: billing::settings(tx).await?,
        by,
        at: muster.now(),
        expires_at: expiry(muster),
    };
    reports::add(tx, &asked).await?;
    jobs::add(tx, &job(muster, asked.id)).await?;
    Ok(asked)
}

/// Makes a failed or expired report again, with the version of its workflow and the billing settings that it was
/// asked for with.
///
/// # Errors
/// `Conflict` while it is being made, or while its files are there.
pub async fn retry(ctx: &Ctx, org: OrganizationId, id: ReportId) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::CreateReport).await?;
    let mut tx = scope.write().await?;
    let report = lookup(&mut tx, id).await?;
    if !report.state.is_over() {
        return Err(Error::Conflict("this report is being made".to_owned()));
    }
    if is_readable(&report, scope.muster().now()) {
        return Err(Error::Conflict("this report is there already".to_owned()));
    }
    reports::set_queued(&mut tx, id, expiry(scope.muster())).await?;
    jobs::remove_lane(&mut tx, id.0).await?;
    rerated_bills::remove_all(&mut tx, id).await?;
    jobs::add(&mut tx, &job(scope.muster(), id)).await?;
    scope.note(&mut tx, Deed { action: "reports.retry", subject: id.to_string(), detail: report.name }).await?;
    tx.commit().await?;
    scope.muster().bell().notify_one();
    Ok(())
}

/// Deletes it with its files. A worker that is making it notices and stops.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn delete(ctx: &Ctx, org: OrganizationId, id: ReportId) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::DeleteReport).await?;
    let mut tx = scope.write().await?;
    let report = lookup(&mut tx, id).await?;
    jobs::remove_lane(&mut tx, id.0).await?;
    reports::remove(&mut tx, id).await?;
    scope.note(&mut tx, Deed { action: "reports.delete", subject: id.to_string(), detail: report.name }).await?;
    tx.commit().await?;
    let folder = scope.muster().report_folder(org, id);
    blocking(move || place::remove_folder(&folder)).await?.map_err(Error::internal)
}

async fn lookup(tx: &mut OrgTx, id: ReportId) -> Result<Report, Error> {
    reports::lookup(tx, id).await?.ok_or(Error::NotFound)
}

/// Whether its files are there to be shown and sent.
fn is_readable(report: &Report, now: DateTime<Utc>) -> bool {
    report.state == WorkState::Successful && report.kept && now < report.expires_at
}

fn expiry(muster: &Muster) -> DateTime<Utc> {
    muster.now() + Duration::days(i64::from(muster.settings().report_days))
}

/// A report and its re-rated bills share a lane.
fn job(muster: &Muster, id: ReportId) -> NewJob {
    NewJob { id: JobId(muster.id()), kind: Kind::Report, subject: id.0, lane: id.0, at: muster.now() }
}

/// A subset that a rule names and that is not there, said now rather than when the report fails.
pub(crate) async fn missing_subset(tx: &mut OrgTx, workflow: &Workflow) -> Result<Option<Refusal>, Error> {
    let known = subsets::list(tx).await?;
    for (place, rule) in workflow.rules.iter().enumerate() {
        if let Rule::RetainDiscounts(retain) = rule
            && let RetainedFor::Subset(name) = &retain.purchased_by
            && !known.iter().any(|subset| subset.name == *name)
        {
            let reason = format!("rule {} names the subset “{name}”, which is not there", place + 1);
            return Ok(Some(Refusal { path: format!("rules[{place}].purchased_by"), reason }));
        }
    }
    Ok(None)
}

pub(crate) async fn chosen(tx: &mut OrgTx, scope: ReportScope) -> Result<Scope, Error> {
    let ids = match scope {
        ReportScope::All => return Ok(Scope::All),
        ReportScope::Subsets(ids) => ids,
    };
    let known = subsets::list(tx).await?;
    if let Some(unknown) = ids.iter().find(|id| !known.iter().any(|subset| subset.id == **id)) {
        return Err(Error::invalid("scope", format!("there is no subset {unknown}")));
    }
    let chosen: Vec<_> =
        known.into_iter().filter(|subset| ids.contains(&subset.id)).map(|subset| (subset.id, subset.name)).collect();
    if chosen.is_empty() {
        Err(Error::invalid("scope", "choose at least one subset, or all accounts"))
    } else {
        Ok(Scope::Subsets(chosen))
    }
}

/// What the page is sent.
pub(crate) fn row(report: Report) -> Result<ReportRow, Error> {
    let subsets = match report.scope {
        Scope::All => Vec::new(),
        Scope::Subsets(chosen) => chosen.into_iter().map(|(_, name)| name).collect(),
    };
    Ok(ReportRow {
        id: report.id,
        name: report.name,
        workflow: report.workflow,
        workflow_name: report.workflow_name,
        workflow_version: u32::try_from(report.workflow_version).map_err(Error::internal)?,
        period: report.period,
        subsets,
        group_by: report.group_by,
        state: report.state,
        percent: u8::try_from(report.percent.min(100)).map_err(Error::internal)?,
        error: report.error,
        created_at: report.created_at,
        created_by: report.created_by,
        expires_at: report.expires_at,
    })
}
