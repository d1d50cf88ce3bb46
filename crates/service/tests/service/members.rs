//! Members, invitations and service users.

use chrono::Duration;
use muster_domain::permission::{Membership, Permission, Role};
use muster_domain::view::customers::NewCustomer;
use muster_domain::view::members::{MemberKind, ShownOnce, Visitor};
use muster_domain::{OrganizationId, UserId};
use muster_service::{Ctx, Error, customers, invitations, members, organizations, people, subsets};

use crate::console::{Console, Person};
use crate::databases::{Database, on_both};

on_both!(
    a_viewers_grants_hold_from_the_next_request_on,
    the_last_administrator_stays,
    two_administrators_who_remove_each_other_leave_one,
    a_link_makes_a_person_and_a_member_once,
    a_link_is_for_the_invited_person_only,
    a_link_ends_by_revoking_replacing_and_time,
    two_who_join_with_one_link_are_one_member,
    an_address_is_invited_once_and_never_a_member,
    a_service_user_is_a_member_who_cannot_sign_in,
    what_became_of_a_member_is_in_the_audit_record,
    a_link_is_written_nowhere,
    an_end_customer_grants_nothing_until_it_has_bills_of_its_own,
);

fn viewer(grants: &[Permission]) -> Membership {
    Membership { role: Role::Viewer, grants: grants.to_vec() }
}

fn administrator() -> Membership {
    Membership { role: Role::Administrator, grants: Vec::new() }
}

async fn token(ada: &Person, email: &str, membership: Membership) -> String {
    end_of(invitations::invite(&ada.ctx, ada.org, email, membership).await.unwrap())
}

fn end_of(shown: ShownOnce) -> String {
    let ShownOnce::Invitation { link: Some(link), .. } = shown else { panic!("{shown:?}") };
    link.rsplit_once("/invitations/").unwrap().1.to_owned()
}

fn visitor(console: &Console) -> Ctx {
    Ctx::anonymous(console.muster.clone(), "visit")
}

async fn join(console: &Console, token: &str) -> Result<UserId, Error> {
    invitations::join(&visitor(console), token, "Bea".to_owned(), "correct horse".to_owned()).await
}

async fn members_of(ada: &Person) -> Vec<(String, Membership)> {
    let list = members::list(&ada.ctx, ada.org).await.unwrap();
    list.members.into_iter().map(|member| (member.name, member.membership)).collect()
}

async fn an_end_customer_grants_nothing_until_it_has_bills_of_its_own(database: &Database) {
    let console = Console::open(database).await;
    let (ada, eve) = (console.administrator("ada").await, console.administrator("eve").await);
    let vic = console.viewer(eve.org, &[]).await;
    let subset = subsets::create(&ada.ctx, ada.org, "Labs", Vec::new()).await.unwrap();
    let new = NewCustomer { subset, email: "eve@example.org".to_owned(), organization: eve.org };
    customers::add(&ada.ctx, ada.org, new).await.unwrap();
    let may = || viewer(&[Permission::CreateReport]);
    let ways = async || {
        let invited = invitations::invite(&eve.ctx, eve.org, "bea@example.org", may()).await.map(drop);
        let added = members::add_service_user(&eve.ctx, eve.org, "Nightly", may()).await.map(drop);
        [invited, added, members::set(&eve.ctx, eve.org, vic.user, may()).await]
    };
    for way in ways().await {
        assert!(matches!(&way, Err(Error::Invalid(refusals)) if refusals[0].path == "grants"), "{way:?}");
    }
    invitations::invite(&eve.ctx, eve.org, "bob@example.org", viewer(&[])).await.unwrap();
    eve.management_account().await;
    assert!(ways().await.iter().all(Result::is_ok));
}

async fn a_viewers_grants_hold_from_the_next_request_on(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let vic = console.viewer(ada.org, &[]).await;
    assert!(subsets::create(&vic.ctx, ada.org, "S", Vec::new()).await.is_err());
    let twice = viewer(&[Permission::CreateSubset, Permission::AssociateWorkflow, Permission::CreateSubset]);
    members::set(&ada.ctx, ada.org, vic.user, twice).await.unwrap();
    subsets::create(&vic.ctx, ada.org, "S", Vec::new()).await.unwrap();
    let kept = members::find(&ada.ctx, ada.org, vic.user).await.unwrap().membership;
    assert_eq!(kept.grants, [Permission::CreateSubset, Permission::AssociateWorkflow]);
    let all = members::set(&ada.ctx, ada.org, vic.user, viewer(&[Permission::ManageOrganization])).await;
    assert!(matches!(all, Err(Error::Invalid(_))), "{all:?}");
    members::remove(&ada.ctx, ada.org, vic.user).await.unwrap();
    assert!(matches!(organizations::get(&vic.ctx, ada.org).await, Err(Error::NotFound)));
}

async fn the_last_administrator_stays(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let bot = members::add_service_user(&ada.ctx, ada.org, "Bot", administrator()).await.unwrap();
    let removed = members::remove(&ada.ctx, ada.org, ada.user).await;
    assert!(matches!(removed, Err(Error::Conflict(_))), "a service user administers nothing: {removed:?}");
    let demoted = members::set(&ada.ctx, ada.org, ada.user, viewer(&[])).await;
    assert!(matches!(demoted, Err(Error::Conflict(_))), "{demoted:?}");
    let list = members_of(&ada).await;
    assert_eq!(list, [("ada".to_owned(), administrator()), ("Bot".to_owned(), administrator())]);
    members::remove(&ada.ctx, ada.org, bot).await.unwrap();
}

async fn two_administrators_who_remove_each_other_leave_one(database: &Database) {
    for _ in 0..5 {
        let console = Console::open(database).await;
        let ada = console.administrator("ada").await;
        let bea = console.viewer(ada.org, &[]).await;
        members::set(&ada.ctx, ada.org, bea.user, administrator()).await.unwrap();
        let ends = tokio::join!(members::remove(&ada.ctx, ada.org, bea.user), members::remove(&bea.ctx, ada.org, ada.user),);
        assert_eq!(usize::from(ends.0.is_ok()) + usize::from(ends.1.is_ok()), 1, "{ends:?}");
        let left = if ends.0.is_ok() { &ada } else { &bea };
        assert_eq!(members_of(left).await.len(), 1);
    }
}

async fn a_link_makes_a_person_and_a_member_once(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let token = token(&ada, " Bea@Example.org", viewer(&[Permission::CreateReport])).await;
    let seen = invitations::find(&visitor(&console), &token).await.unwrap();
    assert_eq!((seen.organization.as_str(), seen.email.as_str(), seen.by.as_str()), ("ada's", "bea@example.org", "ada"));
    assert_eq!(seen.visitor, Visitor::New);
    let short = invitations::join(&visitor(&console), &token, "Bea".to_owned(), "short".to_owned()).await;
    assert!(matches!(short, Err(Error::Invalid(_))), "{short:?}");
    let bea = join(&console, &token).await.unwrap();
    assert_eq!(people::sign_in(&visitor(&console), people::SignIn::new("bea@example.org", "correct horse")).await.unwrap(), bea);
    let me = people::me(&Ctx::user(console.muster.clone(), "test", bea)).await.unwrap();
    assert_eq!(me.organizations.iter().map(|org| org.id).collect::<Vec<_>>(), [ada.org]);
    assert_eq!(me.organizations[0].membership, viewer(&[Permission::CreateReport]));
    assert!(matches!(join(&console, &token).await, Err(Error::NotFound)));
    assert!(members::list(&ada.ctx, ada.org).await.unwrap().invitations.is_empty());
}

async fn a_link_is_for_the_invited_person_only(database: &Database) {
    let console = Console::open(database).await;
    let (ada, bea, eve) =
        (console.administrator("ada").await, console.administrator("bea").await, console.administrator("eve").await);
    let token = token(&ada, "bea@example.org", viewer(&[])).await;
    let seen = async |ctx: &Ctx| invitations::find(ctx, &token).await.unwrap().visitor;
    assert_eq!(seen(&visitor(&console)).await, Visitor::Known);
    assert_eq!(seen(&eve.ctx).await, Visitor::Other("eve@example.org".to_owned()));
    assert_eq!(seen(&bea.ctx).await, Visitor::Invited);
    let stolen = invitations::accept(&eve.ctx, &token).await;
    assert!(matches!(stolen, Err(Error::Conflict(_))), "{stolen:?}");
    let again = join(&console, &token).await;
    assert!(matches!(again, Err(Error::Invalid(_))), "the address is somebody's: {again:?}");
    assert_eq!(invitations::accept(&bea.ctx, &token).await.unwrap(), ada.org);
    assert_eq!(organizations::get(&bea.ctx, ada.org).await.unwrap().membership, viewer(&[]));
    assert!(matches!(invitations::accept(&bea.ctx, &token).await, Err(Error::NotFound)));
}

async fn a_link_ends_by_revoking_replacing_and_time(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let first = token(&ada, "bea@example.org", viewer(&[])).await;
    let id = members::list(&ada.ctx, ada.org).await.unwrap().invitations[0].id;
    let second = end_of(invitations::resend(&ada.ctx, ada.org, id).await.unwrap());
    assert!(matches!(join(&console, &first).await, Err(Error::NotFound)));
    invitations::find(&visitor(&console), &second).await.unwrap();
    console.forward(Duration::days(7) + Duration::seconds(1));
    assert!(matches!(join(&console, &second).await, Err(Error::NotFound)));
    let third = token(&ada, "bea@example.org", viewer(&[])).await;
    let id = members::list(&ada.ctx, ada.org).await.unwrap().invitations[0].id;
    invitations::revoke(&ada.ctx, ada.org, id).await.unwrap();
    assert!(matches!(join(&console, &third).await, Err(Error::NotFound)));
    assert!(matches!(invitations::revoke(&ada.ctx, ada.org, id).await, Err(Error::NotFound)));
}

async fn two_who_join_with_one_link_are_one_member(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let token = token(&ada, "bea@example.org", viewer(&[])).await;
    let ends = tokio::join!(join(&console, &token), join(&console, &token));
    assert_eq!(usize::from(ends.0.is_ok()) + usize::from(ends.1.is_ok()), 1, "{ends:?}");
    assert_eq!(members_of(&ada).await.len(), 2);
}

async fn an_address_is_invited_once_and_never_a_member(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    token(&ada, "bea@example.org", viewer(&[])).await;
    for email in ["BEA@example.org", "ada@example.org", "nobody"] {
        let refused = invitations::invite(&ada.ctx, ada.org, email, viewer(&[])).await;
        assert!(matches!(&refused, Err(Error::Invalid(at)) if at[0].path == "email"), "{email}: {refused:?}");
    }
}

async fn a_service_user_is_a_member_who_cannot_sign_in(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let bot = members::add_service_user(&ada.ctx, ada.org, " Nightly import ", viewer(&[])).await.unwrap();
    let row = members::find(&ada.ctx, ada.org, bot).await.unwrap();
    assert_eq!((row.kind, row.name.as_str(), row.email.as_str()), (MemberKind::Service, "Nightly import", ""));
    let address = format!("{bot}@service-user.invalid");
    for password in ["", "correct horse"] {
        let signed_in = people::sign_in(&visitor(&console), people::SignIn::new(&address, password)).await;
        assert!(matches!(signed_in, Err(Error::Invalid(_))), "{signed_in:?}");
    }
}

async fn what_became_of_a_member_is_in_the_audit_record(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let vic = console.viewer(ada.org, &[]).await;
    let from_home = Person { ctx: ada.ctx.clone().from_address("203.0.113.7"), user: ada.user, org: ada.org };
    members::set(&from_home.ctx, ada.org, vic.user, viewer(&[Permission::CreateReport])).await.unwrap();
    members::remove(&from_home.ctx, ada.org, vic.user).await.unwrap();
    let records = audit(&console, ada.org).await;
    let said: Vec<_> = records.iter().take(2).map(|r| (r.action.as_str(), r.before.as_deref(), r.after.as_deref())).collect();
    let granted = "viewer, may create reports";
    assert_eq!(said, [("members.remove", Some(granted), None), ("members.set", Some("viewer"), Some(granted))]);
    assert!(records.iter().take(2).all(|r| r.address == "203.0.113.7" && r.detail == "viewer0 (viewer0@example.org)"));
}

async fn audit(console: &Console, org: OrganizationId) -> Vec<muster_store::audit::Record> {
    muster_store::audit::list(&mut console.tables(org).await).await.unwrap()
}

async fn a_link_is_written_nowhere(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let token = token(&ada, "bea@example.org", viewer(&[])).await;
    let kept = muster_store::invitations::list(&mut console.tables(ada.org).await).await.unwrap();
    assert!(!format!("{kept:?}").contains(&token));
    assert!(!format!("{:?}", audit(&console, ada.org).await).contains(&token));
}
