//! What is mailed, to whom, and what becomes of mail that is not taken. The server of mail is real: see `testkit`.

use chrono::Duration;
use muster_domain::permission::{Membership, Role};
use muster_domain::view::members::ShownOnce;
use muster_domain::view::notifications::NotificationKind;
use muster_domain::view::reports::ReportScope;
use muster_service::people::send_confirmation;
use muster_service::{Ctx, Error, MailSettings, Mailer, invitations, members, notifications, reports, support, workflows};
use muster_store::outbox;
use muster_testkit::smtp::{Smtp, Wrapped};

use crate::bill::{BILL, csv};
use crate::console::{Console, Person};
use crate::databases::{Database, on_both};
use crate::reports::march;

on_both!(
    an_invitation_is_mailed_and_its_link_opens_it,
    a_mail_that_is_not_taken_is_tried_again_under_the_same_id,
    a_mail_that_is_refused_for_ever_is_given_up_and_says_why,
    a_mail_that_nobody_takes_for_a_day_is_given_up,
    what_is_rolled_back_is_not_mailed,
    a_process_that_dies_while_it_sends_loses_no_mail,
    what_lies_in_the_outbox_lets_nobody_in,
    members_are_mailed_what_they_are_told_unless_they_declined,
    who_has_not_confirmed_their_address_is_mailed_nothing_and_invites_nobody,
);

fn mailer(url: &str) -> Mailer {
    let settings = MailSettings { url, from: Some("Muster <billing@example.com>"), public_url: "https://console.example" };
    Mailer::new(&settings).unwrap()
}

/// A console that mails to this server.
pub(crate) async fn console(database: &Database, smtp: &Smtp) -> Console {
    let mut console = Console::open(database).await;
    console.muster = console.muster.with_mailer(mailer(&smtp.url())).with_public_url("https://console.example");
    console
}

/// The same, and somebody who signed up before it sent mail.
pub(crate) async fn unconfirmed(database: &Database, smtp: &Smtp, name: &str) -> (Console, Person) {
    let mut console = Console::open(database).await;
    let person = console.administrator(name).await;
    console.muster = console.muster.with_mailer(mailer(&smtp.url())).with_public_url("https://console.example");
    let ctx = Ctx::user(console.muster.clone(), "test", person.user);
    (console, Person { ctx, ..person })
}

fn reader() -> Membership {
    Membership { role: Role::Viewer, grants: Vec::new() }
}

async fn invite(ada: &Person, email: &str) -> Result<ShownOnce, Error> {
    invitations::invite(&ada.ctx, ada.org, email, reader()).await
}

/// What an administrator reads beside the only invitation.
async fn trouble(ada: &Person) -> Option<String> {
    members::list(&ada.ctx, ada.org).await.unwrap().invitations[0].trouble.clone()
}

async fn an_invitation_is_mailed_and_its_link_opens_it(database: &Database) {
    let smtp = Smtp::start();
    let console = console(database, &smtp).await;
    let ada = console.confirmed("ada").await;
    let shown = invite(&ada, "grace@example.org").await.unwrap();
    assert_eq!(shown, ShownOnce::Invitation { email: "grace@example.org".into(), link: None });
    console.mail().await;
    let mail = smtp.to("grace@example.org").remove(0);
    assert_eq!(mail.subject(), "ada invites you to ada's");
    assert_eq!(mail.header("From").unwrap(), "Muster <billing@example.com>");
    assert_eq!(mail.header("List-Unsubscribe"), None, "nobody subscribed to an invitation");
    let html = mail.part("text/html").unwrap();
    let token = mail.token("https://console.example/invitations/");
    assert!(html.contains(&format!("href=\"https://console.example/invitations/{token}\"")), "{html}");
    assert_eq!(trouble(&ada).await, None);
    let nobody = Ctx::anonymous(console.muster.clone(), "test");
    let user = invitations::join(&nobody, &token, "Grace".into(), "correct horse".into()).await.unwrap();
    let grace = Ctx::user(console.muster.clone(), "test", user);
    assert!(!muster_service::people::me(&grace).await.unwrap().unconfirmed, "the link came by mail");
}

async fn a_mail_that_is_not_taken_is_tried_again_under_the_same_id(database: &Database) {
    let smtp = Smtp::start();
    let console = console(database, &smtp).await;
    let ada = console.confirmed("ada").await;
    smtp.answer(451, "4.7.1 try again later");
    invite(&ada, "grace@example.org").await.unwrap();
    let id = waiting(&console).await[0].id;
    console.mail_once().await;
    let row = waiting(&console).await.remove(0);
    assert!(row.error.as_deref().unwrap().contains("try again later"), "{row:?}");
    assert!(trouble(&ada).await.unwrap().contains("tried again: "));
    console.mail_once().await;
    assert_eq!(smtp.mails().len(), 0, "not before its time");
    console.forward(Duration::seconds(20));
    console.mail().await;
    assert_eq!(smtp.mails()[0].header("Message-ID").unwrap(), format!("<{id}@console.example>"));
    assert_eq!(waiting(&console).await, []);
}

async fn a_mail_that_is_refused_for_ever_is_given_up_and_says_why(database: &Database) {
    let smtp = Smtp::start();
    let console = console(database, &smtp).await;
    let ada = console.confirmed("ada").await;
    smtp.answer(550, "5.1.1 no such user here");
    invite(&ada, "grace@example.org").await.unwrap();
    console.mail().await;
    let said = trouble(&ada).await.unwrap();
    assert!(said.contains("could not be sent") && said.contains("no such user here"), "{said}");
    let sam = console.support("sam").await;
    let row = support::mails(&sam).await.unwrap().remove(0);
    assert!(row.failed_at.is_some() && row.error.unwrap().contains("no such user here"));
    support::retry_mail(&sam, row.id).await.unwrap();
    console.mail().await;
    assert!(matches!(support::retry_mail(&sam, row.id).await, Err(Error::Conflict(_))), "it was sent");
    assert_eq!((smtp.to("grace@example.org").len(), trouble(&ada).await), (1, None));
    let id = members::list(&ada.ctx, ada.org).await.unwrap().invitations[0].id;
    invitations::resend(&ada.ctx, ada.org, id).await.unwrap();
    console.mail().await;
    assert_eq!(smtp.to("grace@example.org").len(), 2);
}

async fn a_mail_that_nobody_takes_for_a_day_is_given_up(database: &Database) {
    let smtp = Smtp::start();
    let console = console(database, &smtp).await;
    let ada = console.confirmed("ada").await;
    invite(&ada, "grace@example.org").await.unwrap();
    console.forward(Duration::hours(25));
    smtp.answer(451, "4.7.1 try again later");
    console.mail().await;
    assert!(waiting(&console).await[0].failed_at.is_some());
}

async fn what_is_rolled_back_is_not_mailed(database: &Database) {
    let smtp = Smtp::start();
    let console = console(database, &smtp).await;
    let ada = console.confirmed("ada").await;
    invite(&ada, "grace@example.org").await.unwrap();
    let again = invite(&ada, "grace@example.org").await;
    assert!(matches!(again, Err(Error::Invalid(_))), "{again:?}");
    console.mail().await;
    assert_eq!(smtp.mails().len(), 1);
}

/// A process that took a mail and vanished holds it for two minutes.
async fn a_process_that_dies_while_it_sends_loses_no_mail(database: &Database) {
    let smtp = Smtp::start();
    let console = console(database, &smtp).await;
    let ada = console.confirmed("ada").await;
    invite(&ada, "grace@example.org").await.unwrap();
    let now = console.muster.clock().now();
    let mut tx = console.store.write().await.unwrap();
    let taken = outbox::claim(&mut tx, now, now + Duration::seconds(120)).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    console.mail_once().await;
    assert_eq!(smtp.mails().len(), 0, "somebody else sends it");
    console.forward(Duration::seconds(121));
    console.mail().await;
    assert_eq!(smtp.mails().len(), 1);
    // The first comes back to life, too late to say anything of a mail that another sent.
    let mut tx = console.store.write().await.unwrap();
    outbox::give_up(&mut tx, &taken, now, "late").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(waiting(&console).await, []);
}

async fn what_lies_in_the_outbox_lets_nobody_in(database: &Database) {
    let smtp = Smtp::start();
    let console = console(database, &smtp).await;
    let ada = console.confirmed("ada").await;
    invite(&ada, "grace@example.org").await.unwrap();
    let row = waiting(&console).await.remove(0);
    assert!(!format!("{row:?}").contains("/invitations/"), "{row:?}");
    console.mail().await;
    assert!(!smtp.mails()[0].token("/invitations/").is_empty());
}

async fn members_are_mailed_what_they_are_told_unless_they_declined(database: &Database) {
    let smtp = Smtp::start();
    let console = console(database, &smtp).await;
    let ada = console.confirmed("ada").await;
    let ma = ada.management_account().await;
    ada.upload(ma, "bill.csv", &csv(&BILL)).await;
    console.work().await;
    let workflow = workflows::create(&ada.ctx, ada.org, r#"{"name":"W","rules":[]}"#.to_owned()).await.unwrap();
    reports::create(&ada.ctx, ada.org, march(workflow, ReportScope::All)).await.unwrap();
    console.work().await;
    console.mail().await;
    let subjects: Vec<_> = smtp.to("ada@example.org").iter().map(|mail| mail.subject()).collect();
    assert_eq!(subjects, ["The bill of Payer was imported", "The report March: résumé is ready"]);
    let mail = smtp.to("ada@example.org").remove(0);
    assert!(mail.text().contains("In the ledger now: 2026-02, 2026-03."), "{}", mail.text());
    assert_eq!(mail.header("List-Unsubscribe-Post").unwrap(), "List-Unsubscribe=One-Click");
    let link = mail.token("https://console.example/unsubscribe/");
    assert_eq!(mail.header("List-Unsubscribe").unwrap(), format!("<https://console.example/unsubscribe/{link}>"));
    let nobody = Ctx::anonymous(console.muster.clone(), "test");
    assert_eq!(notifications::unsubscribe(&nobody, &link).await.unwrap(), NotificationKind::DataReady);
    let forged = link.replace("data_ready", "report_ready");
    assert!(matches!(notifications::unsubscribe(&nobody, &forged).await, Err(Error::NotFound)));
    ada.upload(ma, "bill.csv", &csv(&BILL)).await;
    ada.upload(ma, "bill.csv", "not,a,bill\n1,2,3\n").await;
    console.work().await;
    console.mail().await;
    let subjects: Vec<_> = smtp.to("ada@example.org").iter().skip(2).map(|mail| mail.subject()).collect();
    assert_eq!(subjects, ["A bill of Payer could not be imported"]);
}

async fn who_has_not_confirmed_their_address_is_mailed_nothing_and_invites_nobody(database: &Database) {
    let smtp = Smtp::start();
    let (console, eve) = unconfirmed(database, &smtp, "eve").await;
    send_confirmation(&eve.ctx).await.unwrap();
    let refused = invite(&eve, "grace@example.org").await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    let ma = eve.management_account().await;
    eve.upload(ma, "bill.csv", &csv(&BILL)).await;
    console.work().await;
    console.mail().await;
    let subjects: Vec<_> = smtp.mails().iter().map(|mail| mail.subject()).collect();
    assert_eq!(subjects, ["Confirm your e-mail address"]);
}

async fn waiting(console: &Console) -> Vec<outbox::Mail> {
    outbox::list(&mut console.store.read().await.unwrap(), 10).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mail_is_encrypted_as_the_settings_say() {
    crate::databases::on_sqlite(async |database: &Database| {
        for wrapped in [Wrapped::Upgraded, Wrapped::Always] {
            let smtp = Smtp::wrapped(wrapped);
            let mut console = console(database, &smtp).await;
            let ada = console.confirmed("ada").await;
            let port = smtp.address.port();
            let ca = console.data.path().join("ca.pem");
            std::fs::write(&ca, &smtp.certificate).unwrap();
            let (scheme, query) = match wrapped {
                Wrapped::Always => ("smtps", String::new()),
                _ => ("smtp", "tls=required&".to_owned()),
            };
            let known = format!("{scheme}://muster:p%40ss@localhost:{port}?{query}ca={}", ca.display());
            let unknown = known.split("ca=").next().unwrap().trim_end_matches(['&', '?']).to_owned();
            invite(&ada, "grace@example.org").await.unwrap();
            console.muster = console.muster.with_mailer(mailer(&unknown));
            console.mail_once().await;
            assert_eq!(smtp.mails().len(), 0, "{wrapped:?}: nobody vouches for this server");
            assert!(waiting(&console).await[0].error.is_some());
            console.forward(Duration::minutes(1));
            console.muster = console.muster.with_mailer(mailer(&known));
            console.mail().await;
            assert!(smtp.mails().len() == 1 && smtp.was_signed_in(), "{wrapped:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_password_of_ours_is_no_mails_fault() {
    crate::databases::on_sqlite(async |database: &Database| {
        let smtp = Smtp::wrapped(Wrapped::Asked);
        let mut console = console(database, &smtp).await;
        let ada = console.confirmed("ada").await;
        invite(&ada, "grace@example.org").await.unwrap();
        console.muster = console.muster.with_mailer(mailer(&format!("smtp://muster:wrong@{}", smtp.address)));
        console.mail_once().await;
        let row = waiting(&console).await.remove(0);
        assert!(row.failed_at.is_none() && row.error.is_some(), "it waits until the setting is mended: {row:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_that_was_taken_is_sent_whatever_the_server_says_at_the_end() {
    crate::databases::on_sqlite(async |database: &Database| {
        let smtp = Smtp::start();
        let console = console(database, &smtp).await;
        let ada = console.confirmed("ada").await;
        smtp.end_in_silence();
        invite(&ada, "grace@example.org").await.unwrap();
        console.mail().await;
        assert_eq!((smtp.mails().len(), waiting(&console).await), (1, Vec::new()));
    })
    .await;
}
