//! Imports and the jobs that work on them.

use chrono::{DateTime, Duration, Utc};
use muster_domain::view::imports::{ImportProgress, ImportedMonth, WorkState};
use muster_domain::{ImportId, JobId, ManagementAccountId, Money, OrganizationId, UserId};
use muster_store::imports::{self, NewImport};
use muster_store::jobs::{self, Job, Kind, Lease, NewJob, Queue};
use muster_store::{Error, Store, Unique, management_accounts};
use uuid::Uuid;

use crate::databases::on_both;
use crate::{management_account, now, organization};

on_both!(
    an_import_goes_through_its_states,
    removing_a_management_account_removes_its_imports_and_work,
    a_lane_is_worked_on_by_one_worker_at_a_time,
    a_job_whose_worker_vanished_is_taken_by_another,
    a_job_put_back_waits_for_its_time,
    many_workers_take_each_job_once,
    a_subject_has_one_job,
);

async fn import(store: &Store, (org, by): (OrganizationId, UserId), ma: ManagementAccountId) -> ImportId {
    let id = ImportId(Uuid::now_v7());
    let new = NewImport { id, management_account: ma, files: vec!["a.csv".to_owned()], bytes: 10, by, at: now() };
    let mut tx = store.write_in(org).await.unwrap();
    imports::add(&mut tx, &new).await.unwrap();
    jobs::add(&mut tx, &job(id.0, ma.0)).await.unwrap();
    tx.commit().await.unwrap();
    id
}

fn job(subject: Uuid, lane: Uuid) -> NewJob {
    NewJob { id: JobId(Uuid::now_v7()), kind: Kind::Import, subject, lane, at: now() }
}

fn lease(worker: u128, now: DateTime<Utc>) -> Lease {
    Lease { worker: Uuid::from_u128(worker), now, until: now + Duration::minutes(1) }
}

async fn claim(store: &Store, lease: &Lease) -> Option<Job> {
    let mut tx = store.write().await.unwrap();
    let job = jobs::claim(&mut tx, Queue::Imports, lease).await.unwrap();
    tx.commit().await.unwrap();
    job
}

async fn an_import_goes_through_its_states(store: Store) {
    let (org, by) = organization(&store, "mine").await;
    let ma = management_account(&store, org, "111122223333").await;
    let id = import(&store, (org, by), ma).await;
    let mut tx = store.write_in(org).await.unwrap();
    let progress = ImportProgress { rows: 5, bytes: 7, bytes_total: 10 };
    assert!(imports::set_open(&mut tx, id, WorkState::Processing).await.unwrap());
    imports::set_progress(&mut tx, id, progress).await.unwrap();
    let found = imports::lookup(&mut tx, id).await.unwrap().unwrap();
    assert_eq!((found.state, found.progress, found.error), (WorkState::Processing, progress, None));
    imports::set_failed(&mut tx, id, "a.csv:3: bad number", now()).await.unwrap();
    let found = imports::list(&mut tx, ma).await.unwrap().remove(0);
    assert_eq!((found.state, found.error.as_deref()), (WorkState::Failed, Some("a.csv:3: bad number")));
    let unblended: Money = "12.5".parse().unwrap();
    let month = ImportedMonth { month: "2018-10".parse().unwrap(), lines: 5, unblended, unchanged: false };
    imports::set_successful(&mut tx, id, std::slice::from_ref(&month), now()).await.unwrap();
    let found = imports::lookup(&mut tx, id).await.unwrap().unwrap();
    assert_eq!((found.error, found.months, found.finished_at), (None, vec![month], Some(now())));
}

async fn removing_a_management_account_removes_its_imports_and_work(store: Store) {
    let (org, by) = organization(&store, "mine").await;
    let ma = management_account(&store, org, "111122223333").await;
    let id = import(&store, (org, by), ma).await;
    let taken = lease(1, now());
    let job = claim(&store, &taken).await.unwrap();
    let mut tx = store.write_in(org).await.unwrap();
    jobs::remove_lane(&mut tx, ma.0).await.unwrap();
    assert!(management_accounts::remove(&mut tx, ma).await.unwrap());
    assert_eq!(imports::lookup(&mut tx, id).await.unwrap(), None);
    assert!(!jobs::extend(tx.installation(), job.id, &taken).await.unwrap());
    assert!(!jobs::is_held(tx.installation(), job.id, taken.worker).await.unwrap());
}

async fn a_lane_is_worked_on_by_one_worker_at_a_time(store: Store) {
    let (org, by) = organization(&store, "mine").await;
    let (one, two) = (management_account(&store, org, "1").await, management_account(&store, org, "2").await);
    let first = import(&store, (org, by), one).await;
    let second = import(&store, (org, by), one).await;
    let other = import(&store, (org, by), two).await;
    let job = claim(&store, &lease(1, now())).await.unwrap();
    assert_eq!((job.subject, job.kind, job.attempts, job.organization), (first.0, Kind::Import, 1, org));
    assert_eq!(claim(&store, &lease(2, now())).await.unwrap().subject, other.0);
    assert_eq!(claim(&store, &lease(3, now())).await, None);
    let mut tx = store.write().await.unwrap();
    jobs::remove(&mut tx, job.id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(claim(&store, &lease(3, now())).await.unwrap().subject, second.0);
}

async fn a_job_whose_worker_vanished_is_taken_by_another(store: Store) {
    let (org, by) = organization(&store, "mine").await;
    let ma = management_account(&store, org, "1").await;
    import(&store, (org, by), ma).await;
    let (dead, alive) = (lease(1, now()), lease(2, now() + Duration::seconds(61)));
    let job = claim(&store, &dead).await.unwrap();
    assert_eq!(claim(&store, &lease(2, now() + Duration::seconds(59))).await, None);
    let again = claim(&store, &alive).await.unwrap();
    assert_eq!((again.id, again.attempts), (job.id, 2));
    let mut tx = store.write().await.unwrap();
    assert!(!jobs::extend(&mut tx, job.id, &dead).await.unwrap());
    assert!(jobs::extend(&mut tx, job.id, &alive).await.unwrap());
    assert!(jobs::is_held(&mut tx, job.id, alive.worker).await.unwrap());
}

async fn a_job_put_back_waits_for_its_time(store: Store) {
    let (org, by) = organization(&store, "mine").await;
    let ma = management_account(&store, org, "1").await;
    import(&store, (org, by), ma).await;
    let job = claim(&store, &lease(1, now())).await.unwrap();
    let later = now() + Duration::seconds(5);
    let mut tx = store.write().await.unwrap();
    jobs::release(&mut tx, job.id, later).await.unwrap();
    assert_eq!(jobs::count(&mut tx).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert_eq!(claim(&store, &lease(1, now())).await, None);
    assert_eq!(claim(&store, &lease(1, later)).await.unwrap().attempts, 2);
}

async fn many_workers_take_each_job_once(store: Store) {
    let (org, by) = organization(&store, "mine").await;
    for digits in ["1", "2", "3", "4", "5", "6"] {
        let ma = management_account(&store, org, digits).await;
        import(&store, (org, by), ma).await;
    }
    let worker = |store: Store, number: u128| async move {
        let mut taken = Vec::new();
        for _ in 0..6 {
            taken.extend(claim(&store, &lease(number, now())).await.map(|job| job.id));
        }
        taken
    };
    let workers: Vec<_> = (0..4).map(|number| tokio::spawn(worker(store.clone(), number))).collect();
    let mut taken = Vec::new();
    for worker in workers {
        taken.extend(worker.await.unwrap());
    }
    taken.sort();
    taken.dedup();
    assert_eq!(taken.len(), 6);
}

async fn a_subject_has_one_job(store: Store) {
    let (org, by) = organization(&store, "mine").await;
    let ma = management_account(&store, org, "1").await;
    let id = import(&store, (org, by), ma).await;
    let mut tx = store.write_in(org).await.unwrap();
    let twice = jobs::add(&mut tx, &job(id.0, ma.0)).await;
    assert!(matches!(twice, Err(Error::Taken(Unique::Id))), "{twice:?}");
}
