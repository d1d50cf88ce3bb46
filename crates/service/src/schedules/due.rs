//! Which run is next, and making the one that is due: report, job, record and next day in one transaction.

use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use muster_domain::schedule::{Plan, Zone};
use muster_domain::view::notifications::NotificationKind;
use muster_domain::view::reports::{NewReport, ReportScope};
use muster_domain::view::schedules::{Outcome, ScheduleState};
use muster_domain::{Month, OrganizationId, Period, ReportId, ScheduleId, UserId};
use muster_store::reports::Scope;
use muster_store::schedule_runs::NewRun;
use muster_store::schedules::Schedule;
use muster_store::{OrgTx, memberships, organizations, schedule_runs, schedules};

use crate::audit::{Change, Deed, Place};
use crate::notifications::{Audience, Notice, notify};
use crate::{Ctx, Error, Muster, reports};

/// How long before a run somebody is warned that its bill will not be settled.
const AHEAD: Duration = Duration::hours(24);
/// Days missed beyond these are not written down one by one.
const MOST_SKIPPED: usize = 400;

/// A run's day, and when it is due.
type Next = Option<(NaiveDate, DateTime<Utc>)>;

/// The first run of a plan that somebody just saved. A start of today counts, however late it is; else a day whose
/// hour has passed is over.
pub(super) async fn first(tx: &mut OrgTx, muster: &Muster, (id, plan): (ScheduleId, Plan)) -> Result<Next, Error> {
    let zone = organizations::time_zone(tx).await?;
    let today = zone.today(muster.now());
    let from = if plan.start() == today { today } else { zone.last_due(muster.now()) + Days::new(1) };
    next(tx, (id, plan), (zone, from)).await
}

/// The first run whose hour has not passed.
pub(super) async fn after_now(tx: &mut OrgTx, muster: &Muster, (id, plan): (ScheduleId, Plan)) -> Result<Next, Error> {
    let zone = organizations::time_zone(tx).await?;
    let from = zone.last_due(muster.now()) + Days::new(1);
    next(tx, (id, plan), (zone, from)).await
}

/// From a day on; a day of which something came already is over.
async fn next(tx: &mut OrgTx, (id, plan): (ScheduleId, Plan), (zone, from): (Zone, NaiveDate)) -> Result<Next, Error> {
    let done = schedule_runs::last_day(tx, id).await?.map(|day| day + Days::new(1));
    let day = plan.next(done.map_or(from, |done| done.max(from)));
    Ok(day.map(|day| (day, zone.moment(day))))
}

/// Makes what is due of a schedule: one report, for the newest day that was missed; days before it are skipped.
pub(super) async fn make(muster: &Muster, (org, id): (OrganizationId, ScheduleId)) -> Result<(), Error> {
    let mut tx = muster.store().write_in(org).await?;
    let Some(mut schedule) = schedules::lookup(&mut tx, id).await? else { return Ok(()) };
    // Another server may have been quicker.
    let Some((first, _)) = schedule.next.filter(|(_, at)| *at <= muster.now()) else { return Ok(()) };
    let zone = organizations::time_zone(&mut tx).await?;
    let last = zone.last_due(muster.now()).max(first);
    let mut days: Vec<_> = schedule.plan.days_from(first).take_while(|day| *day <= last).collect();
    if let Some(newest) = days.pop() {
        skip(muster, &mut tx, (&schedule, newest), &days).await?;
        let covers = schedule.plan.covers(newest);
        let asked = ask(muster, &mut tx, Asked { schedule: &schedule, covers, day: Some(newest), by: None }).await?;
        if let Err(why) = asked {
            refused(muster, &mut tx, (&schedule, why)).await?;
        }
    }
    schedule.next = next(&mut tx, (id, schedule.plan), (zone, last + Days::new(1))).await?;
    if schedule.next.is_none() {
        schedule.state = ScheduleState::Ended;
    }
    schedules::set(&mut tx, &schedule).await?;
    tx.commit().await?;
    muster.bell().notify_one();
    Ok(())
}

async fn skip(
    muster: &Muster,
    tx: &mut OrgTx,
    (schedule, newest): (&Schedule, NaiveDate),
    missed: &[NaiveDate],
) -> Result<(), Error> {
    for day in missed.iter().skip(missed.len().saturating_sub(MOST_SKIPPED)) {
        let run = NewRun {
            id: muster.id(),
            schedule: schedule.id,
            day: Some(*day),
            covers: schedule.plan.covers(*day),
            outcome: Outcome::Skipped,
            why: Some(format!("Missed; the run of {newest} stands for it.")),
            report: None,
            at: muster.now(),
        };
        schedule_runs::add(tx, &run).await?;
    }
    Ok(())
}

/// A report that a schedule asks for.
pub(super) struct Asked<'a> {
    pub(super) schedule: &'a Schedule,
    pub(super) covers: Period,
    /// `None` where somebody asks for it.
    pub(super) day: Option<NaiveDate>,
    /// `None`: whoever answers for the schedule.
    pub(super) by: Option<UserId>,
}

/// Asks for the report of a run, and writes down what came of it; inside stands why there can be none.
pub(super) async fn ask(muster: &Muster, tx: &mut OrgTx, asked: Asked<'_>) -> Result<Result<ReportId, String>, Error> {
    let Asked { schedule, covers, day, by } = asked;
    let answer = match by.or(owner(tx, schedule).await?) {
        Some(by) => report(muster, tx, (schedule, covers, by)).await?,
        None => Err("the organization has no administrator".to_owned()),
    };
    let (outcome, why) = match &answer {
        Ok(_) => (Outcome::Asked, None),
        Err(why) => (Outcome::Refused, Some(why.clone())),
    };
    let report = answer.as_ref().ok().copied();
    let (id, at) = (muster.id(), muster.now());
    schedule_runs::add(tx, &NewRun { id, schedule: schedule.id, day, covers, outcome, why, report, at }).await?;
    Ok(answer)
}

async fn report(
    muster: &Muster,
    tx: &mut OrgTx,
    (schedule, period, by): (&Schedule, Period, UserId),
) -> Result<Result<ReportId, String>, Error> {
    let scope = match &schedule.scope {
        Scope::All => ReportScope::All,
        Scope::Subsets(chosen) => ReportScope::Subsets(chosen.iter().map(|(id, _)| *id).collect()),
    };
    let name = format!("{} {}", schedule.name, days(period));
    let new = NewReport { name, workflow: schedule.workflow, period, scope, group_by: schedule.group_by.clone() };
    let asked = match reports::ask(muster, tx, (by, new)).await {
        Ok(asked) => asked,
        Err(Error::Invalid(refusals)) => {
            return Ok(Err(refusals.into_iter().map(|refusal| refusal.reason).collect::<Vec<_>>().join("; ")));
        }
        Err(other) => return Err(other),
    };
    let detail = format!("{}: {}", schedule.name, asked.name);
    note(muster, tx, (by, Deed { action: "schedules.run", subject: schedule.id.to_string(), detail })).await?;
    Ok(Ok(asked.id))
}

/// In the name of whom a run is made, without a request of theirs.
pub(super) async fn note(muster: &Muster, tx: &mut OrgTx, (by, deed): (UserId, Deed<'_>)) -> Result<(), Error> {
    let place = Place { organization: Some(tx.organization()), user: Some(by) };
    let ctx = Ctx::user(muster.clone(), format!("schedule-{}", muster.id()), by);
    ctx.record(tx.installation(), place, deed, Change::default()).await
}

/// Whoever answers for it: who saved it last, and once they have left, the oldest administrator.
pub(super) async fn owner(tx: &mut OrgTx, schedule: &Schedule) -> Result<Option<UserId>, Error> {
    let org = tx.organization();
    let is_member = memberships::lookup(tx.installation(), org, schedule.owner).await?.is_some();
    if is_member { Ok(Some(schedule.owner)) } else { Ok(memberships::find_administrator(tx.installation(), org).await?) }
}

async fn refused(muster: &Muster, tx: &mut OrgTx, (schedule, why): (&Schedule, String)) -> Result<(), Error> {
    let title = format!("The schedule {} made no report", schedule.name);
    tell(muster, tx, (schedule, NotificationKind::ReportFailed), (title, why)).await
}

/// Tells whoever answers for a schedule.
pub(super) async fn tell(
    muster: &Muster,
    tx: &mut OrgTx,
    (schedule, kind): (&Schedule, NotificationKind),
    (title, body): (String, String),
) -> Result<(), Error> {
    let Some(owner) = owner(tx, schedule).await? else { return Ok(()) };
    let path = format!("/organizations/{}/schedules/{}", tx.organization(), schedule.id);
    notify(muster, tx, Notice { kind, audience: Audience::Member(owner), title, body, path }).await
}

/// Until when a run counts as about to come.
pub(super) fn horizon(muster: &Muster) -> DateTime<Utc> {
    muster.now() + AHEAD
}

/// Warns of a run that comes before its bill is settled, once.
pub(super) async fn warn(muster: &Muster, (org, id): (OrganizationId, ScheduleId)) -> Result<(), Error> {
    let mut tx = muster.store().write_in(org).await?;
    let Some(mut schedule) = schedules::lookup(&mut tx, id).await? else { return Ok(()) };
    let Some((day, _)) = schedule.next.filter(|(day, _)| schedule.warned != Some(*day)) else { return Ok(()) };
    if let Some(warning) = schedule.plan.run(day).warning() {
        let title = format!("{} is about to run while bill lines may be missing", schedule.name);
        tell(muster, &mut tx, (&schedule, NotificationKind::ScheduleIncomplete), (title, warning)).await?;
    }
    schedule.warned = Some(day);
    schedules::set(&mut tx, &schedule).await?;
    Ok(tx.commit().await?)
}

/// A whole month by its name, else first and last day.
fn days(period: Period) -> String {
    let month = Month::of(period.from());
    if month.period() == period { month.to_string() } else { format!("{} to {}", period.from(), period.last_day()) }
}
