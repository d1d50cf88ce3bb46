//! Forgotten passwords.

use chrono::Duration;
use muster_domain::view::account::SessionRow;
use muster_service::people::{SignIn, sign_in};
use muster_service::{Ctx, Error, resets, sessions};
use muster_testkit::smtp::Smtp;

use crate::account::signed_in;
use crate::console::Console;
use crate::databases::{Database, on_both};
use crate::mails;

on_both!(
    a_mailed_link_sets_a_password_once_and_signs_every_browser_out,
    nobody_learns_who_has_an_account,
    a_link_ends_with_its_hour_or_a_newer_one,
    who_was_kept_out_by_guesses_gets_in_by_a_link,
    without_mail_the_operator_makes_a_link,
);

fn visitor(console: &Console) -> Ctx {
    Ctx::anonymous(console.muster.clone(), "visit")
}

async fn link(console: &Console, smtp: &Smtp) -> String {
    resets::ask(&visitor(console), "ada@example.org").await.unwrap();
    console.mail().await;
    smtp.to("ada@example.org").last().unwrap().token("https://console.example/reset/")
}

async fn a_mailed_link_sets_a_password_once_and_signs_every_browser_out(database: &Database) {
    let smtp = Smtp::start();
    let console = mails::console(database, &smtp).await;
    let ada = console.confirmed("ada").await;
    let browser = signed_in(&console, &ada, "one").await;
    let token = link(&console, &smtp).await;
    assert_eq!(resets::find(&visitor(&console), &token).await.unwrap(), "ada@example.org");
    let short = resets::reset(&visitor(&console), &token, "short".into()).await;
    assert!(matches!(short, Err(Error::Invalid(_))), "and the link is still good: {short:?}");
    resets::reset(&visitor(&console), &token, "battery staple".into()).await.unwrap();
    let again = resets::reset(&visitor(&console), &token, "battery staple 2".into()).await;
    assert!(matches!(again, Err(Error::NotFound)), "{again:?}");
    let old = sign_in(&visitor(&console), SignIn::new("ada@example.org", "correct horse")).await;
    assert!(matches!(old, Err(Error::Invalid(_))), "{old:?}");
    sign_in(&visitor(&console), SignIn::new("ada@example.org", "battery staple")).await.unwrap();
    assert_eq!(sessions::list(&browser).await.unwrap(), [] as [SessionRow; 0]);
    console.mail().await;
    assert_eq!(smtp.to("ada@example.org").last().unwrap().subject(), "Your password was set anew");
}

async fn nobody_learns_who_has_an_account(database: &Database) {
    let smtp = Smtp::start();
    let console = mails::console(database, &smtp).await;
    console.confirmed("ada").await;
    let ask = async |email: &str| {
        let mut answers = Vec::new();
        for _ in 0..4 {
            answers.push(resets::ask(&visitor(&console), email).await.map_err(|error| error.to_string()));
        }
        answers
    };
    let (known, unknown) = (ask("ada@example.org").await, ask("nobody@example.org").await);
    assert_eq!(known, unknown);
    assert_eq!(known[2], Ok(()));
    assert!(known[3].as_ref().unwrap_err().starts_with("too many tries"), "{known:?}");
    console.mail().await;
    assert_eq!((smtp.to("ada@example.org").len(), smtp.to("nobody@example.org").len()), (3, 0));
}

async fn a_link_ends_with_its_hour_or_a_newer_one(database: &Database) {
    let smtp = Smtp::start();
    let console = mails::console(database, &smtp).await;
    console.confirmed("ada").await;
    let (first, second) = (link(&console, &smtp).await, link(&console, &smtp).await);
    assert!(matches!(resets::find(&visitor(&console), &first).await, Err(Error::NotFound)));
    assert!(resets::find(&visitor(&console), &second).await.is_ok());
    console.forward(Duration::minutes(61));
    assert!(matches!(resets::find(&visitor(&console), &second).await, Err(Error::NotFound)));
}

async fn who_was_kept_out_by_guesses_gets_in_by_a_link(database: &Database) {
    let smtp = Smtp::start();
    let console = mails::console(database, &smtp).await;
    console.confirmed("ada").await;
    for _ in 0..20 {
        sign_in(&visitor(&console), SignIn::new("ada@example.org", "guess")).await.unwrap_err();
    }
    let token = link(&console, &smtp).await;
    resets::reset(&visitor(&console), &token, "battery staple".into()).await.unwrap();
    sign_in(&visitor(&console), SignIn::new("ada@example.org", "battery staple")).await.unwrap();
}

async fn without_mail_the_operator_makes_a_link(database: &Database) {
    let console = Console::open(database).await;
    console.administrator("ada").await;
    let asked = resets::ask(&visitor(&console), "ada@example.org").await;
    assert!(matches!(asked, Err(Error::Conflict(_))), "{asked:?}");
    let link = resets::issue(&console.muster, "ada@example.org").await.unwrap();
    let token = link.rsplit_once("/reset/").unwrap().1;
    resets::reset(&visitor(&console), token, "battery staple".into()).await.unwrap();
    sign_in(&visitor(&console), SignIn::new("ada@example.org", "battery staple")).await.unwrap();
}
