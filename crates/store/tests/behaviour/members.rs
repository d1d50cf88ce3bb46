//! Members' tokens and invitations, and what goes when a member goes.

use chrono::Duration;
use muster_domain::permission::{Membership, Role};
use muster_domain::{InvitationId, TokenId};
use muster_store::invitations::Invitation;
use muster_store::memberships::NewMember;
use muster_store::tokens::Token;
use muster_store::{Error, Store, Unique, invitations, memberships, tokens, users};
use uuid::Uuid;

use crate::databases::on_both;
use crate::{now, organization, user};

on_both!(
    a_members_tokens_go_with_the_membership,
    a_token_of_somebody_who_is_no_member_cannot_be,
    an_invitation_is_the_organizations_own_and_expires,
);

fn viewer() -> Membership {
    Membership { role: Role::Viewer, grants: Vec::new() }
}

async fn a_members_tokens_go_with_the_membership(store: Store) {
    let (org, ada) = organization(&store, "mine").await;
    let vic = user("vic@example.org");
    let mut tx = store.write_in(org).await.unwrap();
    users::add(tx.installation(), &vic).await.unwrap();
    let new = NewMember { organization: org, user: vic.id, membership: viewer(), created_at: now() };
    memberships::add(tx.installation(), &new).await.unwrap();
    let token = Token {
        id: TokenId(Uuid::now_v7()),
        organization: org,
        user: vic.id,
        name: "Nightly".to_owned(),
        digest: "d".to_owned(),
        ending: "wxyz".to_owned(),
        created_by: ada,
        created_at: now(),
        expires_at: Some(now() + Duration::days(1)),
        used_at: None,
        used_from: String::new(),
    };
    tokens::add(&mut tx, &token).await.unwrap();
    let found = tokens::find_by_digest(tx.installation(), "d", now()).await.unwrap();
    assert_eq!(found, Some(token.clone()));
    let late = tokens::find_by_digest(tx.installation(), "d", now() + Duration::days(1)).await.unwrap();
    assert_eq!(late, None);
    tokens::set_used(tx.installation(), token.id, now(), "203.0.113.7").await.unwrap();
    let used = tokens::lookup(&mut tx, token.id).await.unwrap().unwrap();
    assert_eq!((used.used_at, used.used_from.as_str()), (Some(now()), "203.0.113.7"));
    assert!(memberships::remove(&mut tx, vic.id).await.unwrap());
    assert_eq!(tokens::list(&mut tx).await.unwrap(), []);
}

async fn a_token_of_somebody_who_is_no_member_cannot_be(store: Store) {
    let (mine, _) = organization(&store, "mine").await;
    let (theirs, eve) = organization(&store, "theirs").await;
    let mut tx = store.write_in(mine).await.unwrap();
    let token = Token {
        id: TokenId(Uuid::now_v7()),
        organization: theirs,
        user: eve,
        name: "Planted".to_owned(),
        digest: "d".to_owned(),
        ending: "wxyz".to_owned(),
        created_by: eve,
        created_at: now(),
        expires_at: None,
        used_at: None,
        used_from: String::new(),
    };
    let planted = tokens::add(&mut tx, &token).await;
    assert!(matches!(planted, Err(Error::Dangling)), "{planted:?}");
}

async fn an_invitation_is_the_organizations_own_and_expires(store: Store) {
    let (mine, ada) = organization(&store, "mine").await;
    let (theirs, _) = organization(&store, "theirs").await;
    let (id, expires_at) = (InvitationId(Uuid::now_v7()), now() + Duration::days(7));
    let invitation = Invitation {
        id,
        organization: mine,
        email: "bea@example.org".to_owned(),
        membership: viewer(),
        digest: "d".to_owned(),
        created_by: ada,
        created_at: now(),
        expires_at,
    };
    let mut tx = store.write_in(mine).await.unwrap();
    invitations::add(&mut tx, &invitation).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = store.write_in(theirs).await.unwrap();
    assert_eq!(invitations::lookup(&mut tx, id).await.unwrap(), None);
    assert!(!invitations::remove(&mut tx, id).await.unwrap());
    assert_eq!(invitations::list(&mut tx).await.unwrap(), []);
    assert_eq!(invitations::find_by_digest(tx.installation(), "d", now()).await.unwrap(), Some(invitation.clone()));
    assert_eq!(invitations::find_by_digest(tx.installation(), "d", expires_at).await.unwrap(), None);
    drop(tx);
    let mut tx = store.write_in(mine).await.unwrap();
    let twin = Invitation { id: InvitationId(Uuid::now_v7()), digest: "e".to_owned(), ..invitation };
    let twice = invitations::add(&mut tx, &twin).await;
    assert!(matches!(twice, Err(Error::Taken(Unique::Invitation))), "{twice:?}");
}
