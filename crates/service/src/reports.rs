//! Reports: bills as a workflow charges them.

use std::path::PathBuf;

use muster_domain::view::reports::{NewReport, ReportDetail, ReportRow};
use muster_domain::{OrganizationId, ReportId};

use crate::{Ctx, Error};

/// A report's file, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportFile {
    pub path: PathBuf,
    /// What the browser saves it as; plain ASCII.
    pub filename: String,
}

/// All reports, newest first.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn list(ctx: &Ctx, org: OrganizationId) -> Result<Vec<ReportRow>, Error> {
    let _ = (ctx, org);
    Err(Error::NotFound)
}

/// One report and a page of its rows (from 0, 200 rows each).
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn find(ctx: &Ctx, org: OrganizationId, id: ReportId, page: u32) -> Result<ReportDetail, Error> {
    let _ = (ctx, org, id, page);
    Err(Error::NotFound)
}

/// Asks for a report; a worker makes it.
///
/// # Errors
/// `Invalid` at `name`, `workflow`, `scope` or `group_by`.
pub async fn create(ctx: &Ctx, org: OrganizationId, new: NewReport) -> Result<ReportId, Error> {
    let _ = (ctx, org, new);
    Err(Error::NotFound)
}

/// Makes a failed or expired report again.
///
/// # Errors
/// `Conflict` while it is being made`.
pub async fn retry(ctx: &Ctx, org: OrganizationId, id: ReportId) -> Result<(), Error> {
    let _ = (ctx, org, id);
    Err(Error::NotFound)
}

/// Deletes it with its files.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn delete(ctx: &Ctx, org: OrganizationId, id: ReportId) -> Result<(), Error> {
    let _ = (ctx, org, id);
    Err(Error::NotFound)
}

/// Its CSV file.
///
/// # Errors
/// `Conflict` unless it is successful and not expired`.
pub async fn csv(ctx: &Ctx, org: OrganizationId, id: ReportId) -> Result<ReportFile, Error> {
    let _ = (ctx, org, id);
    Err(Error::NotFound)
}

/// The effect of each rule on each account, as CSV.
///
/// # Errors
/// `Conflict` unless it is successful and not expired`.
pub async fn explain_csv(ctx: &Ctx, org: OrganizationId, id: ReportId) -> Result<ReportFile, Error> {
    let _ = (ctx, org, id);
    Err(Error::NotFound)
}
