//! What is behind a report, worked out when somebody asks: the lines of a row with their rules, and the lines that have
//! no public price. Asked of the bill that the report was made from, or not at all.

use muster_domain::permission::Permission;
use muster_domain::view::trail::{Trail, TrailLine, TrailStep, Unpriced, UnpricedGroup};
use muster_domain::{ImportId, OrganizationId, ReportId};
use muster_engine::report::{ReportError, ReportRequest};
use muster_engine::trail::{Cut, LineTrail, Page, Step, TracedLine, TrailRequest};
use muster_store::OrgTx;
use muster_store::reports::Report;
use muster_store::workflows;

use super::files::readable;
use super::kept;
use crate::bill::{self, Asked, Bill};
use crate::muster::blocking;
use crate::workflows::stored;
use crate::{Ctx, Error, OrgScope, ledgers};

/// Lines of a page: each shows all its rules.
const LINES: usize = 50;
const GROUPS: usize = 200;

/// Which lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrailPage {
    /// Of the report's file, from 0.
    pub row: u64,
    /// From 0, 50 lines each.
    pub page: u32,
}

/// The lines behind a row, each with the rules that touched it.
///
/// # Errors
/// `NotFound` without such a row; `Conflict` unless the report is there, and made from the bill as it is now.
pub async fn trail(ctx: &Ctx, org: OrganizationId, id: ReportId, at: TrailPage) -> Result<Trail, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let question = Question::of(&scope, id).await?;
    let folder = scope.muster().report_folder(org, id);
    let row = blocking(move || kept::row(&folder, at.row)).await?.map_err(Error::internal)?.ok_or(Error::NotFound)?;
    let Some(sums) = row.sums else {
        return Err(Error::Conflict("this row stands for accounts outside the report; it has no lines here".to_owned()));
    };
    let page = Page { offset: u64::from(at.page).saturating_mul(LINES as u64), limit: LINES };
    let cut = Cut::Row(row.groups.iter().map(|(_, cell)| cell.clone()).collect());
    let session = question.bill.session(scope.muster())?;
    let request = TrailRequest { report: question.request, cut, page };
    let found = scope.muster().engine().line_trail(&session, request).await.map_err(failure)?;
    are_same(&sums, &[found.unblended, found.charge])?;
    Ok(shown(found, (row.groups, question.bill.currency())))
}

/// The lines that a rule would have charged at the public on-demand price, had the bill one, alike ones together;
/// one page of them (from 0, 200 each).
///
/// # Errors
/// `Conflict` as for [`trail`].
pub async fn unpriced(ctx: &Ctx, org: OrganizationId, id: ReportId, page: u32) -> Result<Unpriced, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let Question { request, bill } = Question::of(&scope, id).await?;
    let session = bill.session(scope.muster())?;
    let found = scope.muster().engine().unpriced(&session, request).await.map_err(failure)?;
    let group = |found: muster_engine::trail::unpriced::Unpriced| UnpricedGroup {
        account: found.account,
        service: found.service,
        usage_type: found.usage_type,
        region: found.region,
        lines: found.lines,
        unblended: found.unblended,
    };
    let (lines, group_count) = (found.iter().map(|group| group.lines).sum::<u64>(), found.len() as u64);
    let folder = scope.muster().report_folder(org, id);
    if let Some(whole) = blocking(move || kept::read_whole(&folder)).await?.map_err(Error::internal)? {
        are_same(&whole.no_public_price, &lines)?;
    }
    let first = usize::try_from(page).unwrap_or(usize::MAX).saturating_mul(GROUPS);
    let groups = found.into_iter().skip(first).take(GROUPS).map(group).collect();
    Ok(Unpriced { currency: bill.currency(), lines, groups, group_count })
}

/// What a report was asked, and the bill that it was made from.
pub(super) struct Question {
    pub(super) request: ReportRequest,
    pub(super) bill: Bill,
}

impl Question {
    /// Of a report that is there.
    pub(super) async fn of(scope: &OrgScope, id: ReportId) -> Result<Self, Error> {
        let mut tx = scope.read().await?;
        let report = readable(scope, &mut tx, id).await?;
        let request = request(&mut tx, &report).await?;
        let folders = ledgers::folders(scope.muster(), &mut tx).await?;
        drop(tx);
        let bill = Bill::open(folders, &request).await?;
        is_same(&report.imports, &bill)?;
        Ok(Self { request, bill })
    }
}

/// What was asked, as subsets and names are now.
pub(super) async fn request(tx: &mut OrgTx, report: &Report) -> Result<ReportRequest, Error> {
    let version = workflows::lookup_version(tx, report.workflow, report.workflow_version).await?;
    let version = version.ok_or_else(|| Error::Conflict("its workflow is not there any more".to_owned()))?;
    let asked = Asked {
        workflow: stored(&version.json)?,
        scope: &report.scope,
        period: report.period,
        group_by: &report.group_by,
        settings: &report.settings,
    };
    bill::request(tx, asked).await
}

/// Figures from two states of a bill must not stand side by side.
pub(super) fn is_same(imports: &[ImportId], bill: &Bill) -> Result<(), Error> {
    let (mut then, mut now) = (imports.to_vec(), bill.imports());
    then.sort_unstable();
    now.sort_unstable();
    if then == now {
        return Ok(());
    }
    Err(Error::Conflict(
        "the bill was imported anew since this report was made; make the report again to see its lines".to_owned(),
    ))
}

/// Lines are found by the subsets as they are now: whatever adds up to something else than the report says is not what
/// stands behind it.
pub(super) fn are_same<T: PartialEq>(of_report: &T, now: &T) -> Result<(), Error> {
    if of_report == now {
        return Ok(());
    }
    Err(Error::Conflict(
        "subsets have changed since this report was made; make a new report to see its lines as they are charged now".to_owned(),
    ))
}

fn failure(error: ReportError) -> Error {
    match error {
        ReportError::Stopped(_) | ReportError::Plan(_) => Error::internal(error),
        other => Error::Conflict(other.to_string()),
    }
}

fn shown(found: LineTrail, (groups, currency): (Vec<(String, String)>, String)) -> Trail {
    let lines = found.lines.into_iter().map(line).collect();
    Trail {
        currency,
        groups,
        unblended: found.unblended,
        charge: found.charge,
        line_count: found.line_count,
        rows_added: found.rows_added,
        lines,
    }
}

fn line(line: TracedLine) -> TrailLine {
    let step = |step: Step| TrailStep {
        position: u32::try_from(step.position).unwrap_or(u32::MAX),
        rule: step.rule.to_owned(),
        before: step.before,
        after: step.after,
        formula: step.formula,
    };
    TrailLine {
        id: line.id,
        start: line.start,
        account: line.account,
        service: line.service,
        region: line.region,
        line_item_type: line.line_item_type,
        charge_type: line.charge_type,
        description: line.description,
        resource: line.resource,
        usage_type: line.usage_type,
        usage_amount: line.usage_amount,
        unblended: line.unblended,
        charge: line.charge,
        steps: line.steps.into_iter().map(step).collect(),
    }
}
