//! Webhooks of schedules, received by a real server.

use chrono::Duration;
use muster_domain::ScheduleId;
use muster_domain::schedule::{Range, Repeat};
use muster_domain::view::members::ShownOnce;
use muster_domain::view::notifications::NotificationKind;
use muster_domain::view::reports::ReportScope;
use muster_domain::view::schedules::{DeliveryRow, DeliveryState, NewSchedule, Recipients};
use muster_service::{Error, Webhooks, jobs, notifications, reports, schedules};

use crate::console::{Console, Person, until};
use crate::databases::{Database, on_both};
use crate::receiver::Receiver;
use crate::reports::{imported, made};
use crate::schedules::{new, plan};

on_both!(
    a_receiver_knows_who_sent_it_and_is_asked_again,
    a_receiver_that_takes_nothing_is_given_up,
    a_webhook_is_sent_again_on_request_and_not_for_the_same_report,
    a_sender_that_vanished_is_replaced,
    a_name_that_leads_into_the_own_network_is_not_followed,
    an_encrypted_receiver_is_trusted_by_its_authority_and_its_name,
);

/// A schedule with a webhook, and the secret that was shown.
async fn hooked(console: &Console, url: &str) -> (Person, ScheduleId, String) {
    let ada = imported(console).await;
    let report = made(console, &ada, ReportScope::All).await;
    let recipients = Recipients { webhook: Some(url.to_owned()), ..Recipients::default() };
    let daily = new(plan("2026-03-31", Range::MonthToDate, Repeat::Daily));
    let saved = schedules::create(&ada.ctx, ada.org, report, NewSchedule { recipients, ..daily }).await.unwrap();
    let Some(ShownOnce::Webhook { secret, .. }) = saved.secret else { panic!("{saved:?}") };
    (ada, saved.id, secret)
}

async fn open(database: &Database, receiver: &Receiver) -> Console {
    let mut console = Console::open(database).await;
    console.muster = console.muster.with_webhooks(Webhooks::allowing([receiver.host.clone()]));
    console
}

/// Makes reports and sends what is due, by a clock that goes ten times as fast: the first pause is of seconds.
pub(crate) async fn work(console: &Console) {
    let idle = async {
        console.muster.jobs_idle().await.unwrap();
        let sent = console.muster.deliveries_idle();
        let mut sent = std::pin::pin!(sent);
        loop {
            tokio::select! {
                done = &mut sent => break done.unwrap(),
                () = tokio::time::sleep(std::time::Duration::from_millis(100)) => console.forward(Duration::seconds(1)),
            }
        }
    };
    jobs::run(console.muster.clone(), idle).await;
}

async fn deliveries(ada: &Person, id: ScheduleId) -> Vec<DeliveryRow> {
    schedules::find(&ada.ctx, ada.org, id).await.unwrap().deliveries
}

fn statuses(delivery: &DeliveryRow) -> Vec<Option<u16>> {
    delivery.attempts.iter().rev().map(|attempt| attempt.status).collect()
}

async fn a_receiver_knows_who_sent_it_and_is_asked_again(database: &Database) {
    let receiver = Receiver::open(&[500, 302]).await;
    let console = open(database, &receiver).await;
    let (ada, id, secret) = hooked(&console, &receiver.url()).await;
    let report = schedules::run_now(&ada.ctx, ada.org, id).await.unwrap();
    work(&console).await;
    let delivery = deliveries(&ada, id).await.remove(0);
    assert_eq!((delivery.state, delivery.target.as_str()), (DeliveryState::Waiting, receiver.url().as_str()));
    assert_eq!(statuses(&delivery), [Some(500), Some(302)], "redirects are not followed");
    assert!(delivery.due_at.unwrap() > console.muster.clock().now() + Duration::minutes(4));
    console.forward(Duration::minutes(5));
    work(&console).await;
    let delivery = deliveries(&ada, id).await.remove(0);
    assert_eq!(
        (delivery.state, delivery.due_at, statuses(&delivery)),
        (DeliveryState::Done, None, vec![Some(500), Some(302), Some(204)])
    );
    let received = receiver.received();
    assert_eq!(received.len(), 3);
    for got in &received {
        assert!(got.is_signed_with(&secret) && !got.is_signed_with("whsec_AAAA"));
        assert_eq!((got.id.clone(), got.path.as_str()), (delivery.id.to_string(), "/hooks?of=muster"));
        assert_eq!(got.body, received[0].body);
    }
    assert!(received[2].timestamp >= received[0].timestamp + 300);
    let said: serde_json::Value = serde_json::from_str(&received[0].body).unwrap();
    let link = format!("http://127.0.0.1:3000/organizations/{}/reports/{report}", ada.org);
    assert_eq!((said["type"].as_str(), said["data"]["link"].as_str()), (Some("report.ready"), Some(link.as_str())));
    assert_eq!(said["data"]["report"]["name"], "Monthly bill 2026-03-01 to 2026-03-10");
    let kept = muster_store::schedules::lookup(&mut console.tables(ada.org).await, id).await.unwrap().unwrap();
    assert!(!kept.secret.unwrap().contains(&secret["whsec_".len()..]));
}

async fn a_receiver_that_takes_nothing_is_given_up(database: &Database) {
    let receiver = Receiver::open(&[500, 500, 500, 500, 500, 500, 500, 500, 500, 410]).await;
    let console = open(database, &receiver).await;
    let (ada, id, _) = hooked(&console, &receiver.url()).await;
    schedules::run_now(&ada.ctx, ada.org, id).await.unwrap();
    for _ in 0..9 {
        work(&console).await;
        console.forward(Duration::hours(10));
    }
    let delivery = deliveries(&ada, id).await.remove(0);
    assert_eq!((delivery.state, delivery.attempts.len(), delivery.due_at), (DeliveryState::Failed, 9, None));
    let rows = notifications::inbox(&ada.ctx, 1).await.unwrap().rows;
    let told = rows.iter().find(|row| row.title.contains("was not taken")).unwrap();
    assert_eq!(
        (told.kind, told.body.as_str()),
        (NotificationKind::ReportFailed, "Tried 9 times; at last the receiver answered 500.")
    );
    schedules::replay(&ada.ctx, ada.org, delivery.id).await.unwrap();
    work(&console).await;
    let delivery = deliveries(&ada, id).await.remove(0);
    assert_eq!((delivery.state, delivery.attempts[0].status), (DeliveryState::Failed, Some(410)), "it wants no more");
}

async fn a_webhook_is_sent_again_on_request_and_not_for_the_same_report(database: &Database) {
    let receiver = Receiver::open(&[]).await;
    let console = open(database, &receiver).await;
    let (ada, id, old) = hooked(&console, &receiver.url()).await;
    let report = schedules::run_now(&ada.ctx, ada.org, id).await.unwrap();
    work(&console).await;
    assert!(receiver.received()[0].is_signed_with(&old));
    console.forward(Duration::days(29));
    schedules::pause(&ada.ctx, ada.org, id).await.unwrap();
    console.forward(Duration::days(2));
    reports::retry(&ada.ctx, ada.org, report).await.unwrap();
    work(&console).await;
    assert_eq!(receiver.received().len(), 1, "the same report, made again");
    let Ok(ShownOnce::Webhook { secret, .. }) = schedules::renew_secret(&ada.ctx, ada.org, id).await else { panic!() };
    let delivery = deliveries(&ada, id).await[0].id;
    schedules::replay(&ada.ctx, ada.org, delivery).await.unwrap();
    assert!(matches!(schedules::replay(&ada.ctx, ada.org, delivery).await, Err(Error::Conflict(_))));
    work(&console).await;
    let received = receiver.received();
    assert_eq!((received.len(), &received[0].id), (2, &received[1].id));
    assert!(received[1].is_signed_with(&secret) && !received[1].is_signed_with(&old));
    let plain = new(plan("2026-05-31", Range::MonthToDate, Repeat::Daily));
    schedules::edit(&ada.ctx, ada.org, id, plain).await.unwrap();
    assert!(matches!(schedules::replay(&ada.ctx, ada.org, delivery).await, Err(Error::Conflict(_))), "no webhook any more");
    assert!(matches!(schedules::renew_secret(&ada.ctx, ada.org, id).await, Err(Error::Conflict(_))));
}

async fn a_sender_that_vanished_is_replaced(database: &Database) {
    let receiver = Receiver::open(&[]).await;
    let console = open(database, &receiver).await;
    let (ada, id, _) = hooked(&console, &receiver.url()).await;
    schedules::run_now(&ada.ctx, ada.org, id).await.unwrap();
    console.work().await;
    let now = console.muster.clock().now();
    let mut tx = console.store.write().await.unwrap();
    let taken = muster_store::deliveries::take(&mut tx, (now, now + Duration::seconds(60))).await.unwrap();
    tx.commit().await.unwrap();
    if taken.is_some() {
        assert_eq!(receiver.received().len(), 0, "its sender is never heard of");
        console.forward(Duration::seconds(61));
    }
    work(&console).await;
    // Once, or once more where the worker was stopped while it sent: the id is the same.
    let ids: std::collections::BTreeSet<_> = receiver.received().into_iter().map(|got| got.id).collect();
    assert_eq!((ids.len(), deliveries(&ada, id).await[0].state), (1, DeliveryState::Done));
}

async fn a_name_that_leads_into_the_own_network_is_not_followed(database: &Database) {
    let console = Console::open(database).await;
    let receiver = Receiver::open(&[]).await;
    let port = receiver.host.rsplit_once(':').unwrap().1;
    // The name says nothing yet when it is saved; what it leads to is looked at with each try.
    let (ada, id, _) = hooked(&console, &format!("https://localhost:{port}/")).await;
    schedules::run_now(&ada.ctx, ada.org, id).await.unwrap();
    work(&console).await;
    let delivery = deliveries(&ada, id).await.remove(0);
    assert!(delivery.attempts.iter().all(|attempt| attempt.status.is_none()));
    let why = delivery.attempts[0].error.clone().unwrap();
    assert!(why.contains("private network"), "{why}");
    assert_eq!(receiver.received().len(), 0);
}

async fn an_encrypted_receiver_is_trusted_by_its_authority_and_its_name(database: &Database) {
    let receiver = Receiver::encrypted("127.0.0.1").await;
    let url = format!("https://{}/hooks", receiver.host);
    let allowing = || Webhooks::allowing([receiver.host.clone()]);
    let mut console = Console::open(database).await;
    console.muster = console.muster.with_webhooks(allowing().trusting(receiver.authority.as_bytes()).unwrap());
    let (ada, id, secret) = hooked(&console, &url).await;
    schedules::run_now(&ada.ctx, ada.org, id).await.unwrap();
    work(&console).await;
    assert_eq!(statuses(&deliveries(&ada, id).await[0]), [Some(204)]);
    assert!(receiver.received()[0].is_signed_with(&secret));
    let other = Receiver::encrypted("hooks.example.com").await;
    let misnamed = Webhooks::allowing([other.host.clone()]).trusting(other.authority.as_bytes()).unwrap();
    for (webhooks, url, why) in
        [(allowing(), url, "UnknownIssuer"), (misnamed, format!("https://{}/hooks", other.host), "not valid for name")]
    {
        let error = refused_by(&console, (&ada, id), (webhooks, &url)).await;
        assert!(error.contains("no secure connection") && error.contains(why), "{error}");
    }
    assert_eq!((receiver.received().len(), other.received().len()), (1, 0), "what is not trusted is sent nothing");
}

/// Why the first try of another report's webhook failed, sent by these means to this address.
async fn refused_by(console: &Console, (ada, id): (&Person, ScheduleId), (webhooks, url): (Webhooks, &str)) -> String {
    let muster = console.muster.clone().with_webhooks(webhooks);
    let ctx = muster_service::Ctx::user(muster.clone(), "test", ada.ctx.user_id().unwrap());
    let found = schedules::find(&ctx, ada.org, id).await.unwrap();
    let before = found.deliveries.len();
    let recipients = Recipients { webhook: Some(url.to_owned()), ..found.recipients };
    let changed = NewSchedule { name: found.row.name, plan: found.row.plan, recipients };
    schedules::edit(&ctx, ada.org, id, changed).await.unwrap();
    schedules::run_now(&ctx, ada.org, id).await.unwrap();
    let first_try = async || {
        let mut deliveries = schedules::find(&ctx, ada.org, id).await.unwrap().deliveries;
        (deliveries.len() > before).then(|| deliveries.remove(0).attempts.pop())?
    };
    jobs::run(muster.clone(), until(async || first_try().await.is_some())).await;
    first_try().await.unwrap().error.unwrap()
}
