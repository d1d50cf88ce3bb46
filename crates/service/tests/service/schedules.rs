//! Schedules by a clock that the test sets: which days they run, once each, whatever happens to servers and zones.

mod gone;

use chrono::Duration;
use muster_domain::permission::Permission;
use muster_domain::schedule::{Plan, Range, Repeat};
use muster_domain::view::imports::WorkState;
use muster_domain::view::notifications::NotificationKind;
use muster_domain::view::reports::ReportScope;
use muster_domain::view::schedules::{NewSchedule, Outcome, Recipients, RunRow, ScheduleState};
use muster_domain::{OrganizationId, ScheduleId};
use muster_service::{Error, jobs, notifications, reports, schedules};
use muster_testkit::smtp::Smtp;

use crate::bill::{BILL, csv};
use crate::console::{Console, Person, until};
use crate::databases::{Database, on_both};
use crate::reports::{imported, made};

on_both!(
    a_schedule_makes_its_report_on_its_day,
    what_was_missed_is_made_up_for_once,
    two_servers_run_a_day_once,
    a_run_keeps_its_hour_when_the_clock_is_set,
    another_time_zone_runs_no_day_twice,
    a_paused_schedule_makes_up_for_nothing,
    an_edited_schedule_runs_no_day_again,
    a_run_by_hand_leaves_the_plan_as_it_was,
    what_cannot_be_scheduled_is_refused_at_its_field,
    whoever_scheduled_it_is_warned_of_a_month_that_is_not_settled,
    whom_a_schedule_names_is_mailed_the_link_and_the_file,
);

pub(crate) fn plan(start: &str, range: Range, repeat: Repeat) -> Plan {
    Plan::new(start.parse().unwrap(), (range, repeat)).unwrap()
}

pub(crate) fn new(plan: Plan) -> NewSchedule {
    NewSchedule { name: "Monthly bill".to_owned(), plan, recipients: Recipients::default() }
}

async fn scheduled(console: &Console, plan: Plan) -> (Person, ScheduleId) {
    let ada = imported(console).await;
    let report = made(console, &ada, ReportScope::All).await;
    let id = schedules::create(&ada.ctx, ada.org, report, new(plan)).await.unwrap().id;
    (ada, id)
}

async fn runs(ada: &Person, id: ScheduleId) -> Vec<RunRow> {
    schedules::find(&ada.ctx, ada.org, id).await.unwrap().runs
}

/// Days and what came of them, newest first.
async fn days(ada: &Person, id: ScheduleId) -> Vec<(String, Outcome)> {
    let day = |run: RunRow| (run.day.map(|day| day.to_string()).unwrap_or_default(), run.outcome);
    runs(ada, id).await.into_iter().map(day).collect()
}

async fn next(ada: &Person, id: ScheduleId) -> Option<String> {
    let row = schedules::find(&ada.ctx, ada.org, id).await.unwrap().row;
    row.next.map(|(day, at)| format!("{day} {}", at.format("%H:%M")))
}

fn asked(day: &str) -> (String, Outcome) {
    (day.to_owned(), Outcome::Asked)
}

async fn a_schedule_makes_its_report_on_its_day(database: &Database) {
    let console = Console::open(database).await;
    let (ada, id) = scheduled(&console, plan("2026-03-31", Range::PreviousMonth, Repeat::Monthly)).await;
    assert_eq!(next(&ada, id).await.as_deref(), Some("2026-03-31 06:00"));
    console.set_day("2026-03-30");
    console.work().await;
    assert_eq!(runs(&ada, id).await, []);
    console.set_day("2026-03-31");
    console.work().await;
    let run = runs(&ada, id).await.remove(0);
    assert_eq!((run.day.unwrap().to_string(), run.report_state), ("2026-03-31".to_owned(), Some(WorkState::Successful)));
    let report = reports::find(&ada.ctx, ada.org, run.report.unwrap(), 0).await.unwrap();
    assert_eq!(
        (report.row.name.as_str(), report.row.period.from().to_string()),
        ("Monthly bill 2026-02", "2026-02-01".to_owned())
    );
    assert_eq!(report.result.unwrap().unblended.exact(), "15.00");
    assert_eq!(next(&ada, id).await.as_deref(), Some("2026-04-30 06:00"));
    let row = schedules::list(&ada.ctx, ada.org).await.unwrap().rows.remove(0);
    assert_eq!((row.last, row.workflow_name.as_str(), row.owner.as_str()), (Some(run), "Resale", "ada"));
    console.work().await;
    assert_eq!(runs(&ada, id).await.len(), 1);
}

async fn what_was_missed_is_made_up_for_once(database: &Database) {
    let console = Console::open(database).await;
    let (ada, id) = scheduled(&console, plan("2026-03-11", Range::MonthToDate, Repeat::Daily)).await;
    console.set_day("2026-03-14");
    console.work().await;
    let skipped = |day: &str| (day.to_owned(), Outcome::Skipped);
    assert_eq!(days(&ada, id).await, [asked("2026-03-14"), skipped("2026-03-13"), skipped("2026-03-12"), skipped("2026-03-11")]);
    assert_eq!(runs(&ada, id).await[1].why.as_deref(), Some("Missed; the run of 2026-03-14 stands for it."));
    assert_eq!(reports::list(&ada.ctx, ada.org).await.unwrap().len(), 2, "the first report, and one for all that was missed");
    console.work().await;
    assert_eq!((days(&ada, id).await.len(), next(&ada, id).await.unwrap()), (4, "2026-03-15 06:00".to_owned()));
}

async fn two_servers_run_a_day_once(database: &Database) {
    let console = Console::open(database).await;
    let (ada, id) = scheduled(&console, plan("2026-03-11", Range::MonthToDate, Repeat::Daily)).await;
    let twin = console.twin().await;
    for (past, day) in ["2026-03-11", "2026-03-12", "2026-03-13"].into_iter().enumerate() {
        console.set_day(day);
        let has_run = async || {
            until(async || days(&ada, id).await.len() > past).await;
            // As long again for the other one.
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        };
        tokio::join!(jobs::run(console.muster.clone(), has_run()), jobs::run(twin.clone(), has_run()));
    }
    console.work().await;
    assert_eq!(days(&ada, id).await, [asked("2026-03-13"), asked("2026-03-12"), asked("2026-03-11")]);
    assert_eq!(reports::list(&ada.ctx, ada.org).await.unwrap().len(), 1 + 3);
}

async fn set_zone(ada: &Person, zone: &str) {
    schedules::set_time_zone(&ada.ctx, ada.org, zone.parse().unwrap()).await.unwrap();
}

async fn a_run_keeps_its_hour_when_the_clock_is_set(database: &Database) {
    let console = Console::open(database).await;
    let ada = imported(&console).await;
    set_zone(&ada, "Europe/Berlin").await;
    let report = made(&console, &ada, ReportScope::All).await;
    let daily = new(plan("2026-03-28", Range::MonthToDate, Repeat::Daily));
    let id = schedules::create(&ada.ctx, ada.org, report, daily).await.unwrap().id;
    assert_eq!(next(&ada, id).await.as_deref(), Some("2026-03-28 05:00"));
    console.set_time("2026-03-28T05:00:00Z");
    console.work().await;
    assert_eq!(next(&ada, id).await.as_deref(), Some("2026-03-29 04:00"), "the clock was set forward that night");
    console.set_time("2026-03-29T03:30:00Z");
    console.work().await;
    assert_eq!(days(&ada, id).await, [asked("2026-03-28")]);
    console.set_time("2026-03-29T04:00:00Z");
    console.work().await;
    assert_eq!(days(&ada, id).await, [asked("2026-03-29"), asked("2026-03-28")]);
    console.set_time("2026-10-24T12:00:00Z");
    console.work().await;
    assert_eq!(next(&ada, id).await.as_deref(), Some("2026-10-25 05:00"), "and back that night");
}

async fn another_time_zone_runs_no_day_twice(database: &Database) {
    let console = Console::open(database).await;
    let (ada, id) = scheduled(&console, plan("2026-03-11", Range::MonthToDate, Repeat::Daily)).await;
    console.set_time("2026-03-11T06:30:00Z");
    console.work().await;
    set_zone(&ada, "America/Los_Angeles").await;
    assert_eq!(next(&ada, id).await.as_deref(), Some("2026-03-12 13:00"), "summer time there");
    console.set_time("2026-03-11T14:00:00Z");
    console.work().await;
    assert_eq!(days(&ada, id).await, [asked("2026-03-11")], "it is six there, of a day that was run");
    let tokyo = schedules::time_zone(&ada.ctx, ada.org).await.unwrap();
    assert_eq!(tokyo.to_string(), "America/Los_Angeles");
}

async fn a_paused_schedule_makes_up_for_nothing(database: &Database) {
    let console = Console::open(database).await;
    let (ada, id) = scheduled(&console, plan("2026-03-11", Range::MonthToDate, Repeat::Daily)).await;
    schedules::pause(&ada.ctx, ada.org, id).await.unwrap();
    assert!(matches!(schedules::pause(&ada.ctx, ada.org, id).await, Err(Error::Conflict(_))));
    console.set_day("2026-03-14");
    console.work().await;
    schedules::resume(&ada.ctx, ada.org, id).await.unwrap();
    assert!(matches!(schedules::resume(&ada.ctx, ada.org, id).await, Err(Error::Conflict(_))));
    console.work().await;
    assert_eq!((days(&ada, id).await, next(&ada, id).await.unwrap()), (Vec::new(), "2026-03-15 06:00".to_owned()));
    let once = new(plan("2026-03-15", Range::PreviousWeek, Repeat::Never));
    schedules::edit(&ada.ctx, ada.org, id, once).await.unwrap();
    console.set_day("2026-03-15");
    console.work().await;
    let row = schedules::find(&ada.ctx, ada.org, id).await.unwrap().row;
    assert_eq!(
        (row.state, row.next, row.last.unwrap().day.unwrap().to_string()),
        (ScheduleState::Ended, None, "2026-03-15".into())
    );
    schedules::delete(&ada.ctx, ada.org, id).await.unwrap();
    assert!(matches!(schedules::find(&ada.ctx, ada.org, id).await, Err(Error::NotFound)));
    assert_eq!(reports::list(&ada.ctx, ada.org).await.unwrap().len(), 2, "what it made stays");
}

async fn an_edited_schedule_runs_no_day_again(database: &Database) {
    let console = Console::open(database).await;
    let (ada, id) = scheduled(&console, plan("2026-03-10", Range::MonthToDate, Repeat::Weekly)).await;
    console.work().await;
    assert_eq!(days(&ada, id).await, [asked("2026-03-10")], "a start of today counts, though it is past six");
    let daily = NewSchedule { name: "Daily".to_owned(), ..new(plan("2026-03-10", Range::MonthToDate, Repeat::Daily)) };
    schedules::edit(&ada.ctx, ada.org, id, daily.clone()).await.unwrap();
    console.work().await;
    assert_eq!((days(&ada, id).await.len(), next(&ada, id).await.unwrap()), (1, "2026-03-11 06:00".to_owned()));
    console.set_day("2026-03-12");
    schedules::edit(&ada.ctx, ada.org, id, daily).await.unwrap();
    console.work().await;
    assert_eq!(next(&ada, id).await.unwrap(), "2026-03-13 06:00", "an old start may stay, and past days are over");
    assert_eq!(days(&ada, id).await[0], asked("2026-03-12"), "what was due before the edit is made");
}

async fn a_run_by_hand_leaves_the_plan_as_it_was(database: &Database) {
    let console = Console::open(database).await;
    let (ada, id) = scheduled(&console, plan("2026-03-31", Range::PreviousMonth, Repeat::Monthly)).await;
    let report = schedules::run_now(&ada.ctx, ada.org, id).await.unwrap();
    console.work().await;
    let run = runs(&ada, id).await.remove(0);
    assert_eq!((run.day, run.report, run.report_state), (None, Some(report), Some(WorkState::Successful)));
    assert_eq!(next(&ada, id).await.as_deref(), Some("2026-03-31 06:00"));
    reports::delete(&ada.ctx, ada.org, report).await.unwrap();
    assert_eq!(runs(&ada, id).await[0].report_state, None);
}

async fn what_cannot_be_scheduled_is_refused_at_its_field(database: &Database) {
    let console = Console::open(database).await;
    let ada = imported(&console).await;
    let report = made(&console, &ada, ReportScope::All).await;
    let good = new(plan("2026-03-10", Range::MonthToDate, Repeat::Daily));
    let path = async |new: NewSchedule| match schedules::create(&ada.ctx, ada.org, report, new).await {
        Err(Error::Invalid(refusals)) => refusals[0].path.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(path(NewSchedule { name: " ".to_owned(), ..good.clone() }).await, "name");
    assert_eq!(path(new(plan("2026-03-09", Range::MonthToDate, Repeat::Daily))).await, "start");
    assert_eq!(path(new(plan("2099-01-01", Range::MonthToDate, Repeat::Daily))).await, "start");
    let webhook = |url: &str| Recipients { webhook: Some(url.to_owned()), ..Recipients::default() };
    for url in ["http://example.com/", "https://127.0.0.1/", "https://10.0.0.1/", "nonsense"] {
        assert_eq!(path(NewSchedule { recipients: webhook(url), ..good.clone() }).await, "webhook", "{url}");
    }
    let members = Recipients { members: vec![ada.user], ..Recipients::default() };
    if !console.muster.sends_mail() {
        assert_eq!(path(NewSchedule { recipients: members, ..good.clone() }).await, "members");
    }
    let eve = console.administrator("eve").await;
    assert!(matches!(schedules::create(&eve.ctx, eve.org, report, good.clone()).await, Err(Error::NotFound)));
    let vic = console.viewer(ada.org, &[Permission::CreateReport]).await;
    schedules::create(&vic.ctx, ada.org, report, good).await.unwrap();
}

async fn told(person: &Person) -> Vec<(NotificationKind, String)> {
    let rows = notifications::inbox(&person.ctx, 1).await.unwrap().rows;
    rows.into_iter().map(|row| (row.kind, row.title)).collect()
}

async fn whoever_scheduled_it_is_warned_of_a_month_that_is_not_settled(database: &Database) {
    let console = Console::open(database).await;
    let (ada, id) = scheduled(&console, plan("2026-04-02", Range::PreviousMonth, Repeat::Monthly)).await;
    let warnings = async || {
        let rows = told(&ada).await.into_iter();
        rows.filter(|(kind, _)| *kind == NotificationKind::ScheduleIncomplete).count()
    };
    console.set_time("2026-04-01T05:30:00Z");
    console.work().await;
    assert_eq!(warnings().await, 0, "more than a day before");
    console.set_time("2026-04-01T06:00:00Z");
    console.work().await;
    console.forward(Duration::hours(1));
    console.work().await;
    assert_eq!((warnings().await, runs(&ada, id).await.len()), (1, 0), "once");
    let said = notifications::inbox(&ada.ctx, 1).await.unwrap().rows.remove(0);
    assert!(said.body.starts_with("On 2026-04-02 lines of March may still be missing"), "{}", said.body);
    assert_eq!(said.path, path(ada.org, id));
    let settled = new(plan("2026-04-07", Range::PreviousMonth, Repeat::Monthly));
    schedules::edit(&ada.ctx, ada.org, id, settled).await.unwrap();
    console.set_day("2026-04-07");
    console.work().await;
    assert_eq!((warnings().await, runs(&ada, id).await.len()), (1, 1));
}

fn path(org: OrganizationId, id: ScheduleId) -> String {
    format!("/organizations/{org}/schedules/{id}")
}

async fn whom_a_schedule_names_is_mailed_the_link_and_the_file(database: &Database) {
    let smtp = Smtp::start();
    let console = crate::mails::console(database, &smtp).await;
    let ada = console.confirmed("ada").await;
    let ma = ada.management_account().await;
    ada.upload(ma, "bill.csv", &csv(&BILL)).await;
    console.work().await;
    let report = made(&console, &ada, ReportScope::All).await;
    let recipients = Recipients { members: vec![ada.user], attach: true, ..Recipients::default() };
    let daily = new(plan("2026-03-11", Range::MonthToDate, Repeat::Daily));
    let id = schedules::create(&ada.ctx, ada.org, report, NewSchedule { recipients, ..daily }).await.unwrap().id;
    console.set_day("2026-03-11");
    console.work().await;
    console.mail().await;
    let mails = smtp.to("ada@example.org");
    let mail = mails.iter().find(|mail| mail.part("text/csv").is_some()).expect("a mail with the file");
    let run = runs(&ada, id).await.remove(0);
    let link = format!("https://console.example/organizations/{}/reports/{}", ada.org, run.report.unwrap());
    assert!(mail.part("text/plain").unwrap().contains(&link));
    assert!(mail.part("text/csv").unwrap().contains("Charge From Report"), "{:?}", mail.part("text/csv"));
}
