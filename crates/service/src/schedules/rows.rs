//! What pages are sent of a schedule.

use muster_domain::view::schedules::{RunRow, ScheduleRow};
use muster_domain::{ScheduleId, SubsetId};
use muster_store::reports::Scope;
use muster_store::schedules::Schedule;
use muster_store::subsets::Subset;

/// With the names that subsets have today, and what came of each schedule's last day.
pub(super) fn row(schedule: Schedule, (known, last): (&[Subset], &[(ScheduleId, RunRow)])) -> ScheduleRow {
    let today =
        |(id, then): (SubsetId, String)| known.iter().find(|subset| subset.id == id).map_or(then, |subset| subset.name.clone());
    let subsets = match schedule.scope {
        Scope::All => Vec::new(),
        Scope::Subsets(chosen) => chosen.into_iter().map(today).collect(),
    };
    ScheduleRow {
        last: last.iter().find(|(id, _)| *id == schedule.id).map(|(_, run)| run.clone()),
        id: schedule.id,
        name: schedule.name,
        plan: schedule.plan,
        state: schedule.state,
        why: schedule.why,
        next: schedule.next,
        workflow: schedule.workflow,
        workflow_name: schedule.workflow_name,
        subsets,
        group_by: schedule.group_by,
        created_at: schedule.created_at,
        owner: schedule.owner_name,
    }
}
