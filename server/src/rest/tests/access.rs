//! A walk over every route, asked by every kind of caller. The routes say themselves who gets an answer, so there is none
//! that this walk does not know.

use axum::http::{Method, StatusCode};
use muster_domain::OrganizationId;
use muster_domain::permission::Permission;
use muster_service::tokens;
use serde_json::{Value, json};
use uuid::Uuid;

use super::world::{Ask, World, ask, post};
use crate::rest::{Access, Row, document, routes};

/// The request of a route, with a body that it would take.
fn request(row: &Row, org: OrganizationId, ticket: &str) -> Ask {
    let part = |part: &str| match part {
        "{org}" => org.to_string(),
        "{ticket}" => ticket.to_owned(),
        "{version}" => "1".to_owned(),
        "{account}" => "111122223333".to_owned(),
        part if part.starts_with('{') => Uuid::now_v7().to_string(),
        part => part.to_owned(),
    };
    let path = row.path.split('/').map(part).collect::<Vec<_>>().join("/");
    let query = if row.name == "imports_upload" { "?filename=bill.csv" } else { "" };
    let operation = &document()["paths"][row.path][row.method.as_str().to_lowercase()];
    let ask = ask(row.method.clone(), &format!("{path}{query}"));
    match (row.name, operation.pointer("/requestBody/content/application~1json/example")) {
        // What anybody in the organization may ask.
        ("tickets_create", _) => ask.json(json!({ "kind": "question", "text": "Why?" })),
        (_, Some(body)) => ask.json(body.clone()),
        (_, None) => ask,
    }
}

async fn ticket(world: &World) -> String {
    let answer = world.post("/tickets", json!({ "kind": "question", "text": "Why?" })).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    answer.json()["row"]["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn nobody_gets_an_answer_without_a_token() {
    let world = World::new().await;
    let ticket = ticket(&world).await;
    for route in routes() {
        let status = world.ask(request(&route.row, world.org, &ticket)).await.status;
        match route.row.access {
            Access::Anyone => assert_ne!(status, StatusCode::UNAUTHORIZED, "{}", route.row.name),
            _ => assert_eq!(status, StatusCode::UNAUTHORIZED, "{}", route.row.name),
        }
    }
}

#[tokio::test]
async fn an_organization_is_not_there_for_a_stranger_nor_for_support() {
    let world = World::new().await;
    let ticket = ticket(&world).await;
    let (stranger, support) = (world.stranger().await.0, world.support().await);
    for route in routes() {
        let row = &route.row;
        let of_strangers =
            matches!(row.access, Access::Member(_) | Access::Ticket | Access::Support) || row.path.contains("{org}");
        if of_strangers {
            let answer = world.ask(request(row, world.org, &ticket).by(&stranger)).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}: {}", row.name, answer.text);
        }
        if row.path.contains("{org}") {
            let answer = world.ask(request(row, world.org, &ticket).by(&support)).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}: {}", row.name, answer.text);
        }
    }
}

#[tokio::test]
async fn a_viewer_reads_and_is_refused_the_rest() {
    let world = World::new().await;
    let ticket = ticket(&world).await;
    let viewer = world.viewer(&[]).await;
    for route in routes() {
        let Access::Member(permission) = route.row.access else { continue };
        let answer = world.ask(request(&route.row, world.org, &ticket).by(&viewer)).await;
        match permission {
            Permission::Read => assert_ne!(answer.status, StatusCode::FORBIDDEN, "{}: {}", route.row.name, answer.text),
            _ => assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}: {}", route.row.name, answer.text),
        }
    }
}

/// A request whose query and body nobody can read.
fn unreadable(row: &Row, world: &World, ticket: &str) -> Ask {
    let asked = request(row, world.org, ticket);
    let path = format!("{}?limit=none&month=13&from=x&state=x&format=x", asked.path.split('?').next().unwrap_or_default());
    Ask { path, body: b"{".to_vec(), headers: vec![("content-type", "application/json".to_owned())], ..asked }
}

#[tokio::test]
async fn whoever_may_not_ask_is_told_so_before_anything_is_read() {
    let world = World::new().await;
    let ticket = ticket(&world).await;
    let (stranger, viewer) = (world.stranger().await.0, world.viewer(&[]).await);
    let status = async |ask: Ask| world.ask(ask).await.status.as_u16();
    for route in routes() {
        let (row, ask) = (&route.row, || unreadable(&route.row, &world, &ticket));
        if row.access == Access::Anyone {
            continue;
        }
        assert_eq!(status(ask()).await, 401, "{}", row.name);
        if row.path.contains("{org}") || matches!(row.access, Access::Ticket | Access::Support) {
            assert_eq!(status(ask().by(&stranger).with("idempotency-key", "unreadable")).await, 404, "{}", row.name);
        }
        if matches!(row.access, Access::Member(permission) if permission != Permission::Read) {
            assert_eq!(status(ask().by(&viewer).with("idempotency-key", "unreadable")).await, 403, "{}", row.name);
        }
    }
}

#[tokio::test]
async fn a_viewer_who_may_assign_accounts_does_so_without_the_right_to_rename() {
    let world = World::new().await;
    let subset = world.post("/subsets", json!({ "name": "R&D" })).await.json()["id"].as_str().unwrap().to_owned();
    let viewer = world.viewer(&[Permission::AssignAccounts]).await;
    let path = format!("/organizations/{}/subsets/{subset}", world.org);
    let change = async |body: Value| world.ask(ask(Method::PATCH, &path).by(&viewer).json(body)).await.status;
    assert_eq!(change(json!({ "accounts": [] })).await, StatusCode::OK);
    assert_eq!(change(json!({ "name": "Sales" })).await, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_administrator_is_refused_nothing_and_breaks_nothing() {
    let world = World::new().await;
    let ticket = ticket(&world).await;
    for route in routes().into_iter().filter(|route| route.row.name != "session_end") {
        let answer = world.ask(request(&route.row, world.org, &ticket).by(&world.token)).await;
        let is_refused = matches!(answer.status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
        assert!(!is_refused && !answer.status.is_server_error(), "{}: {} {}", route.row.name, answer.status, answer.text);
    }
}

#[tokio::test]
async fn support_works_the_queue_and_an_organizations_token_does_not() {
    let world = World::new().await;
    let ticket = ticket(&world).await;
    let support = world.support().await;
    let of_organization = tokens::issue(&world.muster, world.org, ("administrator@example.com", "Nightly")).await.unwrap();
    for route in routes() {
        let row = &route.row;
        let answer = world.ask(request(row, world.org, &ticket).by(&of_organization)).await;
        match row.access {
            Access::Person => assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}: {}", row.name, answer.text),
            Access::Support => assert!(matches!(answer.status.as_u16(), 403 | 404), "{}: {}", row.name, answer.text),
            Access::Asker | Access::Member(_) | Access::Either(..) => {
                assert!(!matches!(answer.status.as_u16(), 401 | 403), "{}: {}", row.name, answer.text);
            }
            Access::Anyone | Access::Ticket => {}
        }
    }
    let queue = world.ask(ask(Method::GET, "/support/tickets?state=all&limit=1").by(&support)).await;
    assert_eq!(queue.status, StatusCode::OK, "{}", queue.text);
    let said = world.ask(post(&format!("/tickets/{ticket}/comments"), json!({ "text": "Because." })).by(&support)).await;
    assert_eq!(said.status, StatusCode::CONFLICT, "it was taken back: {}", said.text);
}

#[tokio::test]
async fn an_end_customers_token_reads_its_organization_and_no_other() {
    let world = World::new().await;
    let (customer, own) = world.stranger().await;
    let charges = |org| ask(Method::GET, &format!("/organizations/{org}/charges")).by(&customer);
    assert_eq!(world.ask(charges(own)).await.json()["items"], Value::Array(Vec::new()));
    assert_eq!(world.ask(charges(world.org)).await.status, StatusCode::NOT_FOUND);
}
