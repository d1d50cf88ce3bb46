//! What becomes of schedules when something goes that they need: subsets, a workflow, their owner.

use muster_domain::permission::Permission;
use muster_domain::schedule::{Range, Repeat};
use muster_domain::view::notifications::NotificationKind;
use muster_domain::view::reports::ReportScope;
use muster_domain::view::schedules::{Outcome, ScheduleState};
use muster_domain::{ReportId, SubsetId};
use muster_service::{Error, members, reports, schedules, subsets, workflows};

use super::{asked, days, new, plan, runs, scheduled, told};
use crate::bill::{LABS, SHOP};
use crate::console::{Console, Person};
use crate::databases::{Database, on_both};
use crate::reports::{imported, made};

on_both!(
    a_schedule_stops_without_workflow_or_subsets,
    a_run_that_is_refused_says_why_and_the_next_is_tried,
    a_schedule_outlives_its_owners_membership,
);

async fn on_subsets(console: &Console, ada: &Person) -> (ReportId, [SubsetId; 2]) {
    let labs = subsets::create(&ada.ctx, ada.org, "Labs", vec![LABS.parse().unwrap()]).await.unwrap();
    let shop = subsets::create(&ada.ctx, ada.org, "Shop", vec![SHOP.parse().unwrap()]).await.unwrap();
    (made(console, ada, ReportScope::Subsets(vec![labs, shop])).await, [labs, shop])
}

async fn a_schedule_stops_without_workflow_or_subsets(database: &Database) {
    let console = Console::open(database).await;
    let ada = imported(&console).await;
    let (report, [labs, shop]) = on_subsets(&console, &ada).await;
    let daily = new(plan("2026-03-11", Range::MonthToDate, Repeat::Daily));
    let id = schedules::create(&ada.ctx, ada.org, report, daily.clone()).await.unwrap().id;
    let impact = async |gone: &[_]| {
        let impact = subsets::impact(&ada.ctx, ada.org, gone.to_vec()).await.unwrap();
        impact.schedules.into_iter().map(|schedule| (schedule.name, schedule.stops)).collect::<Vec<_>>()
    };
    let named = |stops| vec![("Monthly bill".to_owned(), stops)];
    assert_eq!((impact(&[labs]).await, impact(&[labs, shop]).await), (named(false), named(true)));
    subsets::delete(&ada.ctx, ada.org, vec![labs]).await.unwrap();
    let row = async || schedules::find(&ada.ctx, ada.org, id).await.unwrap().row;
    assert_eq!((row().await.state, row().await.subsets), (ScheduleState::Active, vec!["Shop".to_owned()]));
    subsets::delete(&ada.ctx, ada.org, vec![shop]).await.unwrap();
    assert_eq!((row().await.state, row().await.next), (ScheduleState::Stopped, None));
    assert_eq!(row().await.why.as_deref(), Some("its subsets were deleted"));
    for refused in [
        schedules::edit(&ada.ctx, ada.org, id, daily.clone()).await.map(drop),
        schedules::run_now(&ada.ctx, ada.org, id).await.map(drop),
        schedules::resume(&ada.ctx, ada.org, id).await,
        schedules::create(&ada.ctx, ada.org, report, daily.clone()).await.map(drop),
    ] {
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    }
    let workflow = workflows::list(&ada.ctx, ada.org).await.unwrap()[0].id;
    let again = reports::create(&ada.ctx, ada.org, crate::reports::march(workflow, ReportScope::All)).await.unwrap();
    let other = schedules::create(&ada.ctx, ada.org, again, daily).await.unwrap().id;
    let detail = workflows::find(&ada.ctx, ada.org, workflow).await.unwrap();
    assert_eq!(detail.schedules.len(), 1, "the one that goes on");
    workflows::delete(&ada.ctx, ada.org, workflow).await.unwrap();
    let stopped = schedules::find(&ada.ctx, ada.org, other).await.unwrap().row;
    assert_eq!((stopped.state, stopped.why.as_deref()), (ScheduleState::Stopped, Some("its billing workflow was deleted")));
    console.set_day("2026-03-12");
    console.work().await;
    assert_eq!((runs(&ada, id).await, runs(&ada, other).await), (Vec::new(), Vec::new()));
}

async fn a_run_that_is_refused_says_why_and_the_next_is_tried(database: &Database) {
    let console = Console::open(database).await;
    let (ada, id) = scheduled(&console, plan("2026-03-11", Range::MonthToDate, Repeat::Daily)).await;
    let workflow = workflows::list(&ada.ctx, ada.org).await.unwrap()[0].id;
    let rules = r#"{"name":"Resale","rules":[{"rule":"retain_discounts","commitments":["ri"],"purchased_by":{"subset":"R&D"}}]}"#;
    let edit = workflows::Edit { json: rules.to_owned(), note: String::new() };
    workflows::edit(&ada.ctx, ada.org, workflow, edit).await.unwrap();
    console.set_day("2026-03-11");
    console.work().await;
    let run = runs(&ada, id).await.remove(0);
    assert_eq!((run.outcome, run.report), (Outcome::Refused, None));
    assert!(run.why.unwrap().contains("R&D"));
    assert_eq!(told(&ada).await[0], (NotificationKind::ReportFailed, "The schedule Monthly bill made no report".to_owned()));
    subsets::create(&ada.ctx, ada.org, "R&D", Vec::new()).await.unwrap();
    console.set_day("2026-03-12");
    console.work().await;
    assert_eq!(days(&ada, id).await[0], asked("2026-03-12"));
}

async fn a_schedule_outlives_its_owners_membership(database: &Database) {
    let console = Console::open(database).await;
    let ada = imported(&console).await;
    let report = made(&console, &ada, ReportScope::All).await;
    let vic = console.viewer(ada.org, &[Permission::CreateReport]).await;
    let daily = new(plan("2026-03-11", Range::MonthToDate, Repeat::Daily));
    let id = schedules::create(&vic.ctx, ada.org, report, daily).await.unwrap().id;
    members::remove(&ada.ctx, ada.org, vic.user).await.unwrap();
    console.set_day("2026-03-11");
    console.work().await;
    let made = runs(&ada, id).await[0].report.unwrap();
    let row = reports::find(&ada.ctx, ada.org, made, 0).await.unwrap().row;
    assert_eq!(row.created_by, "ada");
    let records = muster_store::audit::list(&mut console.tables(ada.org).await).await.unwrap();
    let run = records.iter().find(|record| record.action == "schedules.run").unwrap();
    assert_eq!((run.user, run.detail.as_str()), (Some(ada.user), "Monthly bill: Monthly bill 2026-03-01 to 2026-03-11"));
}
