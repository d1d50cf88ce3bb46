//! What the store does, on SQLite and on PostgreSQL: the same functions run on both (see `databases`).

#![allow(clippy::unwrap_used, reason = "a database that cannot be set up should stop its test")]

mod background;
mod billing;
mod charges;
mod databases;
mod members;
mod people;
mod subsets;
mod tickets;
mod workflows;

use chrono::{DateTime, Utc};
use muster_domain::permission::{Membership, Role};
use muster_domain::{ManagementAccountId, OrganizationId, UserId};
use muster_store::management_accounts::ManagementAccount;
use muster_store::memberships::NewMember;
use muster_store::users::User;
use muster_store::{Store, management_accounts, memberships, organizations, users};
use uuid::Uuid;

/// The time that tests begin at.
fn now() -> DateTime<Utc> {
    "2026-03-10T12:00:00.123456Z".parse().unwrap()
}

fn user(email: &str) -> User {
    let (id, name) = (UserId(Uuid::now_v7()), "Ada".to_owned());
    User {
        id,
        email: email.to_owned(),
        name,
        password: "$argon2id$".to_owned(),
        support: false,
        service_of: None,
        verified_at: None,
        created_at: now(),
    }
}

/// An organization with its administrator.
async fn organization(store: &Store, name: &str) -> (OrganizationId, UserId) {
    let (id, user) = (OrganizationId(Uuid::now_v7()), user(&format!("{name}@example.org")));
    let membership = Membership { role: Role::Administrator, grants: Vec::new() };
    let mut tx = store.write().await.unwrap();
    users::add(&mut tx, &user).await.unwrap();
    organizations::add(&mut tx, id, name, now()).await.unwrap();
    let new = NewMember { organization: id, user: user.id, membership, created_at: now() };
    memberships::add(&mut tx, &new).await.unwrap();
    tx.commit().await.unwrap();
    (id, user.id)
}

async fn management_account(store: &Store, org: OrganizationId, digits: &str) -> ManagementAccountId {
    let id = ManagementAccountId(Uuid::now_v7());
    let new = ManagementAccount { id, account_id: digits.parse().unwrap(), name: "Payer".to_owned(), created_at: now() };
    let mut tx = store.write_in(org).await.unwrap();
    management_accounts::add(&mut tx, &new).await.unwrap();
    tx.commit().await.unwrap();
    id
}
