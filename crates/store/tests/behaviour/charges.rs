//! Associations, charged months and end customers.

use std::collections::BTreeMap;

use muster_domain::association::Association;
use muster_domain::view::imports::WorkState;
use muster_domain::{AccountId, ChargeId, CustomerLinkId, Money, Month, OrganizationId, SubsetId, UserId, WorkflowId};
use muster_store::charges::{Charge, Standing};
use muster_store::customer_links::NewLink;
use muster_store::subsets::Subset;
use muster_store::workflows::NewVersion;
use muster_store::{Error, Store, associations, charge_months, charges, customer_links, subsets, workflows};
use uuid::Uuid;

use crate::databases::on_both;
use crate::{now, organization};

on_both!(
    an_association_needs_a_version_and_a_subset_of_its_organization,
    a_month_counts_how_often_it_was_asked_for,
    a_charge_takes_the_place_of_the_one_before,
    a_late_charge_counts_once_it_is_kept,
    a_customer_sees_a_subset_once,
);

fn month() -> Month {
    "2026-03".parse().unwrap()
}

async fn subset(store: &Store, org: OrganizationId) -> SubsetId {
    let id = SubsetId(Uuid::now_v7());
    let mut tx = store.write_in(org).await.unwrap();
    subsets::add(&mut tx, &Subset { id, name: "Labs".to_owned() }, now()).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn workflow(store: &Store, org: OrganizationId, by: UserId) -> WorkflowId {
    let id = WorkflowId(Uuid::now_v7());
    let new = NewVersion { id, name: "W".to_owned(), json: "{}".to_owned(), note: String::new(), by, at: now() };
    let mut tx = store.write_in(org).await.unwrap();
    workflows::add(&mut tx, &new).await.unwrap();
    tx.commit().await.unwrap();
    id
}

fn association(association: Association, by: UserId) -> associations::NewAssociation {
    associations::NewAssociation { id: Uuid::now_v7(), association, by, at: now() }
}

async fn an_association_needs_a_version_and_a_subset_of_its_organization(store: Store) {
    let ((mine, ada), (theirs, eve)) = (organization(&store, "mine").await, organization(&store, "theirs").await);
    let (subset, workflow) = (subset(&store, mine).await, workflow(&store, mine, ada).await);
    let made = Association { subset, workflow, version: 1, from: month() };
    let mut tx = store.write_in(mine).await.unwrap();
    associations::add(&mut tx, &association(made, ada)).await.unwrap();
    let list = associations::list(&mut tx).await.unwrap();
    assert_eq!((list[0].association, list[0].newest, list[0].workflow_name.as_str()), (made, Some(1), "W"));
    assert_eq!(associations::count_by_subset(&mut tx, subset).await.unwrap(), 1);
    tx.commit().await.unwrap();
    for (org, by, made) in [(mine, ada, Association { version: 2, ..made }), (theirs, eve, made)] {
        let mut tx = store.write_in(org).await.unwrap();
        let refused = associations::add(&mut tx, &association(made, by)).await;
        assert!(matches!(refused, Err(Error::Dangling)), "{refused:?}");
    }
}

async fn a_month_counts_how_often_it_was_asked_for(store: Store) {
    let (org, _) = organization(&store, "mine").await;
    let mut tx = store.write_in(org).await.unwrap();
    let id = charge_months::ask(&mut tx, month(), Uuid::now_v7()).await.unwrap();
    let standing = charge_months::Standing { state: WorkState::Processing, percent: 40, error: None };
    charge_months::set_standing(&mut tx, id, standing).await.unwrap();
    assert_eq!(charge_months::ask(&mut tx, month(), Uuid::now_v7()).await.unwrap(), id);
    let found = charge_months::lookup(&mut tx, id).await.unwrap().unwrap();
    assert_eq!((found.asked, found.state, found.percent), (2, WorkState::Processing, 40));
    let standing = charge_months::Standing { state: WorkState::Failed, percent: 0, error: Some("why") };
    charge_months::set_standing(&mut tx, id, standing).await.unwrap();
    charge_months::ask(&mut tx, month(), Uuid::now_v7()).await.unwrap();
    let found = charge_months::find_by_month(&mut tx, month()).await.unwrap().unwrap();
    assert_eq!((found.asked, found.state, found.error), (3, WorkState::Queued, None));
}

fn charge(subset: SubsetId, standing: Standing, amount: &str) -> Charge {
    Charge {
        id: ChargeId(Uuid::now_v7()),
        subset,
        month: month(),
        standing,
        workflow: WorkflowId(Uuid::now_v7()),
        version: 1,
        currency: "USD".to_owned(),
        amount: amount.parse().unwrap(),
        imports: Vec::new(),
        tags: vec!["user:Team".to_owned()],
        computed_at: now(),
    }
}

fn accounts(amount: &str) -> BTreeMap<AccountId, Money> {
    BTreeMap::from([("011122223333".parse().unwrap(), amount.parse().unwrap())])
}

async fn a_charge_takes_the_place_of_the_one_before(store: Store) {
    let (org, _) = organization(&store, "mine").await;
    let id = subset(&store, org).await;
    let mut tx = store.write_in(org).await.unwrap();
    let (first, second) = (charge(id, Standing::Kept, "1.000000000001"), charge(id, Standing::Kept, "2"));
    charges::put(&mut tx, &first, &accounts("1.000000000001")).await.unwrap();
    assert_eq!(charges::list_by_subset(&mut tx, id).await.unwrap(), std::slice::from_ref(&first));
    charges::put(&mut tx, &second, &accounts("2")).await.unwrap();
    assert_eq!(charges::list_by_month(&mut tx, month()).await.unwrap(), std::slice::from_ref(&second));
    let counted = charges::list_counted(&mut tx, (month(), month())).await.unwrap();
    assert_eq!((counted[0].id, &counted[0].tags), (second.id, &second.tags));
    assert_eq!(charges::list_counted(&mut tx, (month().next(), month().next())).await.unwrap(), []);
    assert_eq!(charges::list_accounts(&mut tx, id, month()).await.unwrap(), accounts("2"));
    assert!(!charges::is_there(tx.installation(), first.id).await.unwrap());
    assert!(charges::is_there(tx.installation(), second.id).await.unwrap());
    subsets::remove(&mut tx, id).await.unwrap();
    assert_eq!(charges::list(&mut tx).await.unwrap(), []);
}

async fn a_late_charge_counts_once_it_is_kept(store: Store) {
    let (org, _) = organization(&store, "mine").await;
    let id = subset(&store, org).await;
    let mut tx = store.write_in(org).await.unwrap();
    charges::put(&mut tx, &charge(id, Standing::Kept, "1"), &accounts("1")).await.unwrap();
    charges::put(&mut tx, &charge(id, Standing::Late, "3"), &accounts("3")).await.unwrap();
    assert_eq!(charges::list_by_subset(&mut tx, id).await.unwrap()[0].amount.exact(), "1.00");
    charges::keep_late(&mut tx, id, month()).await.unwrap();
    let kept = charges::list(&mut tx).await.unwrap();
    assert_eq!((kept.len(), kept[0].standing, kept[0].amount.exact()), (1, Standing::Kept, "3.00".to_owned()));
    assert_eq!(charges::list_accounts(&mut tx, id, month()).await.unwrap(), accounts("3"));
}

async fn a_customer_sees_a_subset_once(store: Store) {
    let ((mine, ada), (theirs, eve)) = (organization(&store, "mine").await, organization(&store, "theirs").await);
    let id = subset(&store, mine).await;
    let new = || NewLink {
        id: CustomerLinkId(Uuid::now_v7()),
        subset: id,
        customer: theirs,
        email: "eve@example.org".to_owned(),
        by: ada,
        at: now(),
    };
    let mut tx = store.write_in(mine).await.unwrap();
    assert!(customer_links::add(&mut tx, &new()).await.unwrap());
    assert!(!customer_links::add(&mut tx, &new()).await.unwrap());
    assert_eq!(customer_links::count_by_subset(&mut tx, id).await.unwrap(), 1);
    tx.commit().await.unwrap();
    let mut tx = store.write().await.unwrap();
    let seen = customer_links::list_by_customer(&mut tx, theirs).await.unwrap();
    assert_eq!((seen.len(), seen[0].provider, seen[0].subset_name.as_str()), (1, mine, "Labs"));
    assert_eq!(customer_links::list_by_customer(&mut tx, mine).await.unwrap(), []);
    drop(tx);
    let mut tx = store.write_in(theirs).await.unwrap();
    assert!(!customer_links::remove(&mut tx, seen[0].id).await.unwrap(), "a customer's own organization cannot");
    drop(tx);
    let mut tx = store.write_in(theirs).await.unwrap();
    let foreign = customer_links::add(&mut tx, &NewLink { customer: mine, by: eve, ..new() }).await;
    assert!(matches!(foreign, Err(Error::Dangling)), "{foreign:?}");
}
