//! People, sessions, organizations, management accounts.

use chrono::Duration;
use muster_domain::permission::{Membership, Permission, Role};
use muster_store::memberships::NewMember;
use muster_store::{Error, Store, Unique, linked_accounts, management_accounts, memberships, organizations, sessions, users};

use crate::databases::on_both;
use crate::{management_account, now, organization, user};

on_both!(
    an_email_belongs_to_one_person,
    what_is_not_committed_never_happened,
    a_session_is_there_until_it_expires,
    a_person_sees_their_organizations_and_what_they_may_do,
    an_organization_sees_its_own_management_accounts_only,
    a_linked_account_keeps_its_last_name,
);

async fn an_email_belongs_to_one_person(store: Store) {
    let (ada, twin) = (user("ada@example.org"), user("ada@example.org"));
    let mut tx = store.write().await.unwrap();
    users::add(&mut tx, &ada).await.unwrap();
    assert!(matches!(users::add(&mut tx, &twin).await, Err(Error::Taken(Unique::UserEmail))));
    drop(tx);
    let mut tx = store.write().await.unwrap();
    users::add(&mut tx, &ada).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = store.read().await.unwrap();
    assert_eq!(users::lookup(&mut tx, ada.id).await.unwrap(), Some(ada.clone()));
    assert_eq!(users::find_by_email(&mut tx, "ada@example.org").await.unwrap(), Some(ada));
    assert_eq!(users::find_by_email(&mut tx, "eve@example.org").await.unwrap(), None);
}

async fn what_is_not_committed_never_happened(store: Store) {
    let ada = user("ada@example.org");
    let mut tx = store.write().await.unwrap();
    users::add(&mut tx, &ada).await.unwrap();
    drop(tx);
    assert_eq!(users::lookup(&mut store.read().await.unwrap(), ada.id).await.unwrap(), None);
}

async fn a_session_is_there_until_it_expires(store: Store) {
    let later = now() + Duration::hours(1);
    let mut tx = store.write().await.unwrap();
    assert!(sessions::add(&mut tx, "s", "{}", later).await.unwrap());
    assert!(!sessions::add(&mut tx, "s", "stolen", later).await.unwrap());
    sessions::save(&mut tx, "s", r#"{"user":1}"#, later).await.unwrap();
    let found = sessions::lookup(&mut tx, "s", now()).await.unwrap();
    assert_eq!(found, Some((r#"{"user":1}"#.to_owned(), later)));
    assert_eq!(sessions::lookup(&mut tx, "s", later).await.unwrap(), None);
    sessions::remove_expired(&mut tx, now()).await.unwrap();
    assert!(sessions::lookup(&mut tx, "s", now()).await.unwrap().is_some());
    sessions::remove_expired(&mut tx, later).await.unwrap();
    assert!(sessions::lookup(&mut tx, "s", now()).await.unwrap().is_none());
    sessions::remove(&mut tx, "s").await.unwrap();
}

async fn a_person_sees_their_organizations_and_what_they_may_do(store: Store) {
    let (zebra, ada) = organization(&store, "Zebra").await;
    let (apple, eve) = organization(&store, "apple").await;
    let viewer = Membership { role: Role::Viewer, grants: vec![Permission::CreateReport] };
    let mut tx = store.write().await.unwrap();
    let new = NewMember { organization: apple, user: ada, membership: viewer.clone(), created_at: now() };
    memberships::add(&mut tx, &new).await.unwrap();
    let names: Vec<_> = organizations::list_by_user(&mut tx, ada).await.unwrap().into_iter().map(|o| o.name).collect();
    assert_eq!(names, ["apple", "Zebra"]);
    assert_eq!(memberships::lookup(&mut tx, apple, ada).await.unwrap(), Some(viewer));
    assert_eq!(memberships::lookup(&mut tx, zebra, eve).await.unwrap(), None);
    let again = memberships::add(&mut tx, &new).await;
    assert!(matches!(again, Err(Error::Taken(Unique::Id))), "{again:?}");
}

async fn an_organization_sees_its_own_management_accounts_only(store: Store) {
    let (mine, _) = organization(&store, "mine").await;
    let (theirs, _) = organization(&store, "theirs").await;
    let id = management_account(&store, mine, "011254002932").await;
    management_account(&store, theirs, "011254002932").await;
    let mut tx = store.write_in(theirs).await.unwrap();
    assert_eq!(management_accounts::lookup(&mut tx, id).await.unwrap(), None);
    assert!(!management_accounts::set_name(&mut tx, id, "Stolen").await.unwrap());
    assert!(!management_accounts::remove(&mut tx, id).await.unwrap());
    drop(tx);
    let mut tx = store.write_in(mine).await.unwrap();
    let mut twin = management_accounts::list(&mut tx).await.unwrap().remove(0);
    assert_eq!(twin.account_id.as_str(), "011254002932");
    twin.id.0 = uuid::Uuid::now_v7();
    let taken = management_accounts::add(&mut tx, &twin).await;
    assert!(matches!(taken, Err(Error::Taken(Unique::ManagementAccountDigits))), "{taken:?}");
}

async fn a_linked_account_keeps_its_last_name(store: Store) {
    let (org, _) = organization(&store, "mine").await;
    let account = "011254002932".parse().unwrap();
    let mut tx = store.write_in(org).await.unwrap();
    linked_accounts::set_name(&mut tx, &account, "Labs").await.unwrap();
    linked_accounts::set_name(&mut tx, &account, "R&D").await.unwrap();
    assert_eq!(linked_accounts::list(&mut tx).await.unwrap().get(&account).map(String::as_str), Some("R&D"));
    organizations::set_name(&mut tx, "Ours").await.unwrap();
    assert_eq!(organizations::lookup(&mut tx).await.unwrap().as_deref(), Some("Ours"));
}
