//! Signing up and signing in.

use muster_service::people::{SignIn, SignUp, me, sign_in, sign_up};
use muster_service::{Ctx, Error, organizations};

use crate::console::Console;
use crate::databases::{Database, on_both};

on_both!(
    who_signed_up_signs_in_and_administers_an_organization,
    a_form_is_told_all_that_is_wrong_with_it,
    a_wrong_password_and_an_unknown_address_are_answered_alike,
    a_session_of_somebody_who_is_gone_is_no_session,
    signing_up_and_in_is_in_the_audit_record_with_its_request,
);

fn form(email: &str, password: &str) -> SignUp {
    SignUp { email: email.to_owned(), password: password.to_owned(), name: "Ada".to_owned(), organization: "Engines".to_owned() }
}

fn visitor(console: &Console) -> Ctx {
    Ctx::anonymous(console.muster.clone(), "visit")
}

fn paths(error: Error) -> Vec<String> {
    let Error::Invalid(refusals) = error else { panic!("{error:?}") };
    refusals.into_iter().map(|refusal| refusal.path).collect()
}

async fn who_signed_up_signs_in_and_administers_an_organization(database: &Database) {
    let console = Console::open(database).await;
    let user = sign_up(&visitor(&console), form(" Ada@Example.org ", "correct horse")).await.unwrap();
    assert_eq!(sign_in(&visitor(&console), SignIn::new("ADA@example.org", "correct horse")).await.unwrap(), user);
    let ctx = Ctx::user(console.muster.clone(), "test", user);
    let found = me(&ctx).await.unwrap();
    assert_eq!((found.email.as_str(), found.organizations[0].name.as_str()), ("ada@example.org", "Engines"));
    let org = organizations::add(&ctx, "Analytics").await.unwrap();
    organizations::rename(&ctx, org, " Analysis ").await.unwrap();
    assert_eq!(organizations::get(&ctx, org).await.unwrap().name, "Analysis");
    let names: Vec<_> = me(&ctx).await.unwrap().organizations.into_iter().map(|org| org.name).collect();
    assert_eq!(names, ["Analysis", "Engines"]);
}

async fn a_form_is_told_all_that_is_wrong_with_it(database: &Database) {
    let console = Console::open(database).await;
    let wrong = SignUp { name: " ".to_owned(), organization: String::new(), ..form("ada", "1234567") };
    assert_eq!(paths(sign_up(&visitor(&console), wrong).await.unwrap_err()), ["organization", "email", "name", "password"]);
    sign_up(&visitor(&console), form("ada@example.org", "correct horse")).await.unwrap();
    let again = sign_up(&visitor(&console), form("Ada@example.org", "battery staple")).await;
    assert_eq!(paths(again.unwrap_err()), ["email"]);
}

async fn a_wrong_password_and_an_unknown_address_are_answered_alike(database: &Database) {
    let console = Console::open(database).await;
    sign_up(&visitor(&console), form("ada@example.org", "correct horse")).await.unwrap();
    let wrong = sign_in(&visitor(&console), SignIn::new("ada@example.org", "battery staple")).await.unwrap_err();
    let unknown = sign_in(&visitor(&console), SignIn::new("eve@example.org", "battery staple")).await.unwrap_err();
    assert_eq!(wrong.to_string(), unknown.to_string());
    assert_eq!(paths(wrong), ["email"]);
}

async fn a_session_of_somebody_who_is_gone_is_no_session(database: &Database) {
    let console = Console::open(database).await;
    let gone = Ctx::user(console.muster.clone(), "test", muster_domain::UserId(uuid::Uuid::from_u128(7)));
    assert!(matches!(me(&gone).await, Err(Error::NotSignedIn)));
}

async fn signing_up_and_in_is_in_the_audit_record_with_its_request(database: &Database) {
    let console = Console::open(database).await;
    let user = sign_up(&visitor(&console), form("ada@example.org", "correct horse")).await.unwrap();
    let _ = sign_in(&visitor(&console), SignIn::new("ada@example.org", "battery staple")).await.unwrap_err();
    sign_in(&visitor(&console), SignIn::new("ada@example.org", "correct horse")).await.unwrap();
    let records = muster_store::audit::list_by_user(&mut console.store.read().await.unwrap(), user).await.unwrap();
    let said: Vec<_> = records.iter().rev().map(|record| (record.action.as_str(), record.request_id.as_str())).collect();
    assert_eq!(said, [("people.sign_up", "visit"), ("people.sign_in_failed", "visit"), ("people.sign_in", "visit")]);
}
