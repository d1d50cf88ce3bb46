//! The organization's clock.

use muster_domain::OrganizationId;
use muster_domain::permission::Permission;
use muster_domain::schedule::Zone;
use muster_domain::view::schedules::ScheduleState;
use muster_store::{organizations, schedules};

use crate::audit::{Change, Deed};
use crate::{Ctx, Error};

/// The time zone that schedules go by.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn time_zone(ctx: &Ctx, org: OrganizationId) -> Result<Zone, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    Ok(organizations::time_zone(&mut scope.read().await?).await?)
}

/// Changes it. Days that were planned stay the same days, at the new clock's hour; a day that was run is not run again.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn set_time_zone(ctx: &Ctx, org: OrganizationId, zone: Zone) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::ManageOrganization).await?;
    let mut tx = scope.write().await?;
    let before = organizations::time_zone(&mut tx).await?;
    organizations::set_time_zone(&mut tx, zone).await?;
    for mut schedule in schedules::list(&mut tx).await? {
        if let (ScheduleState::Active, Some((day, _))) = (schedule.state, schedule.next) {
            schedule.next = Some((day, zone.moment(day)));
            schedules::set(&mut tx, &schedule).await?;
        }
    }
    let deed = Deed { action: "schedules.set_time_zone", subject: org.to_string(), detail: zone.to_string() };
    let change = Change { before: Some(before.to_string()), after: Some(zone.to_string()) };
    scope.note_change(&mut tx, deed, change).await?;
    Ok(tx.commit().await?)
}
