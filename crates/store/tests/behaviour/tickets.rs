//! Tickets, and what is turned on for an organization.

use muster_domain::feature::Feature;
use muster_domain::ticket::{Request, TicketKind, TicketState};
use muster_domain::view::support::QueueFilter;
use muster_domain::{OrganizationId, TicketId, UserId};
use muster_store::tickets::{self, NewComment, NewTicket, Page};
use muster_store::{Store, organizations};
use uuid::Uuid;

use crate::databases::on_both;
use crate::{now, organization};

on_both!(
    a_new_organization_has_nothing_turned_on,
    a_foreign_ticket_is_not_there,
    a_decided_ticket_is_not_decided_again,
    the_queue_comes_in_pages,
);

async fn ticket(store: &Store, (org, by): (OrganizationId, UserId)) -> TicketId {
    let id = TicketId(Uuid::now_v7());
    let request = Request::Question { text: "Why?".to_owned() };
    let mut tx = store.write_in(org).await.unwrap();
    tickets::add(&mut tx, &NewTicket { id, request, text: "Why?".to_owned(), by, at: now() }).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn a_new_organization_has_nothing_turned_on(store: Store) {
    let (org, _) = organization(&store, "mine").await;
    let (other, _) = organization(&store, "other").await;
    let mut tx = store.write_in(org).await.unwrap();
    assert!(!organizations::features(tx.installation(), org).await.unwrap().unwrap().subsets);
    organizations::set_feature(&mut tx, Feature::Subsets, true).await.unwrap();
    assert!(organizations::features(tx.installation(), org).await.unwrap().unwrap().subsets);
    assert!(!organizations::features(tx.installation(), other).await.unwrap().unwrap().subsets);
    assert_eq!(organizations::features(tx.installation(), OrganizationId(Uuid::now_v7())).await.unwrap(), None);
}

async fn a_foreign_ticket_is_not_there(store: Store) {
    let (mine, other) = (organization(&store, "mine").await, organization(&store, "other").await);
    let id = ticket(&store, mine).await;
    let mut tx = store.write_in(other.0).await.unwrap();
    assert_eq!(tickets::lookup(&mut tx, id).await.unwrap(), None);
    assert!(!tickets::set_state(&mut tx, id, TicketState::Approved, now()).await.unwrap());
    assert_eq!(tickets::list(&mut tx).await.unwrap(), []);
    assert_eq!(tickets::list_waiting(&mut tx, TicketKind::Question).await.unwrap(), []);
    let (by, text) = (other.1, "Mine now".to_owned());
    let new = NewComment { id: Uuid::now_v7(), ticket: id, became: None, text, support: false, by, at: now() };
    let refused = tickets::add_comment(&mut tx, &new).await;
    assert!(matches!(refused, Err(muster_store::Error::Dangling)), "{refused:?}");
    drop(tx);
    assert_eq!(tickets::find_organization(&mut store.read().await.unwrap(), id).await.unwrap(), Some(mine.0));
}

async fn a_decided_ticket_is_not_decided_again(store: Store) {
    let mine = organization(&store, "mine").await;
    let id = ticket(&store, mine).await;
    let mut tx = store.write_in(mine.0).await.unwrap();
    assert!(tickets::set_state(&mut tx, id, TicketState::InProgress, now()).await.unwrap());
    assert!(tickets::set_state(&mut tx, id, TicketState::Approved, now()).await.unwrap());
    for state in TicketState::ALL {
        assert!(!tickets::set_state(&mut tx, id, state, now()).await.unwrap(), "{state:?}");
    }
    assert_eq!(tickets::lookup(&mut tx, id).await.unwrap().unwrap().state, TicketState::Approved);
}

async fn the_queue_comes_in_pages(store: Store) {
    let mine = organization(&store, "mine").await;
    let made = [ticket(&store, mine).await, ticket(&store, mine).await, ticket(&store, mine).await];
    let mut tx = store.read().await.unwrap();
    let filter = QueueFilter::default();
    let page = |skip| Page { skip, take: 2, until: now() };
    let first = tickets::queue(&mut tx, &filter, page(0)).await.unwrap();
    let second = tickets::queue(&mut tx, &filter, page(2)).await.unwrap();
    let ids: Vec<_> = first.iter().chain(&second).map(|ticket| ticket.id).collect();
    assert_eq!((ids, first.len()), (made.to_vec(), 2));
    assert_eq!(tickets::count_queue(&mut tx, &filter, now()).await.unwrap(), 3);
}
