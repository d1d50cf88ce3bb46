//! People, sessions, organizations, management accounts.

use chrono::Duration;
use muster_domain::UserId;
use muster_domain::permission::{Membership, Permission, Role};
use muster_store::links::{self, Kind, Link};
use muster_store::memberships::NewMember;
use muster_store::sessions::{self, Session};
use muster_store::{Error, Store, Unique, attempts, linked_accounts, management_accounts, memberships, organizations, users};

use crate::databases::on_both;
use crate::{management_account, now, organization, user};

on_both!(
    an_email_belongs_to_one_person,
    what_is_not_committed_never_happened,
    a_session_is_there_until_it_expires,
    a_person_ends_their_own_sessions_only,
    tries_are_counted_in_windows,
    of_many_tries_at_once_none_is_overlooked,
    a_link_is_good_once,
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

fn session(key: &str, user: Option<UserId>) -> Session {
    let (created_at, seen_at, expires_at) = (now(), now(), now() + Duration::hours(1));
    let (agent, address) = ("Firefox/140".to_owned(), "203.0.113.7".to_owned());
    Session { key: key.to_owned(), data: "{}".to_owned(), user, agent, address, created_at, seen_at, expires_at }
}

async fn a_session_is_there_until_it_expires(store: Store) {
    let (kept, later) = (session("s", None), now() + Duration::hours(1));
    let mut tx = store.write().await.unwrap();
    assert!(sessions::add(&mut tx, &kept).await.unwrap());
    assert!(!sessions::add(&mut tx, &Session { data: "stolen".to_owned(), ..kept.clone() }).await.unwrap());
    let kept = Session { data: r#"{"user":1}"#.to_owned(), ..kept };
    sessions::save(&mut tx, &kept).await.unwrap();
    assert_eq!(sessions::lookup(&mut tx, "s", now()).await.unwrap(), Some(kept.clone()));
    assert_eq!(sessions::lookup(&mut tx, "s", later).await.unwrap(), None);
    sessions::remove_expired(&mut tx, now()).await.unwrap();
    assert!(sessions::lookup(&mut tx, "s", now()).await.unwrap().is_some());
    sessions::remove_expired(&mut tx, later).await.unwrap();
    assert!(sessions::lookup(&mut tx, "s", now()).await.unwrap().is_none());
    sessions::save(&mut tx, &kept).await.unwrap();
    assert!(sessions::lookup(&mut tx, "s", now()).await.unwrap().is_none(), "what was ended stays ended");
    sessions::remove(&mut tx, "s").await.unwrap();
}

async fn a_person_ends_their_own_sessions_only(store: Store) {
    let (_, ada) = organization(&store, "Zebra").await;
    let (_, eve) = organization(&store, "apple").await;
    let mut tx = store.write().await.unwrap();
    for (key, user) in [("a1", ada), ("a2", ada), ("a3", ada), ("e1", eve)] {
        sessions::add(&mut tx, &session(key, Some(user))).await.unwrap();
    }
    sessions::set_seen(&mut tx, "a2", (ada, now() + Duration::minutes(5), "203.0.113.8")).await.unwrap();
    let keys = async |tx: &mut muster_store::Tx, user| {
        let found = sessions::list_by_user(tx, user, now()).await.unwrap();
        found.into_iter().map(|session| session.key).collect::<Vec<_>>()
    };
    assert_eq!(keys(&mut tx, ada).await, ["a2", "a1", "a3"]);
    assert!(!sessions::remove_one(&mut tx, ada, "e1").await.unwrap());
    assert!(sessions::remove_one(&mut tx, ada, "a1").await.unwrap());
    sessions::remove_others(&mut tx, ada, Some("a3")).await.unwrap();
    assert_eq!((keys(&mut tx, ada).await, keys(&mut tx, eve).await), (vec!["a3".to_owned()], vec!["e1".to_owned()]));
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

async fn tries_are_counted_in_windows(store: Store) {
    let window = Duration::minutes(15);
    let mut tx = store.write().await.unwrap();
    let mut taken = Vec::new();
    for minute in [0, 1, 14, 15, 16] {
        let at = now() + Duration::minutes(minute);
        taken.push(attempts::take(&mut tx, "ada", (at, window)).await.unwrap().taken);
    }
    assert_eq!(taken, [1, 2, 3, 1, 2], "a window does not move along with its tries");
    assert_eq!(attempts::take(&mut tx, "eve", (now(), window)).await.unwrap().taken, 1);
    attempts::give_back(&mut tx, "eve").await.unwrap();
    assert_eq!(attempts::take(&mut tx, "eve", (now(), window)).await.unwrap().taken, 1);
    attempts::remove(&mut tx, "ada").await.unwrap();
    assert_eq!(attempts::take(&mut tx, "ada", (now(), window)).await.unwrap().taken, 1);
    attempts::remove_old(&mut tx, now() + window).await.unwrap();
    assert_eq!(attempts::take(&mut tx, "ada", (now(), window)).await.unwrap().taken, 1);
}

async fn of_many_tries_at_once_none_is_overlooked(store: Store) {
    let tries = (0..12).map(|_| {
        let store = store.clone();
        tokio::spawn(async move {
            let mut tx = store.write().await.unwrap();
            let count = attempts::take(&mut tx, "ada", (now(), Duration::minutes(15))).await.unwrap();
            tx.commit().await.unwrap();
            count.taken
        })
    });
    let mut taken = Vec::new();
    for one in tries.collect::<Vec<_>>() {
        taken.push(one.await.unwrap());
    }
    taken.sort_unstable();
    assert_eq!(taken, (1..=12).collect::<Vec<u64>>());
}

async fn a_link_is_good_once(store: Store) {
    let (_, user) = organization(&store, "Zebra").await;
    let until = now() + Duration::hours(1);
    let link = |kind, digest: &str| {
        let (digest, address) = (digest.to_owned(), Some("new@example.org".to_owned()));
        Link { kind, digest, user, address, created_at: now(), expires_at: until }
    };
    let mut tx = store.write().await.unwrap();
    links::add(&mut tx, &link(Kind::Address, "d")).await.unwrap();
    links::add(&mut tx, &link(Kind::Reset, "r")).await.unwrap();
    assert_eq!(links::find(&mut tx, (Kind::Reset, "d"), now()).await.unwrap(), None, "of another kind");
    assert_eq!(links::find(&mut tx, (Kind::Address, "d"), until).await.unwrap(), None, "too late");
    assert_eq!(links::find_address(&mut tx, user, now()).await.unwrap().as_deref(), Some("new@example.org"));
    assert_eq!(links::take(&mut tx, (Kind::Address, "d"), now()).await.unwrap(), Some(link(Kind::Address, "d")));
    assert_eq!(links::take(&mut tx, (Kind::Address, "d"), now()).await.unwrap(), None);
    links::remove_by_user(&mut tx, user, Kind::Verify).await.unwrap();
    assert!(links::find(&mut tx, (Kind::Reset, "r"), now()).await.unwrap().is_some());
    links::remove_expired(&mut tx, until).await.unwrap();
    assert!(links::find(&mut tx, (Kind::Reset, "r"), now()).await.unwrap().is_none());
}
