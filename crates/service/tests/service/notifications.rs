//! What people are told, and what they are not.

use muster_domain::NotificationId;
use muster_domain::view::notifications::{NotificationKind, NotificationRow};
use muster_domain::view::reports::ReportScope;
use muster_service::{Error, members, notifications, people, reports, workflows};

use crate::bill::{BILL, csv};
use crate::console::{Console, Person};
use crate::databases::{Database, on_both};
use crate::reports::march;

on_both!(
    members_are_told_of_a_bill_and_the_asker_of_a_report,
    a_bill_that_cannot_be_read_says_why,
    what_is_read_is_not_counted_any_more,
    who_left_an_organization_is_told_nothing_of_it,
    mails_are_declined_kind_by_kind,
);

async fn inbox(person: &Person) -> Vec<NotificationRow> {
    notifications::inbox(&person.ctx, 1).await.unwrap().rows
}

async fn told(person: &Person) -> Vec<(NotificationKind, String)> {
    inbox(person).await.into_iter().map(|row| (row.kind, row.title)).collect()
}

async fn unread(person: &Person) -> u64 {
    people::me(&person.ctx).await.unwrap().unread
}

async fn imported(console: &Console, ada: &Person, content: &str) {
    let ma = ada.management_account().await;
    ada.upload(ma, "bill.csv", content).await;
    console.work().await;
}

async fn members_are_told_of_a_bill_and_the_asker_of_a_report(database: &Database) {
    let console = Console::open(database).await;
    let (ada, eve) = (console.administrator("ada").await, console.administrator("eve").await);
    let vic = console.viewer(ada.org, &[]).await;
    imported(&console, &ada, &csv(&BILL)).await;
    let ready = (NotificationKind::DataReady, "The bill of Payer was imported".to_owned());
    assert_eq!(told(&vic).await, std::slice::from_ref(&ready));
    assert_eq!(inbox(&vic).await[0].body, "In the ledger now: 2026-02, 2026-03.");
    let workflow = workflows::create(&ada.ctx, ada.org, r#"{"name":"W","rules":[]}"#.to_owned()).await.unwrap();
    let report = reports::create(&ada.ctx, ada.org, march(workflow, ReportScope::All)).await.unwrap();
    console.work().await;
    let rows = inbox(&ada).await;
    assert_eq!(rows[0].kind, NotificationKind::ReportReady);
    assert_eq!(rows[0].path, format!("/organizations/{}/reports/{report}", ada.org));
    assert_eq!((told(&ada).await[1].clone(), told(&vic).await), (ready.clone(), vec![ready]));
    assert_eq!(told(&eve).await, [], "another organization's business");
}

async fn a_bill_that_cannot_be_read_says_why(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    imported(&console, &ada, "not,a,bill\n1,2,3\n").await;
    let rows = inbox(&ada).await;
    assert_eq!(rows[0].kind, NotificationKind::ImportFailing);
    assert!(rows[0].body.contains("bill.csv"), "{}", rows[0].body);
}

async fn what_is_read_is_not_counted_any_more(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let vic = console.viewer(ada.org, &[]).await;
    imported(&console, &ada, &csv(&BILL)).await;
    let id = inbox(&ada).await[0].id;
    assert_eq!((unread(&ada).await, unread(&vic).await), (1, 1));
    let stranger = notifications::read(&vic.ctx, id).await;
    assert!(matches!(stranger, Err(Error::NotFound)), "somebody else's: {stranger:?}");
    notifications::read(&ada.ctx, id).await.unwrap();
    assert_eq!((unread(&ada).await, unread(&vic).await, inbox(&ada).await[0].read), (0, 1, true));
    notifications::read_all(&vic.ctx).await.unwrap();
    assert_eq!(unread(&vic).await, 0);
    let none = notifications::read(&ada.ctx, NotificationId(uuid::Uuid::nil())).await;
    assert!(matches!(none, Err(Error::NotFound)), "{none:?}");
}

async fn who_left_an_organization_is_told_nothing_of_it(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let vic = console.viewer(ada.org, &[]).await;
    imported(&console, &ada, &csv(&BILL)).await;
    members::remove(&ada.ctx, ada.org, vic.user).await.unwrap();
    assert_eq!((told(&vic).await, unread(&vic).await), (Vec::new(), 0));
}

async fn mails_are_declined_kind_by_kind(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let mailed = async || {
        let choices = notifications::mail_choices(&ada.ctx).await.unwrap();
        choices.into_iter().filter(|choice| choice.mailed).map(|choice| choice.kind).collect::<Vec<_>>()
    };
    assert_eq!(mailed().await, NotificationKind::ALL);
    notifications::choose_mail(&ada.ctx, &[NotificationKind::ReportFailed]).await.unwrap();
    notifications::choose_mail(&ada.ctx, &[NotificationKind::ReportFailed]).await.unwrap();
    assert_eq!(mailed().await, [NotificationKind::ReportFailed]);
    notifications::choose_mail(&ada.ctx, &NotificationKind::ALL).await.unwrap();
    assert_eq!(mailed().await, NotificationKind::ALL);
}
