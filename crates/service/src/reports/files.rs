//! Files of a report, ready to be sent. Each download is in the audit record.

use std::path::PathBuf;

use muster_domain::permission::Permission;
use muster_domain::view::imports::WorkState;
use muster_domain::view::reports::ReportFormat;
use muster_domain::{OrganizationId, ReportId};
use muster_engine::place;
use muster_store::OrgTx;
use muster_store::reports::Report;

use super::kept::{self, Part};
use super::{is_readable, lookup};
use crate::audit::Deed;
use crate::muster::blocking;
use crate::{Ctx, Error, Muster, OrgScope};

/// A report's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportFile {
    pub path: PathBuf,
    /// What the browser saves it as; plain ASCII.
    pub filename: String,
}

/// Its rows, in one of the forms.
///
/// # Errors
/// `Conflict` unless it is successful and not expired, and for a spreadsheet of more rows than a sheet has.
pub async fn download(ctx: &Ctx, org: OrganizationId, id: ReportId, format: ReportFormat) -> Result<ReportFile, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    send(&scope, id, Part::Rows(format)).await
}

/// The effect of each rule on each account, as CSV.
///
/// # Errors
/// `Conflict` unless it is successful and not expired.
pub async fn explain_csv(ctx: &Ctx, org: OrganizationId, id: ReportId) -> Result<ReportFile, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    send(&scope, id, Part::Explain).await
}

/// The rows of a report whose files are written, for who sends them on.
pub(crate) fn rows_file(muster: &Muster, (org, report): (OrganizationId, &Report), format: ReportFormat) -> ReportFile {
    let part = Part::Rows(format);
    let path = muster.report_folder(org, report.id).join(part.file());
    ReportFile { path, filename: kept::filename(report, part) }
}

/// Answers with a file of a report that is there, and writes down that it was taken.
pub(super) async fn send(scope: &OrgScope, id: ReportId, part: Part) -> Result<ReportFile, Error> {
    let mut tx = scope.write().await?;
    let report = readable(scope, &mut tx, id).await?;
    let path = scope.muster().report_folder(scope.organization(), id).join(part.file());
    let there = path.clone();
    if !blocking(move || place::exists(&there)).await?.map_err(Error::internal)? {
        return Err(Error::Conflict(part.why_missing().to_owned()));
    }
    let filename = kept::filename(&report, part);
    scope.note(&mut tx, Deed { action: "reports.download", subject: id.to_string(), detail: filename.clone() }).await?;
    tx.commit().await?;
    Ok(ReportFile { path, filename })
}

/// A report whose files are there.
pub(super) async fn readable(scope: &OrgScope, tx: &mut OrgTx, id: ReportId) -> Result<Report, Error> {
    let report = lookup(tx, id).await?;
    if is_readable(&report, scope.muster().now()) {
        return Ok(report);
    }
    let reason = match report.state {
        WorkState::Successful => "this report has expired; make it again",
        WorkState::Queued | WorkState::Processing | WorkState::Failed => "this report is not made yet",
    };
    Err(Error::Conflict(reason.to_owned()))
}
