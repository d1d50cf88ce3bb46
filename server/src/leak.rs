//! What an end customer can get over HTTP: every page, server function and download, asked for its own organization and
//! for the provider's, and searched for what the provider planted in its data.

use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use leptos::prelude::LeptosOptions;
use muster_app::api::endpoints;
use muster_domain::ticket::Request as Ticket;
use muster_domain::view::charges::NewAssociation;
use muster_domain::view::customers::NewCustomer;
use muster_domain::{AccountId, CustomerLinkId, OrganizationId};
use muster_engine::session::{self as engine, Engine};
use muster_service::people::{SignUp, me, sign_up};
use muster_service::{
    Clock, Ctx, Muster, PasswordCost, Settings, accounts, associations, billing, customers, imports, jobs, management_accounts,
    statements, subsets, tickets, workflows,
};
use muster_store::Store;
use regex::Regex;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use tower::ServiceExt;

use crate::metrics::Metrics;
use crate::rest::{Limits, routes};
use crate::router::{AppState, Outside, Transport, router};
use crate::sessions::Sessions;

const OWN: &str = "011122223333";
const FOREIGN: &str = "444455556666";
const PASSWORD: &str = "long+enough";
/// 11.77 is charged of it; a customer must see neither the cost nor what is between them.
const COST: &str = "10.0123";

const BILL: &str = "identity/LineItemId,identity/TimeInterval,bill/PayerAccountId,bill/BillingPeriodStartDate,bill/InvoiceId,\
    lineItem/UsageAccountId,lineItem/LineItemType,lineItem/UsageStartDate,lineItem/UsageEndDate,lineItem/ProductCode,\
    lineItem/UsageType,lineItem/UsageAmount,lineItem/CurrencyCode,lineItem/UnblendedCost,product/region,\
    lineItem/LineItemDescription,resourceTags/user:Team,resourceTags/user:Hidden,\
    resourceTags/user:PLANTED-TAG\n";

/// Charges are told apart by the team; that there are other tags is the provider's.
fn line((id, account, cost, team): (u8, &str, &str, &str)) -> String {
    format!(
        "id{id},2026-02-15T00:00:00Z/2026-02-15T01:00:00Z,111122223333,2026-02-01T00:00:00Z,,{account},Usage,\
         2026-02-15T00:00:00Z,2026-02-15T01:00:00Z,AmazonEC2,BoxUsage,1,USD,{cost},us-east-1,PLANTED-DESCRIPTION,{team},PLANTED-VALUE,1\n"
    )
}

struct World {
    app: axum::Router,
    muster: Muster,
    provider: OrganizationId,
    customer: OrganizationId,
    link: CustomerLinkId,
    _data: TempDir,
}

async fn founder(muster: &Muster, name: &str, organization: &str) -> (Ctx, OrganizationId) {
    let email = format!("{name}@example.com");
    let password = PASSWORD.replace('+', " ");
    let form = SignUp { email, password, name: name.to_owned(), organization: organization.to_owned() };
    let user = sign_up(&Ctx::anonymous(muster.clone(), "leak"), form).await.unwrap().person().unwrap();
    let ctx = Ctx::user(muster.clone(), "leak", user);
    let org = me(&ctx).await.unwrap().organizations[0].id;
    tickets::ask(&ctx, org, Ticket::EnableSubsets).await.unwrap();
    (ctx, org)
}

impl World {
    async fn new() -> Self {
        let data = tempfile::tempdir().unwrap();
        let store = Store::open(&format!("sqlite://{}", data.path().join("muster.db").display())).await.unwrap();
        let settings = Settings { data: data.path().to_owned(), report_days: 30, imports: 2, self_service: true };
        let engine = Engine::new(&engine::Settings::default()).unwrap();
        let cheap = PasswordCost { kibibytes: 8, passes: 1 };
        let muster = Muster::new(store.clone(), engine, settings, Clock::system()).with_password_cost(cheap);
        let (ctx, provider) = founder(&muster, "provider", "Provider").await;
        let (_, customer) = founder(&muster, "customer", "Customer").await;
        let link = plant(&muster, (&ctx, provider), customer).await;
        let sessions = Sessions { store: store.clone(), clock: Clock::system() };
        let leptos = LeptosOptions::builder().output_name("muster").build();
        let state = AppState { muster: muster.clone(), store, leptos, metrics: Metrics::default() };
        let app = router(state, sessions, Outside { transport: Transport::Http, limits: Limits(0) });
        Self { app, muster, provider, customer, link, _data: data }
    }

    async fn cookie(&self, name: &str) -> String {
        let form = format!("email={name}%40example.com&password={PASSWORD}");
        let answer = self.app.clone().oneshot(post("/api/pages/people/sign-in", form, "")).await.unwrap();
        let mut cookies = answer.headers().get_all(header::SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap());
        let session = cookies.find(|cookie| cookie.starts_with("muster=")).expect("signed in");
        session.split(';').next().unwrap().to_owned()
    }

    async fn text(&self, request: Request<Body>) -> String {
        let answer = self.app.clone().oneshot(request).await.unwrap();
        let body = to_bytes(answer.into_body(), 1 << 24).await.unwrap();
        String::from_utf8_lossy(&body).into_owned()
    }
}

/// A bill whose every name and figure that is the provider's own is known.
async fn plant(muster: &Muster, (ctx, org): (&Ctx, OrganizationId), customer: OrganizationId) -> CustomerLinkId {
    let ma = management_accounts::add(ctx, org, "111122223333".to_owned(), "PLANTED-PAYER".to_owned()).await.unwrap();
    let mut staging = imports::stage(ctx, org, ma).await.unwrap();
    let mut file = staging.file("bill.csv").await.unwrap();
    let bill = format!("{BILL}{}{}", line((1, OWN, COST, "Own team")), line((2, FOREIGN, "77.7701", "PLANTED-TEAM")));
    file.write_all(bill.as_bytes()).await.unwrap();
    file.shutdown().await.unwrap();
    staging.finish().await.unwrap();
    work(muster).await;
    let account = |digits: &str| digits.parse::<AccountId>().unwrap();
    let own = subsets::create(ctx, org, "Own subset", vec![account(OWN)]).await.unwrap();
    let other = subsets::create(ctx, org, "PLANTED-SUBSET", vec![account(FOREIGN)]).await.unwrap();
    accounts::rename(ctx, org, account(FOREIGN), "PLANTED-ACCOUNT").await.unwrap();
    let rules = r#"{"name":"PLANTED-WORKFLOW","description":"PLANTED","rules":[{"rule":"uplift","percent":"17.7"}]}"#;
    let workflow = workflows::create(ctx, org, rules.to_owned()).await.unwrap();
    billing::add_charge_tag(ctx, org, "user:Team").await.unwrap();
    for subset in [own, other] {
        let new = NewAssociation { subset, workflow, version: None, from: "2026-02".parse().unwrap() };
        associations::associate(ctx, org, new).await.unwrap();
    }
    let new = NewCustomer { subset: own, email: "customer@example.com".to_owned(), organization: customer };
    customers::add(ctx, org, new).await.unwrap();
    work(muster).await;
    customers::list(ctx, org).await.unwrap().customers[0].id
}

async fn work(muster: &Muster) {
    let idle = async { muster.jobs_idle().await.unwrap() };
    jobs::run(muster.clone(), idle).await;
}

fn post(path: &str, form: String, cookie: &str) -> Request<Body> {
    let request = Request::builder().method("POST").uri(path).header(header::ACCEPT, "application/json");
    let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").header(header::COOKIE, cookie);
    request.body(Body::from(form)).unwrap()
}

fn get(path: &str, cookie: &str) -> Request<Body> {
    let request = Request::builder().uri(path).header(header::ACCEPT, "text/html").header(header::COOKIE, cookie);
    request.body(Body::empty()).unwrap()
}

/// The addresses of all pages and downloads below an organization, its parameters filled in.
fn addresses(org: OrganizationId, link: CustomerLinkId) -> Vec<String> {
    let pages = include_str!("../../app/src/lib.rs").split("path!(\"").skip(1).filter_map(|rest| rest.split('"').next());
    let downloads = include_str!("router.rs").split(".route(").skip(1).filter_map(|rest| rest.split('"').nth(1));
    let fill = |path: &str| {
        let filled = path.trim_start_matches('/').split('/').map(|part| match part {
            ":org" | "{org}" => org.to_string(),
            ":month" | "{month}" => "2026-02".to_owned(),
            ":version" => "1".to_owned(),
            part if part.starts_with([':', '{']) => link.to_string(),
            part => part.to_owned(),
        });
        format!("/{}", filled.collect::<Vec<_>>().join("/"))
    };
    let questions = QUESTIONS.into_iter().flat_map(|query| {
        let paths = ["analysis", "analysis/download", "charge-analysis", "charge-analysis/download"];
        paths.map(|path| format!("/organizations/{org}/{path}?{query}"))
    });
    pages.chain(downloads).map(fill).chain(questions).collect()
}

/// Everything that the HTTP API reads out to this person's program.
async fn everything_of_the_api(world: &World, name: &str) -> Vec<(String, String)> {
    let credentials = format!(r#"{{"email":"{name}@example.com","password":"{}"}}"#, PASSWORD.replace('+', " "));
    let request = Request::builder().method("POST").uri("/api/v1/session").header(header::CONTENT_TYPE, "application/json");
    let session = world.text(request.body(Body::from(credentials)).unwrap()).await;
    let token = session.split('"').nth(3).expect("a token").to_owned();
    let mut sent = Vec::new();
    for route in routes().into_iter().filter(|route| route.row.method == "GET") {
        for org in [world.customer, world.provider] {
            let fill = |part: &str| match part {
                "{org}" => org.to_string(),
                "{version}" => "1".to_owned(),
                part if part.starts_with('{') => world.link.to_string(),
                part => part.to_owned(),
            };
            let path = route.row.path.split('/').map(fill).collect::<Vec<_>>().join("/");
            let is_analysis = path.contains("analysis");
            let questions = QUESTIONS.into_iter().filter(|_| is_analysis);
            let usual = ["", "group_by=account,service,region,charge_type,day", "month=2026-02", "day=2026-02-15"];
            for query in usual.into_iter().chain(questions) {
                let path = format!("/api/v1{path}?{query}");
                let request = Request::builder().uri(&path).header(header::AUTHORIZATION, format!("Bearer {token}"));
                let text = world.text(request.body(Body::empty()).unwrap()).await;
                sent.push((path, text));
            }
        }
    }
    sent
}

/// What was sent, with whole seconds: a fraction of one may be any figure that is searched for.
fn whole_seconds(sent: Vec<(String, String)>) -> Vec<(String, String)> {
    let fraction = Regex::new(r"(T\d\d:\d\d:\d\d)\.\d+").unwrap();
    sent.into_iter().map(|(path, text)| (path, fraction.replace_all(&text, "$1").into_owned())).collect()
}

/// What pages of analysis are asked beside the usual.
const QUESTIONS: [&str; 9] = [
    "by=account",
    "by=usage-type",
    "by=lifecycle",
    "by=charge-type&grain=day",
    "cost=amortized",
    "cost=margin",
    "by=tag",
    "by=tag&tag=user:Team",
    "by=tag&tag=user:Hidden",
];

/// Everything that this person is sent, for these organizations.
async fn everything(world: &World, name: &str) -> Vec<(String, String)> {
    let cookie = world.cookie(name).await;
    let mut sent = Vec::new();
    for org in [world.customer, world.provider] {
        for path in addresses(org, world.link).into_iter().filter(|path| !path.ends_with("/upload")) {
            let text = world.text(get(&path, &cookie)).await;
            sent.push((path, text));
        }
        for endpoint in endpoints().filter(|endpoint| !endpoint.path.contains("people/")) {
            let (id, path) = (world.link, endpoint.path);
            let form = format!("org={org}&id={id}&ids[0]={id}&month=2026-02&page=0&row=0&version=1&management_account={id}");
            sent.push((format!("{path} of {org}"), world.text(post(path, form, &cookie)).await));
        }
    }
    sent.extend(everything_of_the_api(world, name).await);
    whole_seconds(sent)
}

#[tokio::test]
async fn an_end_customer_gets_its_charges_and_nothing_of_its_providers() {
    let world = World::new().await;
    let sent = everything(&world, "customer").await;
    for (path, text) in &sent {
        for planted in ["PLANTED", FOREIGN, COST, "10.01", "77.77", "91.53", "17.7", "1.77"] {
            assert!(!text.contains(planted), "{path} says {planted}");
        }
    }
    // It sees what it may, so that the test cannot pass on nothing.
    for shown in [OWN, "Own subset", "Own team", "11.7844771", "11.78"] {
        assert!(sent.iter().any(|(_, text)| text.contains(shown)), "{shown}");
    }
    let rows = statements::list(&Ctx::anonymous(world.muster.clone(), "leak"), world.customer).await;
    assert!(rows.is_err());
    // And the provider's own answers have what is searched for.
    let provider = everything(&world, "provider").await;
    for planted in [
        "PLANTED-TAG",
        "PLANTED-TEAM",
        "PLANTED-VALUE",
        "PLANTED-SUBSET",
        "PLANTED-ACCOUNT",
        "PLANTED-WORKFLOW",
        FOREIGN,
        COST,
        "77.77",
    ] {
        assert!(provider.iter().any(|(_, text)| text.contains(planted)), "{planted}");
    }
}
