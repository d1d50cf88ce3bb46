//! Bills that come by themselves, from the wizard to the ledger, and everything that can be wrong on the way.

mod settings;

use chrono::Duration;
use muster_domain::ManagementAccountId;
use muster_domain::connection::{ConnectionState, Finding, PlaceForm};
use muster_domain::view::connections::{EventKind, Health, MonthState};
use muster_domain::view::notifications::{NotificationKind, NotificationRow};
use muster_service::{Error, connections, imports, management_accounts, notifications};

use crate::bill::{LABS, Line, SHOP};
use crate::console::{Console, Person};
use crate::databases::{Database, on_both};
use crate::shelf::Shelf;

on_both!(
    a_connection_waits_for_its_first_delivery_and_is_ready_with_it,
    the_whole_history_is_read_newest_month_first_and_told_once,
    only_what_changed_is_read_again,
    a_finding_is_told_once_and_its_end_is_noted,
    a_delivery_that_cannot_be_read_waits_for_another,
    a_half_written_delivery_waits,
    a_connection_without_news_for_two_days_is_stale,
    what_is_disconnected_is_read_no_more,
    an_import_of_a_delivery_that_failed_is_tried_again_on_request,
    a_removed_account_is_looked_at_no_more,
);

pub(crate) const ROLE: &str = "arn:aws:iam::111122223333:role/MusterBills";
const FEBRUARY: [Line<'static>; 1] = [(LABS, "2026-02-15", "Usage", "10")];
const MARCH: [Line<'static>; 2] = [(LABS, "2026-03-01", "Usage", "2"), (SHOP, "2026-03-02", "Usage", "3")];

pub(crate) fn form() -> PlaceForm {
    PlaceForm {
        bucket: "acme-bills".to_owned(),
        region: "eu-central-1".to_owned(),
        prefix: "cur".to_owned(),
        report: "daily".to_owned(),
        ..PlaceForm::default()
    }
}

/// A management account that reads the shelf; its first check waits for a worker.
pub(crate) async fn connected(ada: &Person) -> ManagementAccountId {
    let ma = ada.management_account().await;
    connections::save_place(&ada.ctx, ada.org, ma, form()).await.unwrap();
    connections::connect(&ada.ctx, ada.org, ma, ROLE).await.unwrap();
    ma
}

pub(crate) async fn health(ada: &Person, ma: ManagementAccountId) -> Health {
    connections::health(&ada.ctx, ada.org, ma).await.unwrap()
}

async fn state(ada: &Person, ma: ManagementAccountId) -> ConnectionState {
    management_accounts::find(&ada.ctx, ada.org, ma).await.unwrap().state
}

fn months(health: &Health) -> Vec<(String, MonthState)> {
    health.months.iter().map(|month| (month.month.to_string(), month.state)).collect()
}

fn events(health: &Health) -> Vec<EventKind> {
    health.events.iter().rev().map(|event| event.kind).collect()
}

async fn told(person: &Person) -> Vec<NotificationRow> {
    notifications::inbox(&person.ctx, 1).await.unwrap().rows
}

/// The hour passes, and what is due is done.
async fn an_hour_later(console: &Console) {
    console.forward(Duration::minutes(66));
    console.work().await;
}

async fn a_connection_waits_for_its_first_delivery_and_is_ready_with_it(database: &Database) {
    let shelf = Shelf::new();
    let console = Console::reading(database, &shelf).await;
    let ada = console.administrator("ada").await;
    let ma = connected(&ada).await;
    assert_eq!(state(&ada, ma).await, ConnectionState::Checking);
    assert!(health(&ada, ma).await.is_checking);
    console.work().await;
    let waiting = health(&ada, ma).await;
    assert_eq!(waiting.standing.state, ConnectionState::Waiting);
    assert_eq!(waiting.standing.finding.map(|finding| finding.name()), Some("no_manifest"));
    assert!(waiting.checked_at.is_some() && waiting.next_check_at > waiting.checked_at && !waiting.is_checking);
    assert_eq!(told(&ada).await, [], "waiting is nothing to be told of");
    shelf.deliver("2026-03", &MARCH, ("a1", "2026-03-10"));
    an_hour_later(&console).await;
    let ready = health(&ada, ma).await;
    assert_eq!((ready.standing.state, ready.standing.finding.as_ref()), (ConnectionState::Ready, None));
    assert_eq!(months(&ready), [("2026-03".to_owned(), MonthState::Estimated)]);
    assert_eq!(ready.lag, Some(186), "since six o'clock");
    use EventKind::{Connected, Delivered, Found, Imported, Mended};
    assert_eq!(events(&ready), [Connected, Found, Delivered, Mended, Imported]);
    let rows = told(&ada).await;
    assert_eq!((rows.len(), rows[0].kind), (1, NotificationKind::DataReady));
    assert_eq!(rows[0].title, "The bills of Payer are ready");
}

async fn the_whole_history_is_read_newest_month_first_and_told_once(database: &Database) {
    let shelf = Shelf::new();
    let console = Console::reading(database, &shelf).await;
    let ada = console.administrator("ada").await;
    shelf.deliver("2026-01", &[(LABS, "2026-01-15", "Usage", "1")], ("a1", "2026-02-03"));
    shelf.deliver("2026-02", &FEBRUARY, ("a2", "2026-03-03"));
    shelf.deliver("2026-03", &MARCH, ("a3", "2026-03-10"));
    let ma = connected(&ada).await;
    console.work().await;
    let ready = health(&ada, ma).await;
    let estimated = ["2026-03", "2026-02", "2026-01"].map(|month| (month.to_owned(), MonthState::Estimated));
    assert_eq!(months(&ready), estimated);
    let rows = imports::list(&ada.ctx, ada.org, ma).await.unwrap();
    let mut read: Vec<_> = rows.iter().map(|row| (row.finished_at, row.months[0].month.to_string())).collect();
    read.sort();
    assert_eq!(read.into_iter().map(|(_, month)| month).collect::<Vec<_>>(), ["2026-03", "2026-02", "2026-01"]);
    let told = told(&ada).await;
    assert_eq!(told.len(), 1);
    assert!(told[0].body.starts_with("In the ledger now: 3 months, 2026-01 to 2026-03."), "{}", told[0].body);
}

async fn only_what_changed_is_read_again(database: &Database) {
    let shelf = Shelf::new();
    let console = Console::reading(database, &shelf).await;
    let ada = console.administrator("ada").await;
    shelf.deliver("2026-02", &FEBRUARY, ("a1", "2026-03-03"));
    shelf.deliver("2026-03", &MARCH, ("a2", "2026-03-10"));
    let ma = connected(&ada).await;
    console.work().await;
    connections::check(&ada.ctx, ada.org, ma).await.unwrap();
    console.work().await;
    assert_eq!(imports::list(&ada.ctx, ada.org, ma).await.unwrap().len(), 2, "nothing is new");
    shelf.deliver("2026-03", &[(SHOP, "2026-03-02", "Usage", "7")], ("a3", "2026-03-10"));
    an_hour_later(&console).await;
    let rows = imports::list(&ada.ctx, ada.org, ma).await.unwrap();
    assert_eq!((rows.len(), rows[0].months[0].unblended.exact()), (3, "7.00".to_owned()));
    assert_eq!(told(&ada).await.len(), 1, "what comes later is in the events only");
}

async fn a_finding_is_told_once_and_its_end_is_noted(database: &Database) {
    let shelf = Shelf::new();
    let console = Console::reading(database, &shelf).await;
    let ada = console.administrator("ada").await;
    shelf.deliver("2026-03", &MARCH, ("a1", "2026-03-10"));
    let ma = connected(&ada).await;
    console.work().await;
    shelf.break_with(&Finding::RoleRefused { role: ROLE.to_owned() });
    an_hour_later(&console).await;
    let failing = health(&ada, ma).await.standing;
    assert_eq!((failing.state, failing.finding.map(|finding| finding.name())), (ConnectionState::Failing, Some("role_refused")));
    let since = failing.since.unwrap();
    an_hour_later(&console).await;
    assert_eq!(health(&ada, ma).await.standing.since, Some(since), "it is the same incident");
    let failures = told(&ada).await.into_iter().filter(|row| row.kind == NotificationKind::ImportFailing).collect::<Vec<_>>();
    assert_eq!(failures.len(), 1);
    assert_eq!(failures[0].title, "Payer: The role cannot be assumed");
    let alerts = connections::alerts(&ada.ctx, ada.org).await.unwrap();
    assert_eq!((alerts.len(), alerts[0].account, alerts[0].since), (1, ma, since));
    shelf.mend();
    an_hour_later(&console).await;
    assert_eq!(state(&ada, ma).await, ConnectionState::Ready);
    assert_eq!(events(&health(&ada, ma).await).last(), Some(&EventKind::Mended));
    assert_eq!(connections::alerts(&ada.ctx, ada.org).await.unwrap(), []);
    shelf.break_with(&Finding::NoIdentity);
    an_hour_later(&console).await;
    assert_eq!(told(&ada).await.len(), 3, "another incident");
}

async fn a_delivery_that_cannot_be_read_waits_for_another(database: &Database) {
    let shelf = Shelf::new();
    let console = Console::reading(database, &shelf).await;
    let ada = console.administrator("ada").await;
    shelf.deliver("2026-02", &FEBRUARY, ("a1", "2026-03-03"));
    shelf.deliver("2026-03", &[(LABS, "2026-03-01", "Usage", "ten")], ("a2", "2026-03-10"));
    let ma = connected(&ada).await;
    console.work().await;
    let failing = health(&ada, ma).await;
    assert_eq!(failing.standing.state, ConnectionState::Failing);
    let expected = [("2026-03".to_owned(), MonthState::Failing), ("2026-02".to_owned(), MonthState::Estimated)];
    assert_eq!(months(&failing), expected);
    assert!(failing.months[0].finding.as_ref().unwrap().what().contains("`ten`"));
    an_hour_later(&console).await;
    let rows = imports::list(&ada.ctx, ada.org, ma).await.unwrap();
    assert_eq!(rows.len(), 2, "it would fail again in the same way");
    let failures = told(&ada).await.into_iter().filter(|row| row.kind == NotificationKind::ImportFailing).count();
    assert_eq!(failures, 1);
    shelf.deliver("2026-03", &MARCH, ("a3", "2026-03-10"));
    an_hour_later(&console).await;
    let ready = health(&ada, ma).await;
    assert_eq!((ready.standing.state, ready.months[0].state), (ConnectionState::Ready, MonthState::Estimated));
}

async fn a_half_written_delivery_waits(database: &Database) {
    let shelf = Shelf::new();
    let console = Console::reading(database, &shelf).await;
    let ada = console.administrator("ada").await;
    shelf.announce("2026-03", ("a1", "2026-03-10"));
    let ma = connected(&ada).await;
    console.work().await;
    let waiting = health(&ada, ma).await;
    assert_eq!(months(&waiting), [("2026-03".to_owned(), MonthState::Unfinished)]);
    assert_eq!(waiting.standing.state, ConnectionState::Waiting);
    assert_eq!(imports::list(&ada.ctx, ada.org, ma).await.unwrap(), []);
    let soon = waiting.next_check_at.unwrap() - waiting.checked_at.unwrap();
    assert!(soon < Duration::minutes(12), "it is looked at again soon: {soon}");
    shelf.deliver("2026-03", &MARCH, ("a1", "2026-03-10"));
    console.forward(Duration::minutes(12));
    console.work().await;
    assert_eq!(state(&ada, ma).await, ConnectionState::Ready);
}

async fn a_connection_without_news_for_two_days_is_stale(database: &Database) {
    let shelf = Shelf::new();
    let console = Console::reading(database, &shelf).await;
    let ada = console.administrator("ada").await;
    shelf.deliver("2026-03", &MARCH, ("a1", "2026-03-10"));
    let ma = connected(&ada).await;
    console.work().await;
    console.set_day("2026-03-12");
    console.work().await;
    let stale = health(&ada, ma).await.standing;
    assert_eq!((stale.state, stale.finding.map(|finding| finding.name())), (ConnectionState::Ready, Some("stale")));
    let rows = told(&ada).await;
    assert_eq!(rows[0].title, "Payer: No new delivery for more than 48 hours");
    assert_eq!(connections::alerts(&ada.ctx, ada.org).await.unwrap().len(), 1);
    shelf.deliver("2026-03", &MARCH, ("a2", "2026-03-12"));
    an_hour_later(&console).await;
    assert_eq!(health(&ada, ma).await.standing.finding, None);
}

async fn what_is_disconnected_is_read_no_more(database: &Database) {
    let shelf = Shelf::new();
    let console = Console::reading(database, &shelf).await;
    let ada = console.administrator("ada").await;
    shelf.deliver("2026-02", &FEBRUARY, ("a1", "2026-03-03"));
    let ma = connected(&ada).await;
    console.work().await;
    connections::disconnect(&ada.ctx, ada.org, ma).await.unwrap();
    shelf.deliver("2026-03", &MARCH, ("a2", "2026-03-10"));
    an_hour_later(&console).await;
    let health = health(&ada, ma).await;
    assert_eq!((health.kind, health.next_check_at, health.months.len()), (None, None, 0));
    assert_eq!(management_accounts::find(&ada.ctx, ada.org, ma).await.unwrap().months.len(), 1, "what is there stays");
    let again = connections::disconnect(&ada.ctx, ada.org, ma).await;
    assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
    let settings = connections::settings(&ada.ctx, ada.org, ma).await.unwrap();
    assert_eq!((settings.kind, settings.role.as_str(), settings.place), (None, ROLE, Some(form())));
}

async fn an_import_of_a_delivery_that_failed_is_tried_again_on_request(database: &Database) {
    let shelf = Shelf::new();
    let console = Console::reading(database, &shelf).await;
    let ada = console.administrator("ada").await;
    shelf.deliver("2026-03", &[(LABS, "2026-03-01", "Usage", "ten")], ("a1", "2026-03-10"));
    let ma = connected(&ada).await;
    console.work().await;
    let failed = imports::list(&ada.ctx, ada.org, ma).await.unwrap().remove(0).id;
    shelf.deliver("2026-03", &MARCH, ("a1", "2026-03-10"));
    imports::retry(&ada.ctx, ada.org, failed).await.unwrap();
    console.work().await;
    assert_eq!(health(&ada, ma).await.months[0].state, MonthState::Estimated);
    assert_eq!(state(&ada, ma).await, ConnectionState::Ready);
}

async fn a_removed_account_is_looked_at_no_more(database: &Database) {
    let shelf = Shelf::new();
    let console = Console::reading(database, &shelf).await;
    let ada = console.administrator("ada").await;
    shelf.deliver("2026-03", &MARCH, ("a1", "2026-03-10"));
    let ma = connected(&ada).await;
    management_accounts::remove(&ada.ctx, ada.org, ma).await.unwrap();
    an_hour_later(&console).await;
    let health = connections::health(&ada.ctx, ada.org, ma).await;
    assert!(matches!(health, Err(Error::NotFound)), "{health:?}");
}
