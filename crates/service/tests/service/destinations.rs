//! Reports of schedules put into object stores: by whose rights, again where it did not go well, and never twice over.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use muster_domain::connection::{DestinationForm, Finding, Source, external_id};
use muster_domain::schedule::{Range, Repeat};
use muster_domain::view::audit::AuditFilter;
use muster_domain::view::reports::ReportScope;
use muster_domain::view::schedules::{DeliveryState, NewSchedule, Recipients};
use muster_domain::{ReportId, ScheduleId};
use muster_service::deliveries::{Deliveries, Look, NotRead, Parcel, Read, Reading};
use muster_service::{Connecting, Error, audit, schedules};

use crate::console::{Console, Person};
use crate::databases::{Database, on_both};
use crate::reports::{imported, made};
use crate::schedules::{new, plan};
use crate::webhooks::work;

on_both!(
    a_report_is_put_until_it_is_there_in_the_name_of_its_organization_alone,
    a_place_without_a_role_has_to_be_the_organizations_own,
    a_report_that_expires_on_its_way_is_kept_until_it_is_there,
);

/// An object store that keeps what it is given, and refuses as it is told.
#[derive(Default)]
struct Shop {
    /// With what was in each file.
    kept: Mutex<Vec<(Parcel, String)>>,
    refusals: Mutex<VecDeque<String>>,
}

#[async_trait]
impl Deliveries for Shop {
    async fn look(&self, _: &Source) -> Result<Look, Finding> {
        Err(Finding::NoIdentity)
    }

    async fn read(&self, _: Reading) -> Result<Read, NotRead> {
        Err(NotRead::Cancelled)
    }

    async fn put(&self, parcel: Parcel) -> Result<(), String> {
        if let Some(refusal) = self.refusals.lock().unwrap().pop_front() {
            return Err(refusal);
        }
        let text = std::fs::read_to_string(&parcel.file).map_err(|error| error.to_string())?;
        self.kept.lock().unwrap().push((parcel, text));
        Ok(())
    }
}

async fn open(database: &Database, shop: &Arc<Shop>) -> Console {
    let mut console = Console::open(database).await;
    let reports = vec!["s3://shared/reports".parse().unwrap()];
    let connecting = Connecting { deliveries: Arc::<Shop>::clone(shop), reports, ..Connecting::default() };
    console.muster = console.muster.with_connecting(connecting);
    console
}

fn to(bucket: DestinationForm) -> NewSchedule {
    let recipients = Recipients { bucket: Some(bucket), ..Recipients::default() };
    NewSchedule { recipients, ..new(plan("2026-03-31", Range::MonthToDate, Repeat::Daily)) }
}

fn by_role() -> DestinationForm {
    DestinationForm {
        url: "s3://acme-reports/muster/".to_owned(),
        region: "eu-central-1".to_owned(),
        role: "arn:aws:iam::111122223333:role/Reports".to_owned(),
        ..DestinationForm::default()
    }
}

async fn a_report_is_put_until_it_is_there_in_the_name_of_its_organization_alone(database: &Database) {
    let shop = Arc::new(Shop::default());
    let console = open(database, &shop).await;
    let ada = imported(&console).await;
    let report = made(&console, &ada, ReportScope::All).await;
    let id = schedules::create(&ada.ctx, ada.org, report, to(by_role())).await.unwrap().id;
    shop.refusals.lock().unwrap().push_back("access denied".to_owned());
    let run = schedules::run_now(&ada.ctx, ada.org, id).await.unwrap();
    work(&console).await;
    let done = schedules::find(&ada.ctx, ada.org, id).await.unwrap().deliveries.remove(0);
    let errors: Vec<_> = done.attempts.iter().map(|attempt| attempt.error.as_deref()).collect();
    assert_eq!((done.state, errors), (DeliveryState::Done, vec![None, Some("access denied")]), "the newest first");
    assert!(
        done.target.starts_with("s3://acme-reports/muster/") && done.target.ends_with(&format!("-{run}.csv")),
        "{}",
        done.target
    );
    let kept = shop.kept.lock().unwrap().clone();
    let [(parcel, text)] = kept.as_slice() else { panic!("{kept:?}") };
    assert_eq!(done.target, format!("s3://acme-reports/{}", parcel.key));
    assert!(parcel.external_id == external_id(ada.org) && text.contains(','), "{parcel:?}");
    let what = AuditFilter { what: "schedules.put".to_owned(), ..AuditFilter::default() };
    let record = audit::list(&ada.ctx, ada.org, what, 1).await.unwrap();
    assert!(record.rows[0].detail.contains(&done.target));
    schedules::replay(&ada.ctx, ada.org, done.id).await.unwrap();
    work(&console).await;
    let keys: Vec<_> = shop.kept.lock().unwrap().iter().map(|(parcel, _)| parcel.key.clone()).collect();
    assert_eq!(keys, [parcel.key.clone(), parcel.key.clone()], "it is put over itself");
}

async fn refused(ada: &Person, report: ReportId, bucket: DestinationForm) -> String {
    match schedules::create(&ada.ctx, ada.org, report, to(bucket)).await {
        Err(Error::Invalid(refusals)) => refusals.into_iter().map(|refusal| refusal.path).collect::<Vec<_>>().join(" "),
        Ok(saved) => {
            schedules::delete(&ada.ctx, ada.org, saved.id).await.unwrap();
            String::new()
        }
        Err(other) => panic!("{other}"),
    }
}

async fn a_place_without_a_role_has_to_be_the_organizations_own(database: &Database) {
    let console = open(database, &Arc::default()).await;
    let ada = imported(&console).await;
    let report = made(&console, &ada, ReportScope::All).await;
    let own = |url: String| DestinationForm { url, role: String::new(), ..by_role() };
    assert_eq!(refused(&ada, report, own(format!("s3://shared/reports/{}/monthly", ada.org))).await, "");
    for url in ["s3://shared/reports".to_owned(), format!("s3://shared/reports/{}x", ada.org), "s3://acme-reports/x".to_owned()] {
        assert_eq!(refused(&ada, report, own(url)).await, "bucket.role");
    }
    let inside = DestinationForm { endpoint: "http://169.254.169.254".to_owned(), ..by_role() };
    assert_eq!(refused(&ada, report, inside).await, "bucket.endpoint");
    assert_eq!(refused(&ada, report, DestinationForm { region: String::new(), ..by_role() }).await, "bucket.region");
}

/// Works until so many tries were made.
async fn tries(console: &Console, ada: &Person, id: ScheduleId, wanted: usize) -> DeliveryState {
    let delivery = async || schedules::find(&ada.ctx, ada.org, id).await.unwrap().deliveries.pop();
    console.work_until(async || delivery().await.is_some_and(|delivery| delivery.attempts.len() >= wanted)).await;
    delivery().await.unwrap().state
}

async fn a_report_that_expires_on_its_way_is_kept_until_it_is_there(database: &Database) {
    let shop = Arc::new(Shop::default());
    let console = open(database, &shop).await;
    let ada = imported(&console).await;
    let report = made(&console, &ada, ReportScope::All).await;
    let id = schedules::create(&ada.ctx, ada.org, report, to(by_role())).await.unwrap().id;
    shop.refusals.lock().unwrap().extend(["slow down".to_owned(), "slow down".to_owned()]);
    let run = schedules::run_now(&ada.ctx, ada.org, id).await.unwrap();
    assert_eq!(tries(&console, &ada, id, 1).await, DeliveryState::Waiting);
    schedules::pause(&ada.ctx, ada.org, id).await.unwrap();
    console.forward(chrono::Duration::days(31));
    assert_eq!(tries(&console, &ada, id, 2).await, DeliveryState::Waiting);
    let kept =
        async |report| muster_store::reports::lookup(&mut console.tables(ada.org).await, report).await.unwrap().unwrap().kept;
    console.work_until(async || !kept(report).await).await;
    assert!(kept(run).await, "both have expired, and one is on its way");
    console.forward(chrono::Duration::hours(1));
    assert_eq!(tries(&console, &ada, id, 3).await, DeliveryState::Done);
    assert_eq!(shop.kept.lock().unwrap().len(), 1);
    console.work_until(async || !kept(run).await).await;
}
