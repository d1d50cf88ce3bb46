//! What is looked at again and again: schedules, cost analysis, and where the bills come from.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::refusals::problem;
use super::resources::{change, delete, id, with_bill};
use super::world::{World, get};

/// A schedule of a report on February, with these recipients.
async fn scheduled(world: &World, recipients: Value) -> Value {
    let workflow = id(&world.post("/workflows", json!({ "name": "W", "rules": [] })).await.json());
    let asked = json!({ "name": "February", "workflow": workflow, "from": "2026-02-01", "to": "2026-03-01" });
    let report = id(&world.post("/reports", asked).await.json());
    let today = world.muster.clock().today();
    let plan = json!({
        "report": report, "name": "Monthly", "start": today, "range": "previous_month", "repeat": "monthly",
        "recipients": recipients,
    });
    let made = world.post("/schedules", plan).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    made.json()
}

#[tokio::test]
async fn a_schedule_is_changed_paused_run_and_deleted() {
    let (world, _) = with_bill().await;
    let made = scheduled(&world, json!({})).await;
    assert_eq!((&made["repeat"], &made["secret"], &made["time_zone"]), (&json!("monthly"), &Value::Null, &json!("UTC")));
    let path = format!("/schedules/{}", id(&made));
    let patch = async |body: Value| change(&world, Method::PATCH, &path, body).await;
    let changed = patch(json!({ "name": "Weekly", "repeat": "weekly" })).await.json();
    assert_eq!(
        (&changed["name"], &changed["repeat"], &changed["range"], &changed["start"]),
        (&json!("Weekly"), &json!("weekly"), &json!("previous_month"), &made["start"])
    );
    assert_eq!(patch(json!({ "state": "paused", "name": "Both" })).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(patch(json!({ "state": "paused" })).await.json()["state"], "paused");
    assert_eq!(patch(json!({ "state": "paused" })).await.status, StatusCode::OK, "it is so already");
    assert_eq!(patch(json!({ "state": "active" })).await.json()["state"], "active");
    let run = world.post(&format!("{path}/run"), json!({})).await;
    assert_eq!(run.status, StatusCode::ACCEPTED, "{}", run.text);
    let runs = world.get(&format!("{path}/runs")).await;
    assert_eq!((&runs["items"][0]["outcome"], &runs["items"][0]["report"]), (&json!("asked"), &run.json()["id"]), "{runs}");
    assert_eq!(world.get("/schedules").await["items"][0]["id"], made["id"]);
    assert_eq!(delete(&world, &path).await, StatusCode::NO_CONTENT);
    assert_eq!(change(&world, Method::PATCH, &path, json!({ "name": "Gone" })).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_webhooks_secret_is_shown_once_and_renewed() {
    let (world, _) = with_bill().await;
    let made = scheduled(&world, json!({ "webhook": "https://example.com/hook" })).await;
    assert!(made["secret"].as_str().unwrap().starts_with("whsec_"), "{made}");
    let path = format!("/schedules/{}", id(&made));
    let found = world.get(&path).await;
    assert_eq!((&found["secret"], &found["recipients"]["webhook"]), (&Value::Null, &json!("https://example.com/hook")));
    let renewed = world.post(&format!("{path}/secret"), json!({})).await.json();
    assert_ne!(renewed["secret"], made["secret"]);
    let inside = json!({ "recipients": { "webhook": "https://10.0.0.1/" } });
    let refused = change(&world, Method::PATCH, &path, inside).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    assert_eq!(world.get(&format!("{path}/deliveries")).await["items"], json!([]));
}

#[tokio::test]
async fn costs_are_analysed_kept_and_taken_away() {
    let (world, _) = with_bill().await;
    let question = "period=this-month&by=account&grain=month";
    let found = world.get(&format!("/cost-analysis?{question}")).await;
    let analysis = &found["analysis"];
    assert_eq!((&analysis["total"], &analysis["groups"][0]["named"]["key"]), (&json!("1.8"), &json!("011122223333")), "{found}");
    let one = world.get(&format!("/cost-analysis?{question}&charge-type=Tax&charge-type=Credit")).await;
    assert_eq!(one["analysis"]["total"], "0.3", "{one}");
    let path = |rest: &str| format!("/organizations/{}/cost-analysis{rest}", world.org);
    let file = world.ask(get(&path(&format!("/download?{question}"))).by(&world.token)).await;
    assert!(file.content_type().starts_with("text/csv") && file.text.contains("011122223333"), "{}", file.text);
    let lines = world.get("/cost-analysis/lines?day=2026-02-01&service=AmazonEC2").await;
    assert_eq!((&lines["count"], &lines["lines"][0]["unblended"]), (&json!(2), &json!("1.5")), "{lines}");
    for never in ["1900-01-01", "2026-02-14", "9999-12-31"] {
        let lines = world.get(&format!("/cost-analysis/lines?day={never}")).await;
        assert_eq!((&lines["count"], &lines["unblended"]), (&json!(0), &json!("0")), "{never}: {lines}");
    }
    for wrong in
        ["?cost=blended", "?cost=", "?page=0", "?subset=x", "?from=-262143-01-01&until=-262143-01-05", "/lines?day=today"]
    {
        let refused = world.ask(get(&path(wrong)).by(&world.token)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}: {}", refused.text);
    }
    for (wrong, name) in [
        ("?cost=charge&cost=margin", "cost"),
        ("/download?by=service&by=service", "by"),
        ("?colour=red", "colour"),
        ("?day=2026-02-01", "day"),
        ("/lines?day=2026-02-01&limit=5", "limit"),
        ("/lines?day=2026-02-01&day=2026-02-02", ""),
    ] {
        let refused = world.ask(get(&path(wrong)).by(&world.token)).await;
        assert!(problem(&refused, 422)["errors"].as_object().unwrap().contains_key(name), "{wrong}: {}", refused.text);
    }
    let kept = world.post("/saved-views", json!({ "name": "Mine", "query": found["query"], "shared": true })).await;
    assert_eq!((kept.status, &kept.json()["query"]), (StatusCode::CREATED, &found["query"]), "{}", kept.text);
    let view = format!("/saved-views/{}", id(&kept.json()));
    assert_eq!(change(&world, Method::PATCH, &view, json!({ "shared": false })).await.status, StatusCode::NO_CONTENT);
    assert_eq!(world.get("/saved-views").await["items"][0]["is_shared"], false);
    assert_eq!(delete(&world, &view).await, StatusCode::NO_CONTENT);
    assert_eq!(world.get("/charges/analysis").await["analysis"], Value::Null);
}

#[tokio::test]
async fn an_account_is_connected_step_by_step_and_checked() {
    let (world, account) = with_bill().await;
    let path = format!("/management-accounts/{account}");
    let connection = format!("{path}/connection");
    assert_eq!(world.post(&format!("{path}/check"), json!({})).await.status, StatusCode::CONFLICT, "nothing is connected");
    let patch = async |body: Value| change(&world, Method::PATCH, &connection, body).await;
    let refused = patch(json!({ "place": { "bucket": "B" } })).await;
    assert!(refused.json()["errors"].as_object().unwrap().contains_key("place.bucket"), "{}", refused.text);
    let place = json!({ "bucket": "bills", "region": "eu-central-1", "prefix": "cur", "report": "daily" });
    let placed = patch(json!({ "place": place })).await.json();
    assert!(placed["settings"]["external_id"].as_str().unwrap().starts_with("muster-"), "{placed}");
    let connected = patch(json!({ "role": "arn:aws:iam::111122223333:role/muster" })).await.json();
    assert_eq!((&connected["health"]["kind"], &connected["health"]["is_checking"]), (&json!("s3"), &json!(true)), "{connected}");
    let checked = world.post(&format!("{path}/check"), json!({})).await;
    assert_eq!(checked.status, StatusCode::ACCEPTED, "{}", checked.text);
    world.work().await;
    let found = world.get(&connection).await;
    assert_eq!(found["health"]["standing"]["finding"]["finding"], "no_identity", "{found}");
    assert_eq!(patch(json!({})).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(delete(&world, &connection).await, StatusCode::NO_CONTENT);
}
