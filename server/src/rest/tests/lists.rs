//! Lists, page by page.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::world::{World, get};

/// Every item of a list, taken so many at a time; `between` is done after each page.
async fn all(world: &World, path: &str, between: impl AsyncFn()) -> Vec<Value> {
    let (mut items, mut cursor) = (Vec::new(), String::new());
    loop {
        let separator = if path.contains('?') { '&' } else { '?' };
        let page = format!("/organizations/{}{path}{separator}limit=2{cursor}", world.org);
        let answer = world.ask(get(&page).by(&world.token)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        let body = answer.json();
        items.extend(body["items"].as_array().unwrap().iter().cloned());
        match body["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return items,
        }
        between().await;
    }
}

fn names(items: &[Value]) -> Vec<&str> {
    items.iter().filter_map(|item| item["name"].as_str()).collect()
}

#[tokio::test]
async fn a_list_is_whole_whatever_is_added_between_its_pages() {
    let world = World::new().await;
    for name in ["a", "b", "c", "d", "e"] {
        assert_eq!(world.post("/workflows", json!({ "name": name, "rules": [] })).await.status, StatusCode::CREATED);
    }
    let count = std::cell::Cell::new(0);
    let between = async || {
        count.set(count.get() + 1);
        world.post("/workflows", json!({ "name": format!("new {}", count.get()), "rules": [] })).await;
    };
    assert_eq!(names(&all(&world, "/workflows", between).await), ["e", "d", "c", "b", "a"]);
}

#[tokio::test]
async fn the_record_is_read_to_its_beginning_while_it_grows() {
    let world = World::new().await;
    for name in ["a", "b", "c"] {
        world.post("/subsets", json!({ "name": name })).await;
    }
    let made = all(&world, "/audit?what=subsets.create", async || {
        world.post("/subsets", json!({ "name": uuid::Uuid::now_v7() })).await;
    });
    let details: Vec<_> = made.await.iter().map(|row| row["detail"].as_str().unwrap()[..1].to_owned()).collect();
    assert_eq!(details, ["c", "b", "a"]);
}

#[tokio::test]
async fn support_reads_the_queue_page_by_page() {
    let world = World::new().await;
    let support = world.support().await;
    for text in ["one", "two", "three"] {
        world.post("/tickets", json!({ "kind": "question", "text": text })).await;
    }
    let first = world.ask(get("/support/tickets?limit=2").by(&support)).await.json();
    assert_eq!([&first["items"][0]["title"], &first["items"][1]["title"]], ["three", "two"]);
    let rest = format!("/support/tickets?limit=2&cursor={}", first["next"].as_str().unwrap());
    let rest = world.ask(get(&rest).by(&support)).await.json();
    assert_eq!((&rest["items"][0]["title"], &rest["next"]), (&json!("one"), &Value::Null));
}
