//! Schedules: reports that are made again and again, and go out by themselves.
//!
//! A run is due on a day of the organization's calendar. Its report, its job and what is said of it are written in one
//! transaction with the schedule's next day (`schedules/due.rs`), so a process that is killed has done all of it or
//! nothing; a unique index on schedule and day lets one of two servers do it. What was made goes out when the report is
//! there, by a queue of its own (`schedules/deliver.rs`).

mod affected;
mod checked;
mod deliver;
mod destination;
mod due;
mod mail;
mod rows;
pub(crate) mod work;
mod zone;

use muster_domain::permission::Permission;
use muster_domain::view::members::ShownOnce;
use muster_domain::view::schedules::{
    Channel, DeliveryRow, DeliveryState, NewSchedule, RunRow, ScheduleDetail, ScheduleDraft, ScheduleList, ScheduleState,
};
use muster_domain::{DeliveryId, OrganizationId, ReportId, ScheduleId, UserId};
use muster_store::schedules::Schedule;
use muster_store::{OrgTx, deliveries, memberships, organizations, reports, schedule_runs, schedules, subsets};

pub use zone::{set_time_zone, time_zone};

pub(crate) use affected::{by_subset, by_workflow, forget_subset, forget_workflow};
pub(crate) use deliver::report_ready;
pub(crate) use mail::attachment;

use crate::audit::{Change, Deed};
use crate::webhooks::sign;
use crate::{Ctx, Error, OrgScope};

/// Rows of a schedule's history that its page shows.
const HISTORY: u32 = 100;

/// A schedule that was saved.
#[derive(Clone, Debug)]
pub struct Saved {
    pub id: ScheduleId,
    /// The secret of a webhook that is new, to be shown this once.
    pub secret: Option<ShownOnce>,
}

/// All schedules, newest first.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn list(ctx: &Ctx, org: OrganizationId) -> Result<ScheduleList, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let mut tx = scope.read().await?;
    let last = schedule_runs::list_last(&mut tx).await?;
    let subsets = subsets::list(&mut tx).await?;
    let found = schedules::list(&mut tx).await?.into_iter();
    let rows = found.map(|schedule| rows::row(schedule, (&subsets[..], &last[..]))).collect();
    Ok(ScheduleList { rows, now: scope.muster().now() })
}

/// One schedule, with its runs and deliveries.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn find(ctx: &Ctx, org: OrganizationId, id: ScheduleId) -> Result<ScheduleDetail, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let mut tx = scope.read().await?;
    let schedule = lookup(&mut tx, id).await?;
    let zone = organizations::time_zone(&mut tx).await?;
    let runs = schedule_runs::list(&mut tx, id, HISTORY).await?;
    let deliveries = deliveries::list(&mut tx, id, HISTORY).await?;
    let is_mailed = |user: &UserId| schedule.recipients.members.contains(user);
    let all = memberships::list(&mut tx).await?.into_iter();
    let mailed = all.filter(|member| is_mailed(&member.user)).map(|member| member.name).collect();
    let members = checked::mailable(scope.muster(), &mut tx).await?;
    let stores = destination::stores(scope.muster(), org);
    let (subsets, last) = (subsets::list(&mut tx).await?, schedule_runs::list_last(&mut tx).await?);
    let (now, recipients) = (scope.muster().now(), schedule.recipients.clone());
    Ok(ScheduleDetail {
        row: rows::row(schedule, (&subsets[..], &last[..])),
        recipients,
        mailed,
        members,
        stores,
        zone,
        now,
        today: zone.today(now),
        runs,
        deliveries,
    })
}

/// Everything that came of a schedule's days, newest first.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn runs(ctx: &Ctx, org: OrganizationId, id: ScheduleId) -> Result<Vec<RunRow>, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let mut tx = scope.read().await?;
    lookup(&mut tx, id).await?;
    Ok(schedule_runs::list(&mut tx, id, u32::MAX).await?)
}

/// Everything that it sent, newest first.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn deliveries(ctx: &Ctx, org: OrganizationId, id: ScheduleId) -> Result<Vec<DeliveryRow>, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let mut tx = scope.read().await?;
    lookup(&mut tx, id).await?;
    Ok(deliveries::list(&mut tx, id, u32::MAX).await?)
}

/// What the form begins with that makes this report again.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn draft(ctx: &Ctx, org: OrganizationId, report: ReportId) -> Result<ScheduleDraft, Error> {
    let scope = ctx.allow(org, Permission::CreateReport).await?;
    let mut tx = scope.read().await?;
    let found = reports::lookup(&mut tx, report).await?.ok_or(Error::NotFound)?;
    let zone = organizations::time_zone(&mut tx).await?;
    let members = checked::mailable(scope.muster(), &mut tx).await?;
    let (today, stores) = (zone.today(scope.muster().now()), destination::stores(scope.muster(), org));
    Ok(ScheduleDraft { name: found.name, zone, today, members, stores })
}

/// Makes a schedule that makes a report again: with its workflow, in the version that is newest then, its subsets and
/// its groups.
///
/// # Errors
/// `Invalid` at `name`, `start`, `members` or `webhook`; `Conflict` when its workflow or one of its subsets is gone.
pub async fn create(ctx: &Ctx, org: OrganizationId, report: ReportId, new: NewSchedule) -> Result<Saved, Error> {
    let scope = ctx.allow(org, Permission::CreateReport).await?;
    let mut tx = scope.write().await?;
    let report = reports::lookup(&mut tx, report).await?.ok_or(Error::NotFound)?;
    let NewSchedule { name, plan, recipients } = checked::read(&scope, &mut tx, (new, None)).await?;
    checked::can_be_made_again(&mut tx, &report).await?;
    let id = ScheduleId(scope.muster().id());
    let (secret, shown) = first_secret(&scope, (id, &name, recipients.webhook.is_some()))?;
    let schedule = Schedule {
        id,
        name,
        workflow: report.workflow,
        workflow_name: report.workflow_name,
        scope: report.scope,
        group_by: report.group_by,
        plan,
        recipients,
        secret,
        next: due::first(&mut tx, scope.muster(), (id, plan)).await?,
        state: ScheduleState::Active,
        why: None,
        warned: None,
        owner: scope.user(),
        owner_name: String::new(),
        created_at: scope.muster().now(),
    };
    schedules::add(&mut tx, &schedule).await?;
    let change = Change { before: None, after: said(&mut tx, &schedule).await? };
    scope.note_change(&mut tx, deed("schedules.create", &schedule), change).await?;
    tx.commit().await?;
    Ok(Saved { id, secret: shown })
}

/// Changes name, plan or recipients. Whoever does is its owner from then on. One that had ended runs again where there
/// are days left.
///
/// # Errors
/// As [`create`]; `Conflict` for one that stopped.
pub async fn edit(ctx: &Ctx, org: OrganizationId, id: ScheduleId, new: NewSchedule) -> Result<Saved, Error> {
    let scope = ctx.allow(org, Permission::CreateReport).await?;
    let mut tx = scope.write().await?;
    let mut schedule = running(&mut tx, id).await?;
    let before = said(&mut tx, &schedule).await?;
    let new = checked::read(&scope, &mut tx, (new, Some(&schedule))).await?;
    let is_new = new.recipients.webhook.is_some() && schedule.secret.is_none();
    let (secret, shown) = first_secret(&scope, (id, &new.name, is_new))?;
    schedule.secret = new.recipients.webhook.as_ref().and(secret.or(schedule.secret.take()));
    // A run that is due and not made yet, after downtime for one, is not lost by another name or recipient.
    let due = schedule.next.filter(|(_, at)| schedule.plan == new.plan && *at <= scope.muster().now());
    (schedule.name, schedule.plan, schedule.recipients) = (new.name, new.plan, new.recipients);
    (schedule.owner, schedule.warned) = (scope.user(), None);
    if schedule.state != ScheduleState::Paused {
        schedule.next = due.or(due::first(&mut tx, scope.muster(), (id, schedule.plan)).await?);
        schedule.state = if schedule.next.is_some() { ScheduleState::Active } else { ScheduleState::Ended };
    }
    schedules::set(&mut tx, &schedule).await?;
    let change = Change { before, after: said(&mut tx, &schedule).await? };
    scope.note_change(&mut tx, deed("schedules.edit", &schedule), change).await?;
    tx.commit().await?;
    Ok(Saved { id, secret: shown })
}

/// It runs no more until it is resumed.
///
/// # Errors
/// `Conflict` unless it is active.
pub async fn pause(ctx: &Ctx, org: OrganizationId, id: ScheduleId) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::CreateReport).await?;
    let mut tx = scope.write().await?;
    let mut schedule = lookup(&mut tx, id).await?;
    if schedule.state != ScheduleState::Active {
        return Err(Error::Conflict("this schedule does not run".to_owned()));
    }
    (schedule.state, schedule.next) = (ScheduleState::Paused, None);
    schedules::set(&mut tx, &schedule).await?;
    scope.note(&mut tx, deed("schedules.pause", &schedule)).await?;
    Ok(tx.commit().await?)
}

/// It runs again from its next day on; the days of the pause are not made up for.
///
/// # Errors
/// `Conflict` unless it is paused.
pub async fn resume(ctx: &Ctx, org: OrganizationId, id: ScheduleId) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::CreateReport).await?;
    let mut tx = scope.write().await?;
    let mut schedule = lookup(&mut tx, id).await?;
    if schedule.state != ScheduleState::Paused {
        return Err(Error::Conflict("this schedule is not paused".to_owned()));
    }
    schedule.next = due::after_now(&mut tx, scope.muster(), (id, schedule.plan)).await?;
    schedule.state = if schedule.next.is_some() { ScheduleState::Active } else { ScheduleState::Ended };
    schedules::set(&mut tx, &schedule).await?;
    scope.note(&mut tx, deed("schedules.resume", &schedule)).await?;
    Ok(tx.commit().await?)
}

/// Makes its report now, as if this were one of its days; its plan goes on as it was.
///
/// # Errors
/// `Conflict` for one that stopped, or where no report can be asked for.
pub async fn run_now(ctx: &Ctx, org: OrganizationId, id: ScheduleId) -> Result<ReportId, Error> {
    let scope = ctx.allow(org, Permission::CreateReport).await?;
    let mut tx = scope.write().await?;
    let schedule = running(&mut tx, id).await?;
    let today = organizations::time_zone(&mut tx).await?.today(scope.muster().now());
    let run = due::Asked { schedule: &schedule, covers: schedule.plan.covers(today), day: None, by: Some(scope.user()) };
    let report = match due::ask(scope.muster(), &mut tx, run).await? {
        Ok(report) => report,
        Err(why) => return Err(Error::Conflict(why)),
    };
    scope.note(&mut tx, deed("schedules.run_now", &schedule)).await?;
    tx.commit().await?;
    scope.muster().bell().notify_one();
    Ok(report)
}

/// Deletes it with its history; reports that it made stay.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn delete(ctx: &Ctx, org: OrganizationId, id: ScheduleId) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::CreateReport).await?;
    let mut tx = scope.write().await?;
    let schedule = lookup(&mut tx, id).await?;
    let before = said(&mut tx, &schedule).await?;
    schedules::remove(&mut tx, id).await?;
    scope.note_change(&mut tx, deed("schedules.delete", &schedule), Change { before, after: None }).await?;
    Ok(tx.commit().await?)
}

/// Another secret for its webhook, at once; the old one signs nothing any more.
///
/// # Errors
/// `Conflict` where it has no webhook.
pub async fn renew_secret(ctx: &Ctx, org: OrganizationId, id: ScheduleId) -> Result<ShownOnce, Error> {
    let scope = ctx.allow(org, Permission::CreateReport).await?;
    let mut tx = scope.write().await?;
    let mut schedule = lookup(&mut tx, id).await?;
    let has_webhook = schedule.recipients.webhook.is_some();
    let (secret, shown) = first_secret(&scope, (id, &schedule.name, has_webhook))?;
    schedule.secret = secret;
    let shown = shown.ok_or_else(|| Error::Conflict("this schedule has no webhook".to_owned()))?;
    schedules::set(&mut tx, &schedule).await?;
    scope.note(&mut tx, deed("schedules.renew_secret", &schedule)).await?;
    tx.commit().await?;
    Ok(shown)
}

/// Sends a webhook again from the beginning, with the same id; or puts a file again, over itself.
///
/// # Errors
/// `Conflict` for a mail, and while it is still being tried.
pub async fn replay(ctx: &Ctx, org: OrganizationId, id: DeliveryId) -> Result<ScheduleId, Error> {
    let scope = ctx.allow(org, Permission::CreateReport).await?;
    let mut tx = scope.write().await?;
    let (of, delivery) = deliveries::lookup(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let schedule = lookup(&mut tx, of).await?;
    let refused = match (delivery.channel, delivery.state) {
        (Channel::Mail, _) => Some("mails are not sent again; download the report"),
        (Channel::Webhook | Channel::Bucket, DeliveryState::Waiting) => Some("it is being sent"),
        (Channel::Webhook, _) if schedule.secret.is_none() => Some("the schedule has no webhook any more"),
        (Channel::Bucket, _) if schedule.recipients.bucket.is_none() => Some("the schedule has no object store any more"),
        (Channel::Webhook | Channel::Bucket, DeliveryState::Done | DeliveryState::Failed) => None,
    };
    if let Some(refused) = refused {
        return Err(Error::Conflict(refused.to_owned()));
    }
    deliveries::set_waiting(&mut tx, id, scope.muster().now()).await?;
    let detail = format!("{} to {}", delivery.report_name, delivery.target);
    scope.note(&mut tx, Deed { action: "schedules.replay", subject: id.to_string(), detail }).await?;
    tx.commit().await?;
    Ok(of)
}

async fn lookup(tx: &mut OrgTx, id: ScheduleId) -> Result<Schedule, Error> {
    schedules::lookup(tx, id).await?.ok_or(Error::NotFound)
}

/// One whose report can still be made.
async fn running(tx: &mut OrgTx, id: ScheduleId) -> Result<Schedule, Error> {
    let schedule = lookup(tx, id).await?;
    match (&schedule.state, &schedule.why) {
        (ScheduleState::Stopped, why) => {
            Err(Error::Conflict(format!("this schedule stopped: {}", why.clone().unwrap_or_default())))
        }
        _ => Ok(schedule),
    }
}

/// A secret as it is kept, and as it is shown; neither where none is wanted.
fn first_secret(
    scope: &OrgScope,
    (id, name, is_wanted): (ScheduleId, &str, bool),
) -> Result<(Option<String>, Option<ShownOnce>), Error> {
    if !is_wanted {
        return Ok((None, None));
    }
    let secret = sign::fresh();
    let sealed = scope.muster().secret().seal(&deliver::purpose(id), &secret)?;
    Ok((Some(sealed), Some(ShownOnce::Webhook { name: name.to_owned(), secret })))
}

fn deed<'a>(action: &'a str, schedule: &Schedule) -> Deed<'a> {
    Deed { action, subject: schedule.id.to_string(), detail: schedule.name.clone() }
}

/// For the audit record: what it does, and who is sent what.
async fn said(tx: &mut OrgTx, schedule: &Schedule) -> Result<Option<String>, Error> {
    let zone = organizations::time_zone(tx).await?;
    let mailed = schedule.recipients.members.len();
    let webhook = schedule.recipients.webhook.as_deref().unwrap_or("none");
    let bucket = schedule.recipients.bucket.as_ref().map_or("none", |bucket| &bucket.url);
    let sends = format!("Mailed to {mailed} members; webhook: {webhook}; object store: {bucket}.");
    Ok(Some(format!("{}: {} {sends}", schedule.name, schedule.plan.sentence(zone))))
}
