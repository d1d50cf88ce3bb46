//! Whatever is refused is a problem of RFC 9457, whoever refused it.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::world::{Answer, PASSWORD, Setup, World, ask, get, post};
use crate::rest::Limits;

/// The body of a refusal, checked for what every one has.
pub(super) fn problem(answer: &Answer, status: u16) -> Value {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.text);
    assert_eq!(answer.content_type(), "application/problem+json");
    let body = answer.json();
    assert_eq!(body["status"], status);
    for field in ["type", "title", "detail", "request_id"] {
        assert!(body[field].as_str().is_some_and(|text| !text.is_empty()), "{field} of {body}");
    }
    assert_eq!(body["request_id"], answer.header("x-request-id"));
    body
}

#[tokio::test]
async fn every_refusal_says_what_where_and_which_request() {
    let world = World::new().await;
    let org = format!("/organizations/{}", world.org);
    let nowhere = world.ask(get("/nowhere").by(&world.token)).await;
    problem(&nowhere, 404);
    let method = world.ask(ask(Method::PUT, &org).by(&world.token)).await;
    problem(&method, 405);
    assert!(method.header("allow").contains("PATCH"), "{:?}", method.headers);
    problem(&world.ask(get(&org).by(&world.token).with("accept", "text/html")).await, 406);
    let large = post(&format!("{org}/subsets"), json!({ "name": "x".repeat(2 << 20) })).by(&world.token);
    problem(&world.ask(large).await, 413);
    let mut form = post(&format!("{org}/subsets"), json!({})).by(&world.token);
    form.headers.retain(|(name, _)| *name != "content-type");
    problem(&world.ask(form.with("content-type", "text/plain")).await, 415);
    let mut broken = post(&format!("{org}/subsets"), json!({})).by(&world.token);
    broken.body = b"{\"name\":".to_vec();
    problem(&world.ask(broken).await, 400);
    let unknown = problem(&world.ask(get(&org).by("muster_unknown")).await, 401);
    assert!(unknown["detail"].as_str().unwrap().contains("expired"), "{unknown}");
    problem(&world.ask(get(&org)).await, 401);
    problem(&world.ask(get("/organizations/none").by(&world.token)).await, 404);
}

#[tokio::test]
async fn what_is_not_accepted_is_told_by_field() {
    let world = World::new().await;
    let errors = async |path: &str, body: Value| problem(&world.post(path, body).await, 422)["errors"].clone();
    assert_eq!(errors("/subsets", json!({ "name": 7 })).await["name"][0], "invalid type: integer `7`, expected a string");
    assert_eq!(errors("/subsets", json!({ "name": " " })).await["name"][0], "give it a name");
    assert!(errors("/subsets", json!({ "name": "a", "colour": "red" })).await.as_object().unwrap().contains_key("colour"));
    let text = errors("/subsets", json!({ "name": "a\u{0}" })).await;
    assert_eq!(text[""][0], "the character U+0000 is not accepted");
    let rules = json!({ "name": "W", "rules": [{ "rule": "uplift", "percent": "many" }] });
    assert!(errors("/workflows", rules).await.as_object().unwrap().contains_key("rules[0].percent"));
    let id = uuid::Uuid::now_v7();
    let backwards = json!({ "name": "R", "workflow": id, "from": "2026-03-02", "to": "2026-03-01" });
    assert!(errors("/reports", backwards).await.as_object().unwrap().contains_key("to"));
    let query = world.ask(get(&format!("/organizations/{}/subsets?limit=0", world.org)).by(&world.token)).await;
    assert!(problem(&query, 422)["errors"].as_object().unwrap().contains_key("limit"));
    for list in ["audit", "reports", "accounts"] {
        let cursor = world.ask(get(&format!("/organizations/{}/{list}?cursor=bm9uZQ", world.org)).by(&world.token)).await;
        assert!(problem(&cursor, 422)["errors"].as_object().unwrap().contains_key("cursor"), "{list}");
    }
    let whole = world.ask(get(&format!("/organizations/{}/cost-analysis/lines", world.org)).by(&world.token)).await;
    assert_eq!(problem(&whole, 422)["detail"], "not accepted: missing field `day`");
}

#[tokio::test]
async fn a_token_that_asks_too_often_is_told_when_to_ask_again() {
    let world = World::with(Setup { limits: Limits(3), ..Setup::default() }).await;
    let me = || get("/me").by(&world.token);
    let first = world.ask(me()).await;
    assert_eq!((first.status, first.header("ratelimit-limit"), first.header("ratelimit-remaining")), (StatusCode::OK, "3", "2"));
    world.ask(me()).await;
    world.ask(me()).await;
    let refused = world.ask(me()).await;
    problem(&refused, 429);
    assert_eq!(refused.header("ratelimit-remaining"), "0");
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=21).contains(&wait), "{wait}");
    let (other, _) = world.stranger().await;
    assert_eq!(world.ask(get("/me").by(&other)).await.status, StatusCode::OK, "each token has its own measure");
}

#[tokio::test]
async fn a_session_is_a_persons_until_it_ends() {
    let world = World::new().await;
    let credentials = json!({ "email": "administrator@example.com", "password": PASSWORD });
    let begun = world.ask(post("/session", credentials)).await;
    assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.text);
    let token = begun.json()["token"].as_str().unwrap().to_owned();
    let me = world.ask(get("/me").by(&token)).await.json();
    assert_eq!(me["organizations"][0]["id"], world.org.to_string());
    assert_eq!(world.ask(ask(Method::DELETE, "/session").by(&token)).await.status, StatusCode::NO_CONTENT);
    problem(&world.ask(get("/me").by(&token)).await, 401);
    let wrong = json!({ "email": "administrator@example.com", "password": "wrong enough" });
    problem(&world.ask(post("/session", wrong)).await, 422);
}

#[tokio::test]
async fn a_token_of_an_organization_is_told_what_is_for_persons() {
    let world = World::new().await;
    let made = world.post("/tokens", json!({ "name": "Nightly", "days": 1 })).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let token = made.json()["token"].as_str().unwrap().to_owned();
    assert_eq!(world.ask(get("/me").by(&token)).await.status, StatusCode::OK);
    let refused = problem(&world.ask(post("/organizations", json!({ "name": "Mine" })).by(&token)).await, 403);
    assert!(refused["detail"].as_str().unwrap().contains("signed in"), "{refused}");
    let list = world.get("/tokens").await;
    assert_eq!((list["items"][0]["name"].as_str(), list.to_string().contains(&token)), (Some("Nightly"), false));
}
