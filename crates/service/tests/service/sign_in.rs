//! Signing in: codes, and what happens to those who guess.

use chrono::Duration;
use muster_domain::UserId;
use muster_service::people::{SignIn, device_token, finish_sign_in, sign_in};
use muster_service::{Ctx, Error};

use crate::console::Console;
use crate::databases::{Database, on_both};
use crate::two_factor::enrolled;

on_both!(
    a_code_is_asked_for_on_a_second_screen_or_comes_along,
    a_code_is_good_once,
    what_the_first_screen_came_to_is_worth_nothing_later,
    who_guesses_passwords_waits_and_is_told_how_long,
    guesses_from_elsewhere_do_not_keep_a_person_out_of_a_browser_they_know,
    an_address_that_tries_many_accounts_waits_too,
    of_many_guesses_at_once_none_is_overlooked,
    who_guesses_codes_waits_even_with_the_right_password,
    what_failed_is_in_the_audit_record,
);

const PASSWORD: &str = "correct horse";

fn from(console: &Console, address: &str) -> Ctx {
    Ctx::anonymous(console.muster.clone(), "visit").from_address(address)
}

async fn try_password(console: &Console, password: &str) -> Result<UserId, Error> {
    sign_in(&from(console, ""), SignIn::new("ada@example.org", password)).await
}

async fn guess(console: &Console, times: usize) {
    for _ in 0..times {
        let answer = try_password(console, "guess").await;
        assert!(matches!(answer, Err(Error::Invalid(_))), "{answer:?}");
    }
}

fn with_code(code: &str) -> SignIn {
    SignIn { code: Some(code.to_owned()), ..SignIn::new("ada@example.org", PASSWORD) }
}

async fn a_code_is_asked_for_on_a_second_screen_or_comes_along(database: &Database) {
    let console = Console::open(database).await;
    let (ada, phone, codes) = enrolled(&console).await;
    console.forward(Duration::minutes(1));
    let Err(Error::CodeNeeded(half)) = try_password(&console, PASSWORD).await else { panic!("a code is needed") };
    let visitor = from(&console, "");
    let wrong = finish_sign_in(&visitor, half.clone(), "000000").await;
    assert!(matches!(wrong, Err(Error::Invalid(_))), "{wrong:?}");
    assert_eq!(finish_sign_in(&visitor, half, &phone.code(&console)).await.unwrap(), ada.user);
    console.forward(Duration::minutes(1));
    assert_eq!(sign_in(&visitor, with_code(&phone.code(&console))).await.unwrap(), ada.user);
    let typed = codes[3].to_uppercase().replace('-', " ");
    assert_eq!(sign_in(&visitor, with_code(&typed)).await.unwrap(), ada.user);
    let again = sign_in(&visitor, with_code(&typed)).await;
    assert!(matches!(again, Err(Error::Invalid(_))), "a recovery code is good once: {again:?}");
    let unguarded = sign_in(&visitor, SignIn { password: "guess".into(), ..with_code(&codes[4]) }).await;
    assert!(matches!(unguarded, Err(Error::Invalid(_))), "a code is no password: {unguarded:?}");
}

async fn a_code_is_good_once(database: &Database) {
    let console = Console::open(database).await;
    let (_, phone, _) = enrolled(&console).await;
    console.forward(Duration::minutes(1));
    let code = phone.code(&console);
    sign_in(&from(&console, ""), with_code(&code)).await.unwrap();
    let again = sign_in(&from(&console, ""), with_code(&code)).await;
    assert!(matches!(again, Err(Error::Invalid(_))), "{again:?}");
}

async fn what_the_first_screen_came_to_is_worth_nothing_later(database: &Database) {
    let console = Console::open(database).await;
    let (ada, phone, _) = enrolled(&console).await;
    console.forward(Duration::minutes(1));
    let Err(Error::CodeNeeded(half)) = try_password(&console, PASSWORD).await else { panic!("a code is needed") };
    muster_service::account::change_password(&ada.ctx, PASSWORD, "another horse").await.unwrap();
    let old = finish_sign_in(&from(&console, ""), half, &phone.code(&console)).await;
    assert!(matches!(old, Err(Error::NotSignedIn)), "{old:?}");
    let Err(Error::CodeNeeded(half)) = try_password(&console, "another horse").await else { panic!("a code is needed") };
    console.forward(Duration::minutes(11));
    let late = finish_sign_in(&from(&console, ""), half, &phone.code(&console)).await;
    assert!(matches!(late, Err(Error::NotSignedIn)), "{late:?}");
}

async fn who_guesses_passwords_waits_and_is_told_how_long(database: &Database) {
    let console = Console::open(database).await;
    console.administrator("ada").await;
    guess(&console, 10).await;
    console.forward(Duration::minutes(1));
    let answer = try_password(&console, PASSWORD).await.unwrap_err();
    assert!(matches!(answer, Error::Wait(_)), "{answer:?}");
    assert_eq!(answer.to_string(), "too many tries; try again in 14 minutes");
    let nobody = sign_in(&from(&console, ""), SignIn::new("nobody@example.org", PASSWORD)).await;
    assert!(matches!(nobody, Err(Error::Invalid(_))), "another account: {nobody:?}");
    console.forward(Duration::minutes(15));
    try_password(&console, PASSWORD).await.unwrap();
    guess(&console, 10).await;
}

async fn guesses_from_elsewhere_do_not_keep_a_person_out_of_a_browser_they_know(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let eve = console.administrator("eve").await;
    guess(&console, 10).await;
    assert!(matches!(try_password(&console, PASSWORD).await, Err(Error::Wait(_))));
    let by = |token: String| SignIn { device: Some(token), ..SignIn::new("ada@example.org", PASSWORD) };
    let theirs = device_token(&console.muster, ada.user);
    assert_eq!(sign_in(&from(&console, ""), by(theirs.clone())).await.unwrap(), ada.user);
    for forged in [device_token(&console.muster, eve.user), theirs.replace(&ada.user.to_string(), &eve.user.to_string())] {
        let answer = sign_in(&from(&console, ""), by(forged)).await;
        assert!(matches!(answer, Err(Error::Wait(_))), "{answer:?}");
    }
    for _ in 0..10 {
        let guess = SignIn { password: "guess".to_owned(), ..by(theirs.clone()) };
        assert!(matches!(sign_in(&from(&console, ""), guess).await, Err(Error::Invalid(_))));
    }
    let worn_out = sign_in(&from(&console, ""), by(theirs)).await;
    assert!(matches!(worn_out, Err(Error::Wait(_))), "a browser that guesses waits as well: {worn_out:?}");
}

async fn an_address_that_tries_many_accounts_waits_too(database: &Database) {
    let console = Console::open(database).await;
    console.administrator("ada").await;
    for number in 0..50 {
        let form = SignIn::new(&format!("person{number}@example.org"), "guess");
        let answer = sign_in(&from(&console, &format!("2001:db8::{number}")), form).await;
        assert!(matches!(answer, Err(Error::Invalid(_))), "{answer:?}");
    }
    let ada = || SignIn::new("ada@example.org", PASSWORD);
    let answer = sign_in(&from(&console, "2001:db8::ffff"), ada()).await;
    assert!(matches!(answer, Err(Error::Wait(_))), "{answer:?}");
    sign_in(&from(&console, "203.0.113.7"), ada()).await.unwrap();
}

async fn of_many_guesses_at_once_none_is_overlooked(database: &Database) {
    let console = Console::open(database).await;
    console.administrator("ada").await;
    let guesses = (0..30).map(|_| {
        let visitor = from(&console, "");
        tokio::spawn(async move { sign_in(&visitor, SignIn::new("ada@example.org", "guess")).await })
    });
    let mut looked_at = 0;
    for guess in guesses.collect::<Vec<_>>() {
        looked_at += usize::from(matches!(guess.await.unwrap(), Err(Error::Invalid(_))));
    }
    assert_eq!(looked_at, 10);
}

async fn who_guesses_codes_waits_even_with_the_right_password(database: &Database) {
    let console = Console::open(database).await;
    let (_, phone, codes) = enrolled(&console).await;
    console.forward(Duration::minutes(1));
    for code in ["000000", "000001", "000002", "abcd-efgh-ijkl-mnop", ""] {
        let answer = sign_in(&from(&console, ""), with_code(code)).await;
        assert!(matches!(answer, Err(Error::Invalid(_) | Error::CodeNeeded(_))), "{answer:?}");
    }
    sign_in(&from(&console, ""), with_code("000003")).await.unwrap_err();
    for code in [phone.code(&console), codes[0].clone()] {
        let answer = sign_in(&from(&console, ""), with_code(&code)).await;
        assert!(matches!(answer, Err(Error::Wait(_))), "{answer:?}");
    }
    console.forward(Duration::minutes(15));
    sign_in(&from(&console, ""), with_code(&phone.code(&console))).await.unwrap();
}

async fn what_failed_is_in_the_audit_record(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    guess(&console, 10).await;
    for _ in 0..3 {
        try_password(&console, PASSWORD).await.unwrap_err();
    }
    let records = muster_store::audit::list_by_user(&mut console.store.read().await.unwrap(), ada.user).await.unwrap();
    let count = |action: &str| records.iter().filter(|record| record.action == action).count();
    assert_eq!((count("people.sign_in_failed"), count("people.sign_in_blocked"), count("people.sign_in")), (10, 1, 0));
}
