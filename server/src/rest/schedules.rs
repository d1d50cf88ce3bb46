//! Schedules: reports that are made again and again, and go out by themselves.

mod shape;

use muster_domain::view::schedules::{DeliveryRow, RunRow, ScheduleState};
use muster_domain::{DeliveryId, OrganizationId, ScheduleId};
use muster_service::schedules::{self, Saved};
use muster_service::{Ctx, Error};

use super::answer::{Accepted, Created, Done, Found};
use super::extract::{At, Body};
use super::page::{Order, Page, Window};
use super::problem::Problem;
use super::reports::{self, Report};
use super::route::Asker;
use shape::{NewSecret, Schedule, ScheduleChange, ScheduleFound, ScheduleRequest, Turned};

type AtOne = At<(OrganizationId, ScheduleId)>;

pub(super) async fn list(Asker(ctx): Asker, At(org): At<OrganizationId>, window: Window) -> Result<Page<Schedule>, Problem> {
    let rows = schedules::list(&ctx, org).await?.rows.into_iter().map(Schedule::from);
    Ok(window.cut(rows, Order::NewestFirst, Schedule::key))
}

pub(super) async fn create(
    Asker(ctx): Asker,
    At(org): At<OrganizationId>,
    Body(asked): Body<ScheduleRequest>,
) -> Result<Created<ScheduleFound>, Problem> {
    let report = asked.report;
    let saved = schedules::create(&ctx, org, report, asked.read()?).await?;
    Ok(Created(read(&ctx, org, saved).await?))
}

pub(super) async fn find(Asker(ctx): Asker, At((org, id)): AtOne) -> Result<Found<ScheduleFound>, Problem> {
    Ok(Found(read(&ctx, org, Saved { id, secret: None }).await?))
}

/// Pausing and resuming is a change by itself; any other is one of the whole, of which what is not said stays.
pub(super) async fn change(
    Asker(ctx): Asker,
    At((org, id)): AtOne,
    Body(change): Body<ScheduleChange>,
) -> Result<Found<ScheduleFound>, Problem> {
    let saved = match change.turned()? {
        Some(to) => {
            turn(&ctx, (org, id), to).await?;
            Saved { id, secret: None }
        }
        None => {
            let before = schedules::find(&ctx, org, id).await?;
            schedules::edit(&ctx, org, id, change.read(before)?).await?
        }
    };
    Ok(Found(read(&ctx, org, saved).await?))
}

/// Nothing where it is so already.
async fn turn(ctx: &Ctx, (org, id): (OrganizationId, ScheduleId), to: Turned) -> Result<(), Error> {
    match (to, schedules::find(ctx, org, id).await?.row.state) {
        (Turned::Paused, ScheduleState::Paused) | (Turned::Active, ScheduleState::Active) => Ok(()),
        (Turned::Paused, _) => schedules::pause(ctx, org, id).await,
        (Turned::Active, _) => schedules::resume(ctx, org, id).await,
    }
}

pub(super) async fn delete(Asker(ctx): Asker, At((org, id)): AtOne) -> Result<Done, Problem> {
    schedules::delete(&ctx, org, id).await?;
    Ok(Done)
}

pub(super) async fn run(Asker(ctx): Asker, At((org, id)): AtOne) -> Result<Accepted<Report>, Problem> {
    let report = schedules::run_now(&ctx, org, id).await?;
    Ok(Accepted(reports::read(&ctx, org, report).await?))
}

pub(super) async fn renew_secret(Asker(ctx): Asker, At((org, id)): AtOne) -> Result<Found<NewSecret>, Problem> {
    NewSecret::of(schedules::renew_secret(&ctx, org, id).await?).map(Found)
}

pub(super) async fn runs(Asker(ctx): Asker, At((org, id)): AtOne, window: Window) -> Result<Page<RunRow>, Problem> {
    Ok(window.cut(schedules::runs(&ctx, org, id).await?, Order::NewestFirst, |run| run.id.to_string()))
}

pub(super) async fn deliveries(Asker(ctx): Asker, At((org, id)): AtOne, window: Window) -> Result<Page<DeliveryRow>, Problem> {
    Ok(window.cut(schedules::deliveries(&ctx, org, id).await?, Order::NewestFirst, |delivery| delivery.id.to_string()))
}

pub(super) async fn replay(
    Asker(ctx): Asker,
    At((org, id, delivery)): At<(OrganizationId, ScheduleId, DeliveryId)>,
) -> Result<Done, Problem> {
    if !schedules::deliveries(&ctx, org, id).await?.iter().any(|known| known.id == delivery) {
        return Err(Problem::not_found());
    }
    schedules::replay(&ctx, org, delivery).await?;
    Ok(Done)
}

async fn read(ctx: &Ctx, org: OrganizationId, saved: Saved) -> Result<ScheduleFound, Problem> {
    let found = schedules::find(ctx, org, saved.id).await?;
    let secret = saved.secret.map(NewSecret::of).transpose()?;
    Ok(ScheduleFound::new(found, secret))
}
