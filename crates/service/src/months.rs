//! Charged months. A month that is closed keeps its charges: what its bill would come to by lines that came late, or by
//! an account that was moved, stands beside them as a difference, until somebody takes it in on purpose.

use muster_domain::charge::{MonthEvent, is_over};
use muster_domain::permission::Permission;
use muster_domain::view::charges::{EventRow, LateRow, MonthList, MonthRow};
use muster_domain::view::imports::WorkState;
use muster_domain::view::notifications::NotificationKind;
use muster_domain::{Money, Month, OrganizationId, SubsetId};
use muster_store::charge_months::{ChargeMonth, Event, NewEvent};
use muster_store::charges::{Charge, Standing};
use muster_store::{OrgTx, charge_months, charges, subsets};

use crate::audit::Deed;
use crate::charges::{ask, computation};
use crate::notifications::{Audience, Notice, notify};
use crate::{Ctx, Error, OrgScope, names};

/// Every month that something charges, newest first.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn list(ctx: &Ctx, org: OrganizationId) -> Result<MonthList, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let mut tx = scope.read().await?;
    let known = Known {
        charges: charges::list(&mut tx).await?,
        events: charge_months::list_events(&mut tx).await?,
        subsets: subsets::list(&mut tx).await?,
        today: scope.muster().clock().today(),
    };
    let months = charge_months::list(&mut tx).await?.iter().map(|month| known.row(month)).collect();
    let currency = known.charges.last().map(|charge| charge.currency.clone()).unwrap_or_default();
    Ok(MonthList { currency, months })
}

struct Known {
    charges: Vec<Charge>,
    events: Vec<Event>,
    subsets: Vec<subsets::Subset>,
    today: chrono::NaiveDate,
}

impl Known {
    fn row(&self, month: &ChargeMonth) -> MonthRow {
        let of = |standing| self.charges.iter().filter(move |c| c.month == month.month && c.standing == standing);
        let event =
            |event: &Event| EventRow { event: event.event, reason: event.reason.clone(), by: event.by.clone(), at: event.at };
        MonthRow {
            month: month.month,
            computation: computation(month),
            computed_at: month.computed_at,
            charge: of(Standing::Kept).map(|charge| charge.amount).sum(),
            subsets: of(Standing::Kept).count() as u64,
            closed_at: month.closed_at,
            may_close: month.closed_at.is_none() && is_over(month.month, self.today) && month.state == WorkState::Successful,
            late: of(Standing::Late).map(|late| self.late(late)).collect(),
            events: self.events.iter().filter(|found| found.month == month.month).map(event).collect(),
        }
    }

    fn late(&self, late: &Charge) -> LateRow {
        let kept =
            |charge: &&Charge| charge.subset == late.subset && charge.month == late.month && charge.standing == Standing::Kept;
        let charge = self.charges.iter().find(kept).map_or(Money::ZERO, |charge| charge.amount);
        let name = self.subsets.iter().find(|subset| subset.id == late.subset).map(|subset| subset.name.clone());
        let difference = late.amount - charge;
        LateRow { subset: late.subset, subset_name: name.unwrap_or_default(), charge, late: late.amount, difference }
    }
}

/// Closes a month: its charges do not change any more.
///
/// # Errors
/// `NotFound` for a month that nothing charges; `Conflict` while it is not over, computed or open; `Invalid` at
/// `reason`.
pub async fn close(ctx: &Ctx, org: OrganizationId, month: Month, reason: &str) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::ManageOrganization).await?;
    let reason = checked(reason)?;
    let mut tx = scope.write().await?;
    let found = charge_months::find_by_month(&mut tx, month).await?.ok_or(Error::NotFound)?;
    if found.closed_at.is_some() {
        return Err(Error::Conflict(format!("{month} is closed already")));
    }
    if !is_over(month, scope.muster().clock().today()) {
        return Err(Error::Conflict(format!("{month} is not over yet")));
    }
    if found.state != WorkState::Successful {
        return Err(Error::Conflict(format!("the charges of {month} are not computed; close it once they are")));
    }
    charge_months::set_closed(&mut tx, month, Some(scope.muster().now())).await?;
    say(&scope, &mut tx, (month, MonthEvent::Closed, reason.clone())).await?;
    let notice = Notice {
        kind: NotificationKind::MonthClosed,
        audience: Audience::Everyone,
        title: format!("The charges of {month} were closed"),
        body: reason,
        path: format!("/organizations/{org}/months/{month}"),
    };
    notify(scope.muster(), &mut tx, notice).await?;
    Ok(tx.commit().await?)
}

/// Opens it again: its charges follow its bill again.
///
/// # Errors
/// `NotFound`; `Conflict` unless it is closed; `Invalid` at `reason`.
pub async fn reopen(ctx: &Ctx, org: OrganizationId, month: Month, reason: &str) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::ManageOrganization).await?;
    let reason = checked(reason)?;
    let mut tx = scope.write().await?;
    closed(&mut tx, month).await?;
    charge_months::set_closed(&mut tx, month, None).await?;
    ask(&mut tx, [month].into(), scope.muster().now()).await?;
    say(&scope, &mut tx, (month, MonthEvent::Reopened, reason)).await?;
    tx.commit().await?;
    scope.muster().bell().notify_one();
    Ok(())
}

/// Takes what came late into a closed month, on purpose; it stays closed.
///
/// # Errors
/// `NotFound`; `Conflict` unless it is closed and something came late; `Invalid` at `reason`.
pub async fn restate(ctx: &Ctx, org: OrganizationId, month: Month, reason: &str) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::ManageOrganization).await?;
    let reason = checked(reason)?;
    let mut tx = scope.write().await?;
    closed(&mut tx, month).await?;
    let of_month = charges::list_by_month(&mut tx, month).await?;
    let late: Vec<_> = of_month.iter().filter(|charge| charge.standing == Standing::Late).collect();
    if late.is_empty() {
        return Err(Error::Conflict(format!("nothing came late for {month}")));
    }
    for charge in late {
        charges::keep_late(&mut tx, charge.subset, month).await?;
    }
    say(&scope, &mut tx, (month, MonthEvent::Restated, reason)).await?;
    Ok(tx.commit().await?)
}

/// A closed month in which something charged this subset.
pub(crate) async fn closed_month(tx: &mut OrgTx, subset: SubsetId) -> Result<Option<Month>, Error> {
    let charged: Vec<_> = charges::list_by_subset(tx, subset).await?.into_iter().map(|charge| charge.month).collect();
    let mut months = charge_months::list(tx).await?.into_iter();
    Ok(months.find(|month| month.closed_at.is_some() && charged.contains(&month.month)).map(|month| month.month))
}

async fn closed(tx: &mut OrgTx, month: Month) -> Result<(), Error> {
    let found = charge_months::find_by_month(tx, month).await?.ok_or(Error::NotFound)?;
    match found.closed_at {
        Some(_) => Ok(()),
        None => Err(Error::Conflict(format!("{month} is not closed"))),
    }
}

fn checked(reason: &str) -> Result<String, Error> {
    let reason = names::checked_note("reason", reason)?;
    if reason.is_empty() { Err(Error::invalid("reason", "say why, in a few words")) } else { Ok(reason) }
}

async fn say(scope: &OrgScope, tx: &mut OrgTx, (month, event, reason): (Month, MonthEvent, String)) -> Result<(), Error> {
    let (id, by, at) = (scope.muster().id(), scope.user(), scope.muster().now());
    charge_months::add_event(tx, &NewEvent { id, month, event, reason: reason.clone(), by, at }).await?;
    let action = match event {
        MonthEvent::Closed => "months.close",
        MonthEvent::Reopened => "months.reopen",
        MonthEvent::Restated => "months.restate",
    };
    scope.note(tx, Deed { action, subject: month.to_string(), detail: reason }).await
}
