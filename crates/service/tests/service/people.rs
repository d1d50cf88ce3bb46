//! Signing up and signing in.

use chrono::Duration;
use muster_service::account::{self, Confirmed};
use muster_service::people::{SignIn, SignUp, SignedUp, me, sign_in, sign_up};
use muster_service::{Ctx, Error, organizations};
use muster_testkit::smtp::Smtp;

use crate::console::Console;
use crate::databases::{Database, on_both};
use crate::mails;

on_both!(
    who_signed_up_signs_in_and_administers_an_organization,
    a_form_is_told_all_that_is_wrong_with_it,
    a_wrong_password_and_an_unknown_address_are_answered_alike,
    a_session_of_somebody_who_is_gone_is_no_session,
    signing_up_and_in_is_in_the_audit_record_with_its_request,
    whoever_signs_up_is_there_when_the_link_was_opened_that_was_mailed,
    whether_somebody_has_an_address_is_told_to_whoever_has_it_only,
    the_first_who_opens_a_link_has_the_address,
    without_mail_nobody_asks_for_many_addresses,
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
    let user = sign_up(&visitor(&console), form(" Ada@Example.org ", "correct horse")).await.unwrap().person().unwrap();
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
    let _ = sign_up(&visitor(&console), form("ada@example.org", "correct horse")).await.unwrap();
    let again = sign_up(&visitor(&console), form("Ada@example.org", "battery staple")).await;
    assert_eq!(paths(again.unwrap_err()), ["email"]);
}

async fn a_wrong_password_and_an_unknown_address_are_answered_alike(database: &Database) {
    let console = Console::open(database).await;
    let _ = sign_up(&visitor(&console), form("ada@example.org", "correct horse")).await.unwrap();
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
    let user = sign_up(&visitor(&console), form("ada@example.org", "correct horse")).await.unwrap().person().unwrap();
    let _ = sign_in(&visitor(&console), SignIn::new("ada@example.org", "battery staple")).await.unwrap_err();
    sign_in(&visitor(&console), SignIn::new("ada@example.org", "correct horse")).await.unwrap();
    let records = muster_store::audit::list_by_user(&mut console.store.read().await.unwrap(), user).await.unwrap();
    let said: Vec<_> = records.iter().rev().map(|record| (record.action.as_str(), record.request_id.as_str())).collect();
    assert_eq!(said, [("people.sign_up", "visit"), ("people.sign_in_failed", "visit"), ("people.sign_in", "visit")]);
}

async fn whoever_signs_up_is_there_when_the_link_was_opened_that_was_mailed(database: &Database) {
    let smtp = Smtp::start();
    let console = mails::console(database, &smtp).await;
    let visitor = visitor(&console);
    assert_eq!(sign_up(&visitor, form("ada@example.org", "correct horse")).await.unwrap(), SignedUp::Mailed);
    let early = sign_in(&visitor, SignIn::new("ada@example.org", "correct horse")).await.unwrap_err();
    console.mail().await;
    let mail = smtp.to("ada@example.org").remove(0);
    assert_eq!(mail.subject(), "Confirm your e-mail address");
    let token = mail.token("https://console.example/confirm/");
    let Confirmed::SignedUp(user) = account::confirm_email(&visitor, &token).await.unwrap() else { panic!("nobody signed up") };
    let ada = me(&Ctx::user(console.muster.clone(), "test", user)).await.unwrap();
    assert_eq!((ada.organizations[0].name.as_str(), ada.unconfirmed), ("Engines", false));
    assert_eq!(sign_in(&visitor, SignIn::new("ada@example.org", "correct horse")).await.unwrap(), user);
    assert!(matches!(account::confirm_email(&visitor, &token).await, Err(Error::NotFound)), "it is good once");
    let wrong = sign_in(&visitor, SignIn::new("ada@example.org", "battery staple")).await.unwrap_err();
    assert_eq!(early.to_string(), wrong.to_string(), "who waits is nobody yet");
    let late = sign_up(&visitor, form("eve@example.org", "correct horse")).await.unwrap();
    console.mail().await;
    console.forward(Duration::days(4));
    let token = smtp.to("eve@example.org").remove(0).token("/confirm/");
    assert!(matches!(account::confirm_email(&visitor, &token).await, Err(Error::NotFound)), "{late:?}, too long ago");
}

async fn whether_somebody_has_an_address_is_told_to_whoever_has_it_only(database: &Database) {
    let smtp = Smtp::start();
    let console = mails::console(database, &smtp).await;
    let ada = console.confirmed("ada").await;
    for address in ["Ada@example.org", "eve@example.org"] {
        assert_eq!(sign_up(&visitor(&console), form(address, "battery staple")).await.unwrap(), SignedUp::Mailed);
    }
    console.mail().await;
    let mail = smtp.to("ada@example.org").remove(0);
    assert_eq!(mail.subject(), "You have an account on Muster");
    assert!(!mail.text().contains("/confirm/") && mail.text().contains("https://console.example/sign-in"), "{}", mail.text());
    let known = sign_in(&visitor(&console), SignIn::new("ada@example.org", "battery staple")).await.unwrap_err();
    let unknown = sign_in(&visitor(&console), SignIn::new("eve@example.org", "battery staple")).await.unwrap_err();
    assert_eq!(known.to_string(), unknown.to_string(), "nor does signing in tell");
    assert_eq!(sign_in(&visitor(&console), SignIn::new("ada@example.org", "correct horse")).await.unwrap(), ada.user);
    // Whoever asks often is kept waiting by the address, whether or not somebody has it.
    for address in ["ada@example.org", "eve@example.org"] {
        for _ in 0..2 {
            assert_eq!(sign_up(&visitor(&console), form(address, "battery staple")).await.unwrap(), SignedUp::Mailed);
        }
        let often = sign_up(&visitor(&console), form(address, "battery staple")).await;
        assert!(matches!(often, Err(Error::Wait(_))), "{address}: {often:?}");
    }
}

async fn the_first_who_opens_a_link_has_the_address(database: &Database) {
    let smtp = Smtp::start();
    let console = mails::console(database, &smtp).await;
    for password in ["correct horse", "battery staple"] {
        let _ = sign_up(&visitor(&console), form("ada@example.org", password)).await.unwrap();
        console.mail().await;
    }
    let tokens: Vec<_> = smtp.to("ada@example.org").iter().map(|mail| mail.token("/confirm/")).collect();
    account::confirm_email(&visitor(&console), &tokens[0]).await.unwrap();
    let second = account::confirm_email(&visitor(&console), &tokens[1]).await;
    assert!(matches!(second, Err(Error::NotFound)), "{second:?}");
    sign_in(&visitor(&console), SignIn::new("ada@example.org", "correct horse")).await.unwrap();
}

async fn without_mail_nobody_asks_for_many_addresses(database: &Database) {
    let console = Console::open(database).await;
    let from = |address: &str| visitor(&console).from_address(address);
    for number in 0..25 {
        let fresh = sign_up(&from("203.0.113.7"), form(&format!("{number}@example.org"), "correct horse")).await.unwrap();
        assert!(matches!(fresh, SignedUp::Person(_)), "an office signs up as often as it likes");
    }
    for number in 0..20 {
        let taken = sign_up(&from("203.0.113.7"), form(&format!("{number}@example.org"), "correct horse")).await;
        assert_eq!(paths(taken.unwrap_err()), ["email"]);
    }
    for email in ["0@example.org", "nobody@example.org"] {
        let often = sign_up(&from("203.0.113.7"), form(email, "correct horse")).await;
        assert!(matches!(often, Err(Error::Wait(_))), "{often:?}");
    }
    let _ = sign_up(&from("203.0.113.8"), form("nobody@example.org", "correct horse")).await.unwrap();
}
