//! Every kind of notification, by what makes it: in the inbox, by mail with its link, and by mail no more once somebody
//! says so, kind by kind.

use muster_domain::schedule::{Range, Repeat};
use muster_domain::ticket::Request;
use muster_domain::view::charges::NewAssociation;
use muster_domain::view::notifications::{NotificationKind, NotificationRow};
use muster_domain::view::reports::ReportScope;
use muster_domain::{ManagementAccountId, ReportId, WorkflowId};
use muster_service::{Ctx, associations, months, notifications, reports, schedules, subsets, support, workflows};
use muster_testkit::smtp::{Received, Smtp};

use crate::bill::{BILL, LABS, csv};
use crate::charges::{FEBRUARY, month};
use crate::console::{Console, Person};
use crate::databases::{Database, on_both};
use crate::mails;
use crate::reports::march;
use crate::schedules::{new, plan};
use crate::tickets::ask;

on_both!(every_kind_is_told_in_the_inbox_and_by_mail_until_its_mails_are_declined,);

/// What it takes to let everything happen.
struct Scene {
    smtp: Smtp,
    console: Console,
    ada: Person,
    sam: Ctx,
    ma: ManagementAccountId,
    workflow: WorkflowId,
    report: ReportId,
}

const RETAIN: &str =
    r#"{"name":"Retain","rules":[{"rule":"retain_discounts","commitments":["ri"],"purchased_by":{"subset":"Other"}}]}"#;

impl Scene {
    async fn new(database: &Database) -> Self {
        let smtp = Smtp::start();
        let console = mails::console(database, &smtp).await;
        let (ada, sam) = (console.confirmed("ada").await, console.support("sam").await);
        let ma = ada.management_account().await;
        ada.upload(ma, "bill.csv", &csv(&BILL)).await;
        console.work().await;
        let labs = subsets::create(&ada.ctx, ada.org, "Labs", vec![LABS.parse().unwrap()]).await.unwrap();
        let workflow = workflows::create(&ada.ctx, ada.org, r#"{"name":"W","rules":[]}"#.to_owned()).await.unwrap();
        let new = NewAssociation { subset: labs, workflow, version: None, from: month(FEBRUARY) };
        associations::associate(&ada.ctx, ada.org, new).await.unwrap();
        let report = reports::create(&ada.ctx, ada.org, march(workflow, ReportScope::All)).await.unwrap();
        console.work().await;
        console.mail().await;
        Self { smtp, console, ada, sam, ma, workflow, report }
    }

    /// Lets something of this kind happen; in April, and again in May.
    async fn happen(&self, kind: NotificationKind, may: bool) {
        let Self { console, ada, .. } = self;
        match kind {
            NotificationKind::DataReady => drop(ada.upload(self.ma, "bill.csv", &csv(&BILL)).await),
            NotificationKind::ImportFailing => drop(ada.upload(self.ma, "bad.csv", "not,a,bill\n1,2,3\n").await),
            NotificationKind::TicketAnswered => {
                let id = ask(ada, Request::Question { text: "Why?".to_owned() }).await;
                support::comment(&self.sam, id, "Because of the credit.").await.unwrap();
            }
            NotificationKind::ReportReady => {
                reports::create(&ada.ctx, ada.org, march(self.workflow, ReportScope::All)).await.unwrap();
            }
            NotificationKind::ReportFailed => self.ask_for_what_cannot_be_made().await,
            NotificationKind::ScheduleIncomplete => {
                let (start, eve) = if may { ("2026-05-02", "2026-05-01") } else { ("2026-04-02", "2026-04-01") };
                let monthly = new(plan(start, Range::PreviousMonth, Repeat::Monthly));
                let id = schedules::create(&ada.ctx, ada.org, self.report, monthly).await.unwrap().id;
                console.set_day(eve);
                console.work().await;
                schedules::delete(&ada.ctx, ada.org, id).await.unwrap();
            }
            NotificationKind::MonthClosed => {
                if may {
                    months::reopen(&ada.ctx, ada.org, month(FEBRUARY), "a mistake").await.unwrap();
                    console.work().await;
                }
                months::close(&ada.ctx, ada.org, month(FEBRUARY), "Invoices are sent.").await.unwrap();
            }
        }
        console.work().await;
        console.mail().await;
    }

    /// Its workflow is about a subset that is gone by the time it is made.
    async fn ask_for_what_cannot_be_made(&self) {
        let Self { ada, .. } = self;
        let other = subsets::create(&ada.ctx, ada.org, "Other", Vec::new()).await.unwrap();
        let retain = workflows::create(&ada.ctx, ada.org, RETAIN.to_owned()).await.unwrap();
        reports::create(&ada.ctx, ada.org, march(retain, ReportScope::All)).await.unwrap();
        subsets::delete(&ada.ctx, ada.org, vec![other]).await.unwrap();
        self.console.work().await;
        workflows::delete(&ada.ctx, ada.org, retain).await.unwrap();
    }

    /// Newest first.
    async fn inbox(&self, kind: NotificationKind) -> Vec<NotificationRow> {
        let mut rows = notifications::inbox(&self.ada.ctx, 1).await.unwrap().rows;
        rows.extend(notifications::inbox(&self.ada.ctx, 2).await.unwrap().rows);
        let mut seen = std::collections::BTreeSet::new();
        rows.into_iter().filter(|row| row.kind == kind && seen.insert(row.id)).collect()
    }

    /// Those whose link ends mails of this kind, newest last.
    fn mails(&self, kind: NotificationKind) -> Vec<Received> {
        let named = format!(".{}.", kind.name());
        let is_of = |mail: &Received| mail.header("List-Unsubscribe").is_some_and(|link| link.contains(&named));
        self.smtp.to("ada@example.org").into_iter().filter(is_of).collect()
    }

    async fn mailed(&self) -> Vec<NotificationKind> {
        let choices = notifications::mail_choices(&self.ada.ctx).await.unwrap();
        choices.into_iter().filter(|choice| choice.mailed).map(|choice| choice.kind).collect()
    }
}

async fn every_kind_is_told_in_the_inbox_and_by_mail_until_its_mails_are_declined(database: &Database) {
    let scene = Scene::new(database).await;
    let mut links = Vec::new();
    for kind in NotificationKind::ALL {
        let before = (scene.inbox(kind).await.len(), scene.mails(kind).len());
        scene.happen(kind, false).await;
        let (rows, mails) = (scene.inbox(kind).await, scene.mails(kind));
        assert_eq!((rows.len(), mails.len()), (before.0 + 1, before.1 + 1), "{kind:?}");
        let (row, mail) = (&rows[0], &mails[mails.len() - 1]);
        assert_eq!(mail.subject(), row.title, "{kind:?}");
        for said in [row.body.clone(), format!("https://console.example{}", row.path), "You are a member of ada's".to_owned()] {
            assert!(!said.is_empty() && mail.text().contains(&said), "{kind:?}: {said} in {}", mail.text());
        }
        assert_eq!(mail.header("List-Unsubscribe-Post").unwrap(), "List-Unsubscribe=One-Click");
        links.push((kind, mail.token("https://console.example/unsubscribe/")));
    }
    let nobody = Ctx::anonymous(scene.console.muster.clone(), "test");
    for (place, (kind, link)) in links.iter().enumerate() {
        assert_eq!(notifications::unsubscribe(&nobody, link).await.unwrap(), *kind);
        assert_eq!(scene.mailed().await, NotificationKind::ALL[place + 1..], "that kind and no other");
        let before = (scene.inbox(*kind).await.len(), scene.mails(*kind).len());
        scene.happen(*kind, true).await;
        let after = (scene.inbox(*kind).await.len(), scene.mails(*kind).len());
        assert_eq!(after, (before.0 + 1, before.1), "{kind:?}: told, and not by mail");
    }
}
