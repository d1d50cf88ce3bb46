//! Where an analysis ends: the lines of the bill on one day.

use chrono::NaiveDate;
use muster_domain::analysis::{Question, Scope};
use muster_domain::permission::Permission;
use muster_domain::view::analysis::{DayLine, DayLines};
use muster_domain::{AccountId, OrganizationId};
use muster_engine::rollup::{Key, LinesAsked, RollupLine};

use super::{costs, tables};
use crate::accounts::Directory;
use crate::{Ctx, Error};

/// Lines of a page.
const LINES: usize = 50;

/// The lines of a day that the question's filters leave, the dearest first; a page of 50, counted from 1.
///
/// # Errors
/// `NotFound` for a subset that is not there, and before the first bill.
pub async fn lines(ctx: &Ctx, org: OrganizationId, question: Question, day: NaiveDate) -> Result<DayLines, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let directory = Directory::load(&scope, None).await?;
    if let Scope::Subset(id) = question.scope
        && !directory.members.subsets().iter().any(|subset| subset.id == id)
    {
        return Err(Error::NotFound);
    }
    let shown = directory.view.cost_month().ok_or(Error::NotFound)?;
    let imports = tables::imports(&scope, costs::day_period(day)?).await?;
    let mut only: Vec<_> =
        question.only.iter().map(|(dimension, texts)| (Key::from(*dimension), texts.iter().cloned().collect())).collect();
    only.extend(costs::accounts_on(&directory, question.scope, day).map(|accounts| (Key::Account, accounts)));
    let page = question.page.max(1);
    let offset = (page as usize - 1).saturating_mul(LINES);
    let asked = LinesAsked { day, only, offset, limit: LINES };
    let found = scope.muster().engine().lines_of_a_day(&imports, asked).await.map_err(tables::failure)?;
    let pages = u32::try_from(found.count.div_ceil(LINES as u64)).unwrap_or(u32::MAX).max(1);
    let lines = found.lines.into_iter().map(|line| line_of(&directory, line)).collect();
    let (count, unblended, amortized) = (found.count, found.unblended, found.amortized);
    Ok(DayLines { day, currency: shown.currency, question, count, unblended, amortized, lines, page, pages })
}

fn line_of(directory: &Directory, line: RollupLine) -> DayLine {
    let account = line.account.parse::<AccountId>().ok();
    DayLine {
        account_name: account.map(|account| directory.name(&account)).unwrap_or_default(),
        id: line.id,
        start: line.start,
        account: line.account,
        service: line.service,
        region: line.region,
        charge_type: line.charge_type,
        usage_type: line.usage_type,
        operation: line.operation,
        resource: line.resource,
        description: line.description,
        usage_amount: line.usage_amount,
        unblended: line.unblended,
        amortized: line.amortized,
    }
}
