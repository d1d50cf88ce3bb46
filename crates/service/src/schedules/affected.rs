//! What becomes of schedules when something goes that their reports are made of.

use muster_domain::view::schedules::{ScheduleImpact, ScheduleState};
use muster_domain::{SubsetId, WorkflowId};
use muster_store::reports::Scope;
use muster_store::schedules::Schedule;
use muster_store::{OrgTx, schedules};

use super::deed;
use crate::{Error, OrgScope};

/// Those that make reports of a workflow; each stops without it.
pub(crate) async fn by_workflow(tx: &mut OrgTx, workflow: WorkflowId) -> Result<Vec<ScheduleImpact>, Error> {
    let all = schedules::list(tx).await?.into_iter().filter(|schedule| schedule.workflow == workflow && goes_on(schedule));
    Ok(all.map(|schedule| ScheduleImpact { name: schedule.name, stops: true }).collect())
}

/// Those that make reports of one of these subsets, and whether they have another.
pub(crate) async fn by_subset(tx: &mut OrgTx, gone: &[SubsetId]) -> Result<Vec<ScheduleImpact>, Error> {
    let all = schedules::list(tx).await?.into_iter().filter(goes_on);
    let impact = |schedule: Schedule| {
        let left = without(&schedule.scope, gone)?;
        Some(ScheduleImpact { name: schedule.name, stops: left.is_empty() })
    };
    Ok(all.filter_map(impact).collect())
}

/// In the transaction that deletes the workflow.
pub(crate) async fn forget_workflow(scope: &OrgScope, tx: &mut OrgTx, workflow: WorkflowId) -> Result<(), Error> {
    for schedule in schedules::list(tx).await? {
        if schedule.workflow == workflow && goes_on(&schedule) {
            stop(scope, tx, (schedule, "its billing workflow was deleted")).await?;
        }
    }
    Ok(())
}

/// In the transaction that deletes the subset.
pub(crate) async fn forget_subset(scope: &OrgScope, tx: &mut OrgTx, subset: SubsetId) -> Result<(), Error> {
    for mut schedule in schedules::list(tx).await? {
        let Some(left) = without(&schedule.scope, &[subset]) else { continue };
        if left.is_empty() {
            stop(scope, tx, (schedule, "its subsets were deleted")).await?;
        } else {
            schedule.scope = Scope::Subsets(left);
            schedules::set(tx, &schedule).await?;
        }
    }
    Ok(())
}

async fn stop(scope: &OrgScope, tx: &mut OrgTx, (mut schedule, why): (Schedule, &str)) -> Result<(), Error> {
    (schedule.state, schedule.next, schedule.why) = (ScheduleState::Stopped, None, Some(why.to_owned()));
    schedules::set(tx, &schedule).await?;
    scope.note(tx, deed("schedules.stop", &schedule)).await
}

/// What is left of its subsets; `None` where none of those that go is among them.
fn without(scope: &Scope, gone: &[SubsetId]) -> Option<Vec<(SubsetId, String)>> {
    let Scope::Subsets(chosen) = scope else { return None };
    let left: Vec<_> = chosen.iter().filter(|(id, _)| !gone.contains(id)).cloned().collect();
    (left.len() < chosen.len()).then_some(left)
}

/// Whether it may still make a report.
fn goes_on(schedule: &Schedule) -> bool {
    matches!(schedule.state, ScheduleState::Active | ScheduleState::Paused)
}
