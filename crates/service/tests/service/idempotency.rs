//! Keys of requests: what a process leaves behind that dies with one.

use muster_service::idempotency::{Answer, Attempt, Claim, claim};
use muster_service::{Ctx, subsets};

use crate::console::{Console, Person};
use crate::databases::{Database, on_both};

on_both!(
    a_key_is_free_again_when_a_process_died_before_anything_was_done,
    what_was_done_is_not_done_again_when_the_process_died_before_it_answered,
    an_answer_is_kept_for_a_day_and_encrypted,
);

fn asking(console: &Console, person: &Person, request: &str) -> Ctx {
    Ctx::user(console.muster.clone(), request, person.user)
}

async fn fresh(ctx: &Ctx) -> Attempt {
    match claim(ctx, "key", "POST /subsets").await.unwrap() {
        Claim::Fresh(attempt) => attempt,
        _ => panic!("somebody has the key"),
    }
}

async fn a_key_is_free_again_when_a_process_died_before_anything_was_done(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let ctx = asking(&console, &ada, "first");
    fresh(&ctx).await;
    assert!(matches!(claim(&ctx, "key", "POST /subsets").await, Ok(Claim::Running)));
    console.forward(chrono::Duration::seconds(31));
    assert!(matches!(claim(&ctx, "key", "POST /other").await, Ok(Claim::Taken)));
    fresh(&asking(&console, &ada, "second")).await;
}

async fn what_was_done_is_not_done_again_when_the_process_died_before_it_answered(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let ctx = asking(&console, &ada, "first");
    fresh(&ctx).await;
    subsets::create(&ctx, ada.org, "R&D", Vec::new()).await.unwrap();
    console.forward(chrono::Duration::seconds(31));
    match claim(&asking(&console, &ada, "second"), "key", "POST /subsets").await.unwrap() {
        Claim::Lost { request_id } => assert_eq!(request_id, "first"),
        _ => panic!("it would be done again"),
    }
}

async fn an_answer_is_kept_for_a_day_and_encrypted(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let ctx = asking(&console, &ada, "first");
    let answer = Answer { status: 201, content_type: None, location: None, body: b"muster_secret".to_vec() };
    fresh(&ctx).await.keep("digest", &answer).await.unwrap();
    match claim(&ctx, "key", "POST /subsets").await.unwrap() {
        Claim::Answered { body, answer: kept } => assert_eq!((body.as_str(), kept), ("digest", answer)),
        _ => panic!("the answer is gone"),
    }
    let key = muster_store::idempotency_keys::Key { user: ada.user, key: "key".to_owned() };
    let kept = muster_store::idempotency_keys::lookup(&mut console.store.read().await.unwrap(), &key).await.unwrap().unwrap();
    assert!(!kept.answer.unwrap().contains("secret"));
    console.forward(chrono::Duration::hours(24));
    fresh(&ctx).await;
}
