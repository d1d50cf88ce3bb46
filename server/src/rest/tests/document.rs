//! The document speaks of every route, and of nothing that is not there.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use serde_json::Value;

use super::world::{World, get};
use crate::rest::{document, routes};

/// Every `$ref` in a value.
fn references<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str));
            fields.values().for_each(|field| references(field, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_operation_has_a_name_of_its_own() {
    let mut found = BTreeSet::new();
    references(document(), &mut found);
    for reference in found {
        assert!(document().pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
    }
    let all = routes();
    let names: BTreeSet<_> = all.iter().map(|route| route.row.name).collect();
    assert_eq!(names.len(), all.len());
    for route in &all {
        let operation = &document()["paths"][route.row.path][route.row.method.as_str().to_lowercase()];
        assert_eq!(operation["operationId"], route.row.name);
        let answers = operation["responses"].as_object().unwrap();
        assert!(answers.keys().any(|status| status.starts_with('2')), "{}", route.row.name);
    }
}

#[tokio::test]
async fn the_document_and_its_page_are_served() {
    let world = World::new().await;
    let served = world.ask(get("/openapi.json")).await;
    assert_eq!((served.status, &served.json()), (StatusCode::OK, document()));
    let page = world.ask_outside("/api/docs").await;
    assert!(page.text.contains("/organizations/{org}/subsets/{subset}") && !page.text.contains("<script"));
    let metrics = world.ask_outside("/metrics").await;
    assert!(
        metrics.text.contains("muster_http_requests_total{method=\"GET\",route=\"/api/v1/openapi.json\",status=\"200\"} 1"),
        "{}",
        metrics.text
    );
    assert!(metrics.text.ends_with("# EOF\n") && metrics.text.contains("muster_http_request_seconds_bucket"));
}
