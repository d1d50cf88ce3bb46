//! One's own account: name, address, password, and the browsers one is signed in with.

use muster_service::people::{SignIn, me, send_confirmation, sign_in};
use muster_service::{Ctx, Error, account, resets, sessions};
use muster_store::sessions::Session;
use muster_testkit::smtp::Smtp;

use crate::console::{Console, Person};
use crate::databases::{Database, on_both};
use crate::mails;

on_both!(
    a_new_password_wants_the_current_one_and_ends_other_sessions,
    browsers_are_listed_and_signed_out_by_their_person_only,
    an_address_is_confirmed_by_the_link_that_was_mailed_there,
    another_address_counts_once_it_is_shown_to_be_theirs,
    without_mail_another_address_counts_at_once,
    a_link_to_an_address_of_before_opens_nothing,
);

const PASSWORD: &str = "correct horse";

/// A request of this person from a browser of its own.
pub(crate) async fn signed_in(console: &Console, person: &Person, key: &str) -> Ctx {
    let now = console.muster.clock().now();
    let session = Session {
        key: key.to_owned(),
        data: "{}".to_owned(),
        user: Some(person.user),
        agent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0".to_owned(),
        address: "203.0.113.7".to_owned(),
        created_at: now,
        seen_at: now,
        expires_at: now + chrono::Duration::days(14),
    };
    let mut tx = console.store.write().await.unwrap();
    assert!(muster_store::sessions::add(&mut tx, &session).await.unwrap());
    tx.commit().await.unwrap();
    person.ctx.clone().in_session(key)
}

async fn keys(ctx: &Ctx) -> Vec<String> {
    sessions::list(ctx).await.unwrap().into_iter().map(|row| row.id).collect()
}

fn visitor(console: &Console) -> Ctx {
    Ctx::anonymous(console.muster.clone(), "visit")
}

async fn a_new_password_wants_the_current_one_and_ends_other_sessions(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let (one, _) = (signed_in(&console, &ada, "one").await, signed_in(&console, &ada, "two").await);
    let wrong = account::change_password(&one, "guess", "battery staple").await.unwrap_err();
    let Error::Invalid(refusals) = wrong else { panic!("{wrong:?}") };
    assert_eq!(refusals[0].path, "current");
    let short = account::change_password(&one, PASSWORD, "short").await;
    assert!(matches!(short, Err(Error::Invalid(_))), "{short:?}");
    assert_eq!(keys(&one).await.len(), 2);
    account::change_password(&one, PASSWORD, "battery staple").await.unwrap();
    assert_eq!(keys(&one).await, ["one"]);
    sign_in(&visitor(&console), SignIn::new("ada@example.org", "battery staple")).await.unwrap();
    for _ in 0..10 {
        account::change_password(&one, "guess", "battery staple").await.unwrap_err();
    }
    let guessed = account::change_password(&one, "battery staple", PASSWORD).await;
    assert!(matches!(guessed, Err(Error::Wait(_))), "an open browser is no place to guess: {guessed:?}");
}

async fn browsers_are_listed_and_signed_out_by_their_person_only(database: &Database) {
    let console = Console::open(database).await;
    let (ada, eve) = (console.administrator("ada").await, console.administrator("eve").await);
    let one = signed_in(&console, &ada, "one").await;
    console.forward(chrono::Duration::minutes(5));
    let (_, three) = (signed_in(&console, &ada, "two").await, signed_in(&console, &ada, "three").await);
    let hers = signed_in(&console, &eve, "hers").await;
    let rows = sessions::list(&one).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.current).collect::<Vec<_>>(), [true, false, false]);
    assert_eq!((rows[0].device.as_str(), rows[0].address.as_str()), ("Firefox on Linux", "203.0.113.7"));
    sessions::seen(&one.clone().from_address("203.0.113.9")).await.unwrap();
    let row = sessions::list(&one).await.unwrap().remove(0);
    assert_eq!((row.address.as_str(), row.seen_at > rows[0].seen_at), ("203.0.113.9", true));
    assert!(matches!(sessions::revoke(&hers, "two").await, Err(Error::NotFound)));
    sessions::revoke(&one, "two").await.unwrap();
    assert_eq!(keys(&three).await, ["three", "one"]);
    sessions::revoke_others(&one).await.unwrap();
    assert_eq!((keys(&one).await, keys(&hers).await), (vec!["one".to_owned()], vec!["hers".to_owned()]));
}

async fn an_address_is_confirmed_by_the_link_that_was_mailed_there(database: &Database) {
    let smtp = Smtp::start();
    let (console, Person { ctx: ada, .. }) = mails::unconfirmed(database, &smtp, "ada").await;
    assert!(me(&ada).await.unwrap().unconfirmed);
    send_confirmation(&ada).await.unwrap();
    console.mail().await;
    send_confirmation(&ada).await.unwrap();
    console.mail().await;
    let mails = smtp.to("ada@example.org");
    let tokens: Vec<_> = mails.iter().map(|mail| mail.token("https://console.example/confirm/")).collect();
    assert!(matches!(account::confirm_email(&visitor(&console), &tokens[0]).await, Err(Error::NotFound)), "a newer one was sent");
    account::confirm_email(&visitor(&console), &tokens[1]).await.unwrap();
    assert!(!me(&ada).await.unwrap().unconfirmed);
    assert!(matches!(send_confirmation(&ada).await, Err(Error::Conflict(_))));
}

async fn another_address_counts_once_it_is_shown_to_be_theirs(database: &Database) {
    let smtp = Smtp::start();
    let console = mails::console(database, &smtp).await;
    let ada = console.confirmed("ada").await;
    console.confirmed("eve").await;
    let wrong = account::change_email(&ada.ctx, "guess", "ada@example.net").await;
    assert!(matches!(wrong, Err(Error::Invalid(_))), "{wrong:?}");
    account::change_email(&ada.ctx, PASSWORD, "ada@example.net").await.unwrap();
    let before = account::find(&ada.ctx).await.unwrap();
    assert_eq!((before.email.as_str(), before.waiting.as_deref()), ("ada@example.org", Some("ada@example.net")));
    console.mail().await;
    let token = smtp.to("ada@example.net")[0].token("/confirm/");
    account::confirm_email(&visitor(&console), &token).await.unwrap();
    let after = account::find(&ada.ctx).await.unwrap();
    assert_eq!((after.email.as_str(), after.waiting, after.confirmed_at.is_some()), ("ada@example.net", None, true));
    console.mail().await;
    assert_eq!(smtp.to("ada@example.org")[0].subject(), "Your e-mail address is ada@example.net now");
    account::change_email(&ada.ctx, PASSWORD, "eve@example.org").await.unwrap();
    console.mail().await;
    let token = smtp.to("eve@example.org")[0].token("/confirm/");
    let taken = account::confirm_email(&visitor(&console), &token).await;
    assert!(matches!(taken, Err(Error::Invalid(_))), "{taken:?}");
}

async fn without_mail_another_address_counts_at_once(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    console.administrator("eve").await;
    let taken = account::change_email(&ada.ctx, PASSWORD, "eve@example.org").await;
    assert!(matches!(taken, Err(Error::Invalid(_))), "{taken:?}");
    account::change_email(&ada.ctx, PASSWORD, "ada@example.net").await.unwrap();
    account::rename(&ada.ctx, " Ada Lovelace ").await.unwrap();
    let found = me(&ada.ctx).await.unwrap();
    assert_eq!((found.email.as_str(), found.name.as_str()), ("ada@example.net", "Ada Lovelace"));
    sign_in(&visitor(&console), SignIn::new("ada@example.net", PASSWORD)).await.unwrap();
}

async fn a_link_to_an_address_of_before_opens_nothing(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let link = resets::issue(&console.muster, "ada@example.org").await.unwrap();
    account::change_email(&ada.ctx, PASSWORD, "ada@example.net").await.unwrap();
    let token = link.rsplit_once("/reset/").unwrap().1;
    assert!(matches!(resets::find(&visitor(&console), token).await, Err(Error::NotFound)));
}
