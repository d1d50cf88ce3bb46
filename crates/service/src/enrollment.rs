//! The way of an organization's management accounts to full service, worked out from what is there; and the mark that
//! somebody found a version of a workflow right on a report.

mod facts;
pub(crate) mod service;

use muster_domain::enrollment::{CoverageWeek, steps};
use muster_domain::permission::Permission;
use muster_domain::view::enrollment::{EnrolledAccount, Enrollment, ReportValidation, Validation};
use muster_domain::view::imports::WorkState;
use muster_domain::{ManagementAccountId, OrganizationId, ReportId};
use muster_store::validations::{self, NewValidation};
use muster_store::{management_accounts, reports};

use crate::audit::Deed;
use crate::{Ctx, Error, coverage};

/// Every management account with its eight steps; without any, the steps of the organization.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn list(ctx: &Ctx, org: OrganizationId) -> Result<Vec<Enrollment>, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let mut tx = scope.read().await?;
    let shared = facts::shared(&scope, &mut tx).await?;
    let today = scope.muster().clock().today();
    let mut found = Vec::new();
    for account in management_accounts::list(&mut tx).await? {
        let facts = facts::of(&scope, &mut tx, (&shared, &account)).await?;
        let service = service::load(&mut tx, account.id, today).await?;
        let account = EnrolledAccount { id: account.id, account_id: account.account_id, name: account.name, service };
        found.push(Enrollment { account: Some(account), steps: steps(&facts) });
    }
    if found.is_empty() {
        found.push(Enrollment { account: None, steps: steps(&shared) });
    }
    Ok(found)
}

/// The trend of a management account's coverage by commitments, oldest week first.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn coverage(ctx: &Ctx, org: OrganizationId, id: ManagementAccountId) -> Result<Vec<CoverageWeek>, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    management_accounts::lookup(&mut scope.read().await?, id).await?.ok_or(Error::NotFound)?;
    Ok(coverage::load(scope.muster(), org, id).await?.to_vec())
}

/// What is known of the workflow version that a report was made with.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn validation(ctx: &Ctx, org: OrganizationId, report: ReportId) -> Result<ReportValidation, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let mut tx = scope.read().await?;
    let found = reports::lookup(&mut tx, report).await?.ok_or(Error::NotFound)?;
    let marks = validations::list(&mut tx).await?;
    let mark = marks.iter().find(|mark| mark.workflow == found.workflow && mark.version == found.workflow_version);
    Ok(ReportValidation {
        workflow_name: found.workflow_name.clone(),
        version: u32::try_from(found.workflow_version).map_err(Error::internal)?,
        is_ready: found.state == WorkState::Successful,
        mark: mark.map(|mark| row(mark, &found.workflow_name)).transpose()?,
    })
}

/// Marks the workflow version that a report was made with as validated, on that report.
///
/// # Errors
/// `Conflict` while the report is not there, or when the version is validated already.
pub async fn validate(ctx: &Ctx, org: OrganizationId, report: ReportId) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::CreateWorkflow).await?;
    let mut tx = scope.write().await?;
    let found = reports::lookup(&mut tx, report).await?.ok_or(Error::NotFound)?;
    if found.state != WorkState::Successful {
        return Err(Error::Conflict("only a report that is there can be looked at".to_owned()));
    }
    let (workflow, version, report_name) = (found.workflow, found.workflow_version, found.name.clone());
    let new = NewValidation { workflow, version, report, report_name, by: scope.user(), at: scope.muster().now() };
    if !validations::add(&mut tx, &new).await? {
        return Err(Error::Conflict(format!("version {version} of {} is validated already", found.workflow_name)));
    }
    let detail = format!("{} (version {version}) on {}", found.workflow_name, found.name);
    scope.note(&mut tx, Deed { action: "workflows.validate", subject: workflow.to_string(), detail }).await?;
    Ok(tx.commit().await?)
}

pub(crate) fn row(mark: &validations::Validation, workflow_name: &str) -> Result<Validation, Error> {
    Ok(Validation {
        workflow_name: workflow_name.to_owned(),
        version: u32::try_from(mark.version).map_err(Error::internal)?,
        report: mark.report,
        report_name: mark.report_name.clone(),
        by: mark.by.clone(),
        at: mark.at,
    })
}
