//! Signing up and signing in.

use muster_service::accounts_of_people::{SignUp, me, sign_in, sign_up};
use muster_service::{Ctx, Error, organizations};

use crate::console::Console;

fn form(email: &str, password: &str) -> SignUp {
    SignUp { email: email.to_owned(), password: password.to_owned(), name: "Ada".to_owned(), organization: "Engines".to_owned() }
}

fn paths(error: Error) -> Vec<String> {
    let Error::Invalid(refusals) = error else { panic!("{error:?}") };
    refusals.into_iter().map(|refusal| refusal.path).collect()
}

#[tokio::test]
async fn who_signed_up_signs_in_and_administers_an_organization() {
    let console = Console::open().await;
    let user = sign_up(&console.muster, form(" Ada@Example.org ", "correct horse")).await.unwrap();
    assert_eq!(sign_in(&console.muster, "ADA@example.org", "correct horse").await.unwrap(), user);
    let ctx = Ctx::user(console.muster.clone(), "test", user);
    let found = me(&ctx).await.unwrap();
    assert_eq!((found.email.as_str(), found.organizations[0].name.as_str()), ("ada@example.org", "Engines"));
    let org = organizations::add(&ctx, "Analytics").await.unwrap();
    organizations::rename(&ctx, org, " Analysis ").await.unwrap();
    assert_eq!(organizations::get(&ctx, org).await.unwrap().name, "Analysis");
    let names: Vec<_> = me(&ctx).await.unwrap().organizations.into_iter().map(|org| org.name).collect();
    assert_eq!(names, ["Analysis", "Engines"]);
}

#[tokio::test]
async fn a_form_is_told_all_that_is_wrong_with_it() {
    let console = Console::open().await;
    let wrong = SignUp { name: " ".to_owned(), organization: String::new(), ..form("ada", "1234567") };
    assert_eq!(paths(sign_up(&console.muster, wrong).await.unwrap_err()), ["organization", "email", "name", "password"]);
    sign_up(&console.muster, form("ada@example.org", "correct horse")).await.unwrap();
    let again = sign_up(&console.muster, form("Ada@example.org", "battery staple")).await;
    assert_eq!(paths(again.unwrap_err()), ["email"]);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_are_answered_alike() {
    let console = Console::open().await;
    sign_up(&console.muster, form("ada@example.org", "correct horse")).await.unwrap();
    let wrong = sign_in(&console.muster, "ada@example.org", "battery staple").await.unwrap_err();
    let unknown = sign_in(&console.muster, "eve@example.org", "battery staple").await.unwrap_err();
    assert_eq!(wrong.to_string(), unknown.to_string());
    assert_eq!(paths(wrong), ["email"]);
}

#[tokio::test]
async fn a_session_of_somebody_who_is_gone_is_no_session() {
    let console = Console::open().await;
    let gone = Ctx::user(console.muster.clone(), "test", muster_domain::UserId(uuid::Uuid::from_u128(7)));
    assert!(matches!(me(&gone).await, Err(Error::NotSignedIn)));
}
