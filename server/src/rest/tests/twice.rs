//! The same write, sent more than once under one key, on both databases.

use std::env;

use axum::http::{Method, StatusCode};
use futures::future::join_all;
use muster_store::throwaway::Throwaway;
use serde_json::json;

use super::world::{Answer, Ask, Setup, World, ask, post};

const POSTGRES: &str = "MUSTER_TEST_POSTGRES_URL";

/// Runs it on SQLite, and on PostgreSQL where there is one.
async fn on_both(test: impl AsyncFn(&World)) {
    test(&World::new().await).await;
    let Ok(server) = env::var(POSTGRES) else {
        println!("not run on PostgreSQL: {POSTGRES} is not set");
        return;
    };
    let made = Throwaway::make(&server).await.unwrap();
    test(&World::with(Setup { database: Some(&made.url()), ..Setup::default() }).await).await;
    made.remove().await.unwrap();
}

fn new_subset(world: &World, name: &str) -> Ask {
    let path = format!("/organizations/{}/subsets", world.org);
    post(&path, json!({ "name": name })).by(&world.token).with("idempotency-key", "key-1")
}

fn replayed(answer: &Answer) -> bool {
    answer.header("idempotency-replayed") == "true"
}

#[tokio::test]
async fn a_write_that_is_sent_again_is_answered_again_and_not_done_again() {
    on_both(async |world| {
        let first = world.ask(new_subset(world, "R&D")).await;
        let second = world.ask(new_subset(world, "R&D")).await;
        assert_eq!((first.status, second.status), (StatusCode::CREATED, StatusCode::CREATED), "{}", second.text);
        assert_eq!((first.text, second.content_type()), (second.text.clone(), "application/json"));
        assert!(replayed(&second));
        let other = world.ask(new_subset(world, "Sales")).await;
        assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", other.text);
        assert_eq!(world.get("/subsets").await["items"].as_array().unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn of_many_that_are_sent_at_once_one_is_done() {
    on_both(async |world| {
        let answers = join_all((0..8).map(|_| world.ask(new_subset(world, "R&D")))).await;
        for answer in &answers {
            assert!(matches!(answer.status.as_u16(), 201 | 409), "{} {}", answer.status, answer.text);
        }
        let done = answers.iter().filter(|answer| answer.status == StatusCode::CREATED && !replayed(answer)).count();
        assert_eq!((done, world.get("/subsets").await["items"].as_array().unwrap().len()), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn a_refusal_does_not_use_a_key_up() {
    on_both(async |world| {
        let refused = world.ask(new_subset(world, " ")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(world.ask(new_subset(world, "R&D")).await.status, StatusCode::CREATED);
    })
    .await;
}

#[tokio::test]
async fn keys_are_a_persons_own_and_what_another_token_reaches_is_another_request() {
    let world = World::new().await;
    assert_eq!(world.ask(new_subset(&world, "R&D")).await.status, StatusCode::CREATED);
    let viewer = world.viewer(&[muster_domain::permission::Permission::CreateSubset]).await;
    let path = format!("/organizations/{}/subsets", world.org);
    let of_viewer = post(&path, json!({ "name": "Mine" })).by(&viewer).with("idempotency-key", "key-1");
    assert_eq!(world.ask(of_viewer).await.status, StatusCode::CREATED);
    let token = muster_service::tokens::issue(&world.muster, world.org, ("administrator@example.com", "T")).await.unwrap();
    let by_token = post(&path, json!({ "name": "R&D" })).by(&token).with("idempotency-key", "key-1");
    assert_eq!(world.ask(by_token).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn an_upload_that_is_sent_again_is_one_import() {
    let world = World::new().await;
    let account = world.post("/management-accounts", json!({ "account_id": "111122223333", "name": "Payer" })).await.json();
    let path =
        format!("/organizations/{}/management-accounts/{}/imports?filename=bill.csv", world.org, account["id"].as_str().unwrap());
    let upload = |text: &str| {
        let ask = ask(Method::POST, &path).by(&world.token).with("idempotency-key", "upload");
        Ask { body: text.as_bytes().to_vec(), ..ask }
    };
    let first = world.ask(upload("a,b\n")).await;
    assert_eq!(first.status, StatusCode::ACCEPTED, "{}", first.text);
    let second = world.ask(upload("a,b\n")).await;
    assert_eq!((second.status, replayed(&second), &second.text), (StatusCode::ACCEPTED, true, &first.text));
    assert_eq!(world.ask(upload("c,d\n")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(world.get("/imports").await["items"].as_array().unwrap().len(), 1);
}
