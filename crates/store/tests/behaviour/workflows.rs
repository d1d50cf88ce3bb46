//! Workflows with their versions, and the reports made with them.

use chrono::Duration;
use muster_domain::report::{EcoInvoices, GroupBy};
use muster_domain::view::billing::BillingSettings;
use muster_domain::view::imports::WorkState;
use muster_domain::view::reports::RerateForm;
use muster_domain::{ImportId, OrganizationId, Period, ReportId, SubsetId, UserId, WorkflowId};
use muster_store::reports::{self, NewReport, Scope};
use muster_store::rerated_bills::{self, NewRerated};
use muster_store::workflows::{self, NewVersion};
use muster_store::{Error, Store, Unique, audit};
use uuid::Uuid;

use crate::databases::on_both;
use crate::{now, organization};

on_both!(
    an_edit_is_a_new_version_and_the_old_one_stays,
    a_workflow_name_is_free_again_after_deletion,
    reports_outlive_their_workflow,
    a_report_goes_through_its_states,
    expired_reports_of_everybody_are_found,
    the_audit_record_is_the_organizations_own,
    re_rated_bills_go_with_their_report,
);

fn file(name: &str, by: UserId) -> NewVersion {
    let json = format!(r#"{{"name":"{name}","rules":[]}}"#);
    NewVersion { id: WorkflowId(Uuid::now_v7()), name: name.to_owned(), json, note: String::new(), by, at: now() }
}

fn invoices() -> EcoInvoices {
    [("2018-09".parse().unwrap(), "120".parse().unwrap())].into_iter().collect()
}

async fn workflow(store: &Store, (org, by): (OrganizationId, UserId), name: &str) -> WorkflowId {
    let new = file(name, by);
    let mut tx = store.write_in(org).await.unwrap();
    workflows::add(&mut tx, &new).await.unwrap();
    tx.commit().await.unwrap();
    new.id
}

async fn report(store: &Store, (org, by): (OrganizationId, UserId), workflow: WorkflowId) -> NewReport {
    let day = |text: &str| text.parse().unwrap();
    let new = NewReport {
        id: ReportId(Uuid::now_v7()),
        name: "October".to_owned(),
        workflow,
        workflow_version: 1,
        period: Period::new(day("2018-10-01"), day("2018-11-01")).unwrap(),
        scope: Scope::Subsets(vec![(SubsetId(Uuid::from_u128(7)), "R&D".to_owned())]),
        group_by: vec![GroupBy::Account, GroupBy::Tag("user:Team".to_owned())],
        settings: BillingSettings { eco_invoices: invoices(), ..BillingSettings::default() },
        by,
        at: now(),
        expires_at: now() + Duration::days(30),
    };
    let mut tx = store.write_in(org).await.unwrap();
    reports::add(&mut tx, &new).await.unwrap();
    tx.commit().await.unwrap();
    new
}

async fn an_edit_is_a_new_version_and_the_old_one_stays(store: Store) {
    let (org, by) = organization(&store, "mine").await;
    let id = workflow(&store, (org, by), "Standard").await;
    let mut tx = store.write_in(org).await.unwrap();
    let edit = NewVersion { id, at: now() + Duration::hours(1), note: "why".to_owned(), ..file("Renamed", by) };
    assert_eq!(workflows::add_version(&mut tx, &edit).await.unwrap(), Some(2));
    let newest = workflows::lookup(&mut tx, id).await.unwrap().unwrap();
    assert_eq!((newest.version, newest.name.as_str(), newest.updated_at), (2, "Renamed", edit.at));
    let versions = workflows::list_versions(&mut tx, id).await.unwrap();
    let said: Vec<_> = versions.iter().map(|v| (v.version, v.note.as_str(), v.by.as_str(), v.at, v.reports)).collect();
    assert_eq!(said, [(2, "why", "Ada", edit.at, 0), (1, "", "Ada", now(), 0)]);
    assert_eq!(workflows::lookup_version(&mut tx, id, 1).await.unwrap().as_ref(), Some(&versions[1]));
    assert!(versions[1].json.contains("Standard"));
    assert_eq!(workflows::lookup_version(&mut tx, id, 3).await.unwrap(), None);
    let unknown = file("Unknown", by);
    assert_eq!(workflows::add_version(&mut tx, &unknown).await.unwrap(), None);
}

async fn a_workflow_name_is_free_again_after_deletion(store: Store) {
    let (org, by) = organization(&store, "mine").await;
    let id = workflow(&store, (org, by), "Standard").await;
    let mut tx = store.write_in(org).await.unwrap();
    let taken = workflows::add(&mut tx, &file("STANDARD", by)).await;
    assert!(matches!(taken, Err(Error::Taken(Unique::WorkflowName))), "{taken:?}");
    drop(tx);
    let mut tx = store.write_in(org).await.unwrap();
    assert!(workflows::remove(&mut tx, id, now()).await.unwrap());
    assert!(!workflows::remove(&mut tx, id, now()).await.unwrap());
    workflows::add(&mut tx, &file("STANDARD", by)).await.unwrap();
    assert_eq!(workflows::list(&mut tx).await.unwrap().len(), 1);
}

async fn reports_outlive_their_workflow(store: Store) {
    let (org, by) = organization(&store, "mine").await;
    let id = workflow(&store, (org, by), "Standard").await;
    let new = report(&store, (org, by), id).await;
    let mut tx = store.write_in(org).await.unwrap();
    assert_eq!(workflows::lookup(&mut tx, id).await.unwrap().unwrap().reports, 1);
    workflows::remove(&mut tx, id, now()).await.unwrap();
    let found = reports::lookup(&mut tx, new.id).await.unwrap().unwrap();
    assert_eq!((found.workflow_name.as_str(), found.period, &found.scope), ("Standard", new.period, &new.scope));
    assert_eq!((found.group_by, found.settings, found.created_by.as_str()), (new.group_by, new.settings, "Ada"));
    assert_eq!(workflows::list_versions(&mut tx, id).await.unwrap()[0].reports, 1);
    let found = reports::list_ids_by_subset(&mut tx, SubsetId(Uuid::from_u128(7))).await.unwrap();
    assert_eq!(found, [new.id]);
}

async fn a_report_goes_through_its_states(store: Store) {
    let (org, by) = organization(&store, "mine").await;
    let id = workflow(&store, (org, by), "Standard").await;
    let id = report(&store, (org, by), id).await.id;
    let imports = [ImportId(Uuid::now_v7())];
    let mut tx = store.write_in(org).await.unwrap();
    let state = async |tx: &mut _| reports::lookup(tx, id).await.unwrap().map(|r| (r.state, r.percent, r.kept)).unwrap();
    assert_eq!(state(&mut tx).await, (WorkState::Queued, 0, false));
    assert!(reports::set_processing(&mut tx, id, 40).await.unwrap());
    assert_eq!(state(&mut tx).await, (WorkState::Processing, 40, false));
    reports::set_successful(&mut tx, id, &imports, now()).await.unwrap();
    assert_eq!(state(&mut tx).await, (WorkState::Successful, 100, true));
    assert_eq!(reports::lookup(&mut tx, id).await.unwrap().unwrap().imports, imports);
    assert!(reports::set_queued(&mut tx, id, now()).await.unwrap());
    reports::set_failed(&mut tx, id, "no such subset", now()).await.unwrap();
    assert_eq!(reports::lookup(&mut tx, id).await.unwrap().unwrap().error.as_deref(), Some("no such subset"));
    assert!(reports::remove(&mut tx, id).await.unwrap());
    assert!(!reports::set_processing(&mut tx, id, 50).await.unwrap());
}

async fn expired_reports_of_everybody_are_found(store: Store) {
    let (org, by) = organization(&store, "mine").await;
    let id = workflow(&store, (org, by), "Standard").await;
    let new = report(&store, (org, by), id).await;
    let mut tx = store.write_in(org).await.unwrap();
    reports::set_successful(&mut tx, new.id, &[], now()).await.unwrap();
    let found = reports::list_expired(tx.installation(), now()).await.unwrap();
    assert_eq!(found, []);
    let found = reports::list_expired(tx.installation(), new.expires_at).await.unwrap();
    assert_eq!(found, [(org, new.id)]);
    reports::set_not_kept(&mut tx, new.id).await.unwrap();
    assert_eq!(reports::list_expired(tx.installation(), new.expires_at).await.unwrap(), []);
}

async fn the_audit_record_is_the_organizations_own(store: Store) {
    let (mine, ada) = organization(&store, "mine").await;
    let (theirs, _) = organization(&store, "theirs").await;
    let record = audit::Record {
        id: Uuid::now_v7(),
        organization: Some(mine),
        user: Some(ada),
        action: "subsets.create".to_owned(),
        subject: "7".to_owned(),
        before: Some("was".to_owned()),
        after: None,
        address: "203.0.113.7".to_owned(),
        detail: "R&D".to_owned(),
        request_id: "r1".to_owned(),
        at: now(),
    };
    let mut tx = store.write_in(mine).await.unwrap();
    audit::add(tx.installation(), &record).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(audit::list(&mut store.read_in(mine).await.unwrap()).await.unwrap(), [record]);
    assert_eq!(audit::list(&mut store.read_in(theirs).await.unwrap()).await.unwrap(), []);
}

async fn re_rated_bills_go_with_their_report(store: Store) {
    let (org, by) = organization(&store, "mine").await;
    let (theirs, _) = organization(&store, "theirs").await;
    let id = workflow(&store, (org, by), "Standard").await;
    let report = report(&store, (org, by), id).await.id;
    let new = NewRerated { id: Uuid::now_v7(), report, form: RerateForm::Parquet, by, at: now() };
    let mut tx = store.write_in(theirs).await.unwrap();
    assert!(matches!(rerated_bills::add(&mut tx, &new).await, Err(Error::Dangling)), "somebody else's report");
    drop(tx);
    let mut tx = store.write_in(org).await.unwrap();
    rerated_bills::add(&mut tx, &new).await.unwrap();
    rerated_bills::set_processing(&mut tx, new.id, 40).await.unwrap();
    let found = rerated_bills::lookup(&mut tx, new.id).await.unwrap().unwrap();
    assert_eq!((found.report, found.row.form, found.row.percent), (report, RerateForm::Parquet, 40));
    rerated_bills::set_failed(&mut tx, new.id, "why").await.unwrap();
    assert_eq!(rerated_bills::list(&mut tx, report).await.unwrap()[0].row.error.as_deref(), Some("why"));
    rerated_bills::set_successful(&mut tx, new.id).await.unwrap();
    assert_eq!(rerated_bills::list(&mut tx, report).await.unwrap()[0].row.state, WorkState::Successful);
    tx.commit().await.unwrap();
    let mut tx = store.write_in(org).await.unwrap();
    let twice = rerated_bills::add(&mut tx, &NewRerated { id: Uuid::now_v7(), ..new.clone() }).await;
    assert!(matches!(twice, Err(Error::Taken(Unique::Id))), "{twice:?}");
    drop(tx);
    let mut tx = store.write_in(org).await.unwrap();
    reports::remove(&mut tx, report).await.unwrap();
    assert_eq!(rerated_bills::lookup(&mut tx, new.id).await.unwrap(), None);
}
