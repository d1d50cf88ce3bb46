//! Subsets and their dated members.

use chrono::NaiveDate;
use muster_domain::{OrganizationId, SubsetId, UserId};
use muster_store::subset_members::{self, NewMember};
use muster_store::subsets::{self, Subset};
use muster_store::{Error, Store, Unique};
use uuid::Uuid;

use crate::databases::on_both;
use crate::{now, organization};

on_both!(
    subset_names_differ_by_more_than_case,
    an_account_is_in_one_subset_at_a_time,
    removing_a_subset_removes_its_memberships,
    a_foreign_subset_is_not_there,
    two_writers_of_an_organization_follow_each_other,
);

async fn subset(store: &Store, org: OrganizationId, name: &str) -> SubsetId {
    let new = Subset { id: SubsetId(Uuid::now_v7()), name: name.to_owned() };
    let mut tx = store.write_in(org).await.unwrap();
    subsets::add(&mut tx, &new, now()).await.unwrap();
    tx.commit().await.unwrap();
    new.id
}

fn member(subset: SubsetId, by: UserId, from: Option<NaiveDate>) -> NewMember {
    NewMember { id: Uuid::now_v7(), subset, account: "011254002932".parse().unwrap(), from, by, at: now() }
}

async fn subset_names_differ_by_more_than_case(store: Store) {
    let (org, _) = organization(&store, "mine").await;
    let (other, _) = organization(&store, "other").await;
    let id = subset(&store, org, "Ärzte").await;
    subset(&store, org, "Labs").await;
    subset(&store, other, "Labs").await;
    let mut tx = store.write_in(org).await.unwrap();
    let taken = subsets::set_name(&mut tx, id, " labs").await;
    assert!(matches!(taken, Err(Error::Taken(Unique::SubsetName))), "{taken:?}");
    drop(tx);
    let mut tx = store.write_in(org).await.unwrap();
    let twin = Subset { id: SubsetId(Uuid::now_v7()), name: "ÄRZTE".to_owned() };
    assert!(matches!(subsets::add(&mut tx, &twin, now()).await, Err(Error::Taken(Unique::SubsetName))));
    drop(tx);
    let mut tx = store.write_in(org).await.unwrap();
    assert!(subsets::set_name(&mut tx, id, "ÄRZTE").await.unwrap());
    let names: Vec<_> = subsets::list(&mut tx).await.unwrap().into_iter().map(|s| s.name).collect();
    assert_eq!(names, ["Labs", "ÄRZTE"]);
}

async fn an_account_is_in_one_subset_at_a_time(store: Store) {
    let (org, ada) = organization(&store, "mine").await;
    let (a, b) = (subset(&store, org, "A").await, subset(&store, org, "B").await);
    let (first, today) = (member(a, ada, None), now().date_naive());
    let mut tx = store.write_in(org).await.unwrap();
    subset_members::add(&mut tx, &first).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = store.write_in(org).await.unwrap();
    let taken = subset_members::add(&mut tx, &member(b, ada, Some(today))).await;
    assert!(matches!(taken, Err(Error::Taken(Unique::SubsetMember))), "{taken:?}");
    drop(tx);
    let mut tx = store.write_in(org).await.unwrap();
    subset_members::set_until(&mut tx, first.id, Some(today)).await.unwrap();
    subset_members::add(&mut tx, &member(b, ada, Some(today))).await.unwrap();
    let members = subset_members::list(&mut tx).await.unwrap();
    let days: Vec<_> = members.iter().map(|m| (m.subset, m.from, m.until, m.by.as_str())).collect();
    assert_eq!(days, [(a, None, Some(today), "Ada"), (b, Some(today), None, "Ada")]);
    assert!(!members[0].is_in_on(today) && members[1].is_in_on(today));
}

async fn removing_a_subset_removes_its_memberships(store: Store) {
    let (org, ada) = organization(&store, "mine").await;
    let id = subset(&store, org, "A").await;
    let mut tx = store.write_in(org).await.unwrap();
    subset_members::add(&mut tx, &member(id, ada, None)).await.unwrap();
    assert!(subsets::remove(&mut tx, id).await.unwrap());
    assert_eq!(subset_members::list(&mut tx).await.unwrap(), []);
    assert!(!subsets::remove(&mut tx, id).await.unwrap());
}

async fn a_foreign_subset_is_not_there(store: Store) {
    let (mine, ada) = organization(&store, "mine").await;
    let (theirs, eve) = organization(&store, "theirs").await;
    let id = subset(&store, mine, "A").await;
    let membership = member(id, ada, None);
    let mut tx = store.write_in(mine).await.unwrap();
    subset_members::add(&mut tx, &membership).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = store.write_in(theirs).await.unwrap();
    assert_eq!(subsets::lookup(&mut tx, id).await.unwrap(), None);
    assert!(!subsets::set_name(&mut tx, id, "Stolen").await.unwrap());
    assert!(!subsets::remove(&mut tx, id).await.unwrap());
    subset_members::set_until(&mut tx, membership.id, Some(now().date_naive())).await.unwrap();
    subset_members::remove(&mut tx, membership.id).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = store.write_in(theirs).await.unwrap();
    let dangling = subset_members::add(&mut tx, &member(id, eve, None)).await;
    assert!(matches!(dangling, Err(Error::Dangling)), "{dangling:?}");
    drop(tx);
    let mut tx = store.read_in(mine).await.unwrap();
    assert_eq!(subset_members::list(&mut tx).await.unwrap()[0].until, None);
}

async fn two_writers_of_an_organization_follow_each_other(store: Store) {
    let (org, _) = organization(&store, "mine").await;
    let writer = |store: Store| async move {
        let mut tx = store.write_in(org).await.unwrap();
        let seen = subsets::list(&mut tx).await.unwrap().len();
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        let new = Subset { id: SubsetId(Uuid::now_v7()), name: format!("Subset {seen}") };
        subsets::add(&mut tx, &new, now()).await.unwrap();
        tx.commit().await.unwrap();
    };
    let writers: Vec<_> = (0..6).map(|_| tokio::spawn(writer(store.clone()))).collect();
    for writer in writers {
        writer.await.unwrap();
    }
    let mut tx = store.read_in(org).await.unwrap();
    assert_eq!(subsets::list(&mut tx).await.unwrap().len(), 6);
}
