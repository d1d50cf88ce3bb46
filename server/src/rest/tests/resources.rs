//! Each resource once around: what is sent becomes what is read.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::world::{Answer, Ask, Setup, World, ask, get, post};

const BILL: &str = "identity/LineItemId,bill/PayerAccountId,bill/BillingPeriodStartDate,lineItem/UsageAccountId,\
    lineItem/LineItemType,lineItem/UsageStartDate,lineItem/ProductCode,lineItem/UnblendedCost,pricing/publicOnDemandCost\n\
    a,111122223333,2026-02-01T00:00:00Z,011122223333,Usage,2026-02-01T00:00:00Z,AmazonEC2,1.5,1.5\n\
    b,111122223333,2026-02-01T00:00:00Z,111122223333,Tax,2026-02-01T00:00:00Z,AmazonEC2,3.0E-1,0\n";

pub(super) fn id(value: &Value) -> String {
    value["id"].as_str().unwrap_or_else(|| panic!("no id in {value}")).to_owned()
}

/// A world whose bill of February is read; answers the management account.
pub(super) async fn with_bill() -> (World, String) {
    let world = World::new().await;
    let account = world.post("/management-accounts", json!({ "account_id": "111122223333", "name": "Payer" })).await;
    assert_eq!(account.status, StatusCode::CREATED, "{}", account.text);
    let account = id(&account.json());
    let path = format!("/organizations/{}/management-accounts/{account}/imports?filename=bill.csv", world.org);
    let upload = Ask { body: BILL.into(), ..ask(Method::POST, &path).by(&world.token) };
    let import = world.ask(upload).await;
    assert_eq!((import.status, &import.json()["state"]), (StatusCode::ACCEPTED, &json!("queued")), "{}", import.text);
    world.work().await;
    let import = world.get(&format!("/imports/{}", id(&import.json()))).await;
    assert_eq!((&import["state"], &import["months"][0]["month"]), (&json!("successful"), &json!("2026-02")), "{import}");
    (world, account)
}

pub(super) async fn change(world: &World, method: Method, path: &str, body: Value) -> Answer {
    world.ask(ask(method, &format!("/organizations/{}{path}", world.org)).by(&world.token).json(body)).await
}

pub(super) async fn delete(world: &World, path: &str) -> StatusCode {
    world.ask(ask(Method::DELETE, &format!("/organizations/{}{path}", world.org)).by(&world.token)).await.status
}

#[tokio::test]
async fn a_bill_becomes_accounts_subsets_and_a_report_that_is_downloaded() {
    let (world, account) = with_bill().await;
    let accounts = world.get("/accounts?month=2026-02").await;
    assert_eq!(accounts["items"][0]["account_id"], "011122223333");
    assert_eq!(accounts["items"][0]["costs"]["month_to_date"], "1.5");
    let subset = world.post("/subsets", json!({ "name": "R&D", "accounts": ["011122223333"] })).await.json();
    assert_eq!((&subset["name"], &subset["accounts"]), (&json!("R&D"), &json!(["011122223333"])));
    let workflow = json!({ "name": "W", "rules": [{ "rule": "uplift", "percent": "10" }] });
    let workflow = world.post("/workflows", workflow).await.json();
    assert_eq!(workflow["workflow"]["rules"][0]["percent"], "10");
    let preview = json!({ "month": "2026-02", "subsets": [id(&subset)] });
    let preview = world.post(&format!("/workflows/{}/preview", id(&workflow)), preview).await.json();
    assert_eq!(preview["figures"]["charge"], "1.65", "{preview}");
    let asked = json!({ "name": "February", "workflow": id(&workflow), "from": "2026-02-01", "to": "2026-03-01", "group_by": ["account"] });
    let report = world.post("/reports", asked).await;
    assert_eq!(report.status, StatusCode::ACCEPTED, "{}", report.text);
    let report = id(&report.json());
    world.work().await;
    let made = world.get(&format!("/reports/{report}")).await;
    assert_eq!((&made["state"], &made["result"]["charge"]), (&json!("successful"), &json!("1.98")), "{made}");
    let path = format!("/organizations/{}/reports/{report}", world.org);
    let file = world.ask(get(&format!("{path}/download?format=csv")).by(&world.token)).await;
    assert!(file.text.contains("011122223333,,1.50,1.65") && file.content_type().starts_with("text/csv"), "{}", file.text);
    let refused = world.ask(get(&format!("{path}/download?format=csv")).by(&world.token).with("accept", "text/html")).await;
    assert_eq!(refused.status, StatusCode::NOT_ACCEPTABLE);
    let explained = world.ask(get(&format!("{path}/explain")).by(&world.token)).await;
    assert!(explained.text.contains("uplift"), "{}", explained.text);
    assert_eq!(delete(&world, &format!("/reports/{report}")).await, StatusCode::NO_CONTENT);
    assert_eq!(delete(&world, &format!("/management-accounts/{account}")).await, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_subset_has_the_accounts_that_one_says() {
    let (world, _) = with_bill().await;
    let subset = id(&world.post("/subsets", json!({ "name": "R&D", "accounts": ["011122223333"] })).await.json());
    let path = format!("/subsets/{subset}");
    let moved = change(&world, Method::PATCH, &path, json!({ "name": "Sales", "accounts": ["111122223333"] })).await;
    assert_eq!(moved.status, StatusCode::OK, "{}", moved.text);
    let found = world.get(&path).await;
    assert_eq!((&found["name"], &found["accounts"]), (&json!("Sales"), &json!(["111122223333"])), "{found}");
    let unknown = change(&world, Method::PATCH, &path, json!({ "name": "Never", "accounts": ["999999999999"] })).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", unknown.text);
    assert_eq!(world.get(&path).await["name"], "Sales", "one of two that is refused refuses both");
    assert_eq!(delete(&world, &path).await, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_workflow_has_a_version_for_each_edit() {
    let world = World::new().await;
    let workflow = id(&world.post("/workflows", json!({ "name": "W", "rules": [] })).await.json());
    let path = format!("/workflows/{workflow}");
    let edit = json!({ "name": "W", "rules": [{ "rule": "remove_taxes" }] });
    let edited = change(&world, Method::PUT, &format!("{path}?note=no+taxes"), edit).await;
    assert_eq!((edited.status, &edited.json()["version"]), (StatusCode::OK, &json!(2)), "{}", edited.text);
    let versions = world.get(&format!("{path}/versions")).await;
    assert_eq!((&versions["items"][0]["note"], &versions["items"][1]["version"]), (&json!("no taxes"), &json!(1)));
    assert_eq!(world.get(&format!("{path}/versions/1")).await["workflow"]["rules"], json!([]));
    assert_eq!(delete(&world, &path).await, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn what_is_associated_is_charged_and_seen_by_the_end_customer() {
    let (world, _) = with_bill().await;
    let (customer, customer_org) = world.stranger().await;
    let subset = id(&world.post("/subsets", json!({ "name": "R&D", "accounts": ["011122223333"] })).await.json());
    let workflow = json!({ "name": "W", "rules": [{ "rule": "uplift", "percent": "10" }] });
    let workflow = id(&world.post("/workflows", workflow).await.json());
    let pair = json!({ "subset": subset, "workflow": workflow, "from": "2026-02" });
    let made = world.post("/associations", pair).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let link = json!({ "subset": subset, "email": "stranger@example.com", "organization": customer_org });
    let link = world.post("/customers", link).await;
    assert_eq!(link.status, StatusCode::CREATED, "{}", link.text);
    world.work().await;
    let own = world.get("/charges?from=2026-02&to=2026-03&group_by=account,service").await;
    let row = &own["items"][0];
    assert_eq!(
        (&row["charge"], &row["groups"]["service"], &row["by"]["subset"]),
        (&json!("1.65"), &json!("AmazonEC2"), &json!(subset))
    );
    let charges = get(&format!("/organizations/{customer_org}/charges?group_by=charge_type")).by(&customer);
    let seen = world.ask(charges).await.json();
    let row = &seen["items"][0];
    assert_eq!(
        (&row["charge"], &row["by"]["provider"]["provider"], &row["name"]),
        (&json!("1.65"), &json!("administrator's"), &json!("R&D"))
    );
    assert_eq!(delete(&world, &format!("/customers/{}", id(&link.json()))).await, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn support_answers_what_an_organization_asks() {
    let world = World::with(Setup { self_service: false, ..Setup::default() }).await;
    let support = world.support().await;
    assert_eq!(world.post("/subsets", json!({ "name": "R&D" })).await.status, StatusCode::CONFLICT);
    let asked = world.post("/tickets", json!({ "kind": "enable_subsets" })).await;
    assert_eq!(asked.status, StatusCode::CREATED, "{}", asked.text);
    let ticket = asked.json()["row"]["id"].as_str().unwrap().to_owned();
    let comment = post(&format!("/tickets/{ticket}/comments"), json!({ "text": "Soon?" })).by(&world.token);
    assert_eq!(world.ask(comment).await.json()["said"][0]["text"], "Soon?");
    let taken = ask(Method::PATCH, &format!("/tickets/{ticket}")).by(&support).json(json!({ "assignee": null }));
    assert_eq!(world.ask(taken).await.status, StatusCode::OK);
    let approved = world.ask(post(&format!("/support/tickets/{ticket}/approve"), json!({ "text": "Here." })).by(&support)).await;
    assert_eq!((approved.status, &approved.json()["row"]["state"]), (StatusCode::OK, &json!("approved")), "{}", approved.text);
    let subset = id(&world.post("/subsets", json!({ "name": "R&D" })).await.json());
    let workflow = id(&world.post("/workflows", json!({ "name": "W", "rules": [] })).await.json());
    let pair = json!({ "subset": subset, "workflow": workflow, "from": "2026-02" });
    let asked = world.post("/associations", pair).await;
    assert_eq!(
        (asked.status, &asked.json()["row"]["kind"]),
        (StatusCode::ACCEPTED, &json!("associate_workflows")),
        "{}",
        asked.text
    );
}

#[tokio::test]
async fn members_come_and_go() {
    let world = World::new().await;
    let invited = world.post("/members", json!({ "email": "new@example.com", "role": "viewer" })).await;
    assert!(invited.json()["invitation"]["link"].as_str().unwrap().contains("/invitations/"), "{}", invited.text);
    let invitation = id(&world.get("/invitations").await["items"][0]);
    assert_eq!(delete(&world, &format!("/invitations/{invitation}")).await, StatusCode::NO_CONTENT);
    let bot = world.post("/members", json!({ "name": "Bot", "role": "viewer", "grants": ["create_report"] })).await;
    assert_eq!(bot.status, StatusCode::CREATED, "{}", bot.text);
    let bot = id(&bot.json()["member"]);
    let token = world.post("/tokens", json!({ "name": "Of the bot", "user": bot })).await.json();
    let me = world.ask(get("/me").by(token["token"].as_str().unwrap())).await.json();
    assert_eq!((&me["user"]["id"], &me["organizations"][0]["membership"]["role"]), (&json!(bot), &json!("viewer")));
    assert_eq!(delete(&world, &format!("/tokens/{}", id(&token))).await, StatusCode::NO_CONTENT);
    let path = format!("/members/{bot}");
    let changed = change(&world, Method::PATCH, &path, json!({ "role": "administrator" })).await;
    assert_eq!(changed.json()["membership"]["role"], "administrator");
    assert_eq!(delete(&world, &path).await, StatusCode::NO_CONTENT);
    let last = id(&world.get("/members").await["items"][0]);
    assert_eq!(delete(&world, &format!("/members/{last}")).await, StatusCode::CONFLICT, "the last administrator stays");
}
