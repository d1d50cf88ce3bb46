//! A walk over everything that answers: pages, server functions and plain routes, asked by every kind of actor
//! ([`matrix`]). What is missing from its lists, or from `muster_app::api::endpoints`, fails.

mod matrix;
mod scripts;

use std::collections::BTreeSet;

use axum::Router;
use axum::body::Body;
use axum::http::{Request as HttpRequest, StatusCode, header};
use axum::response::Response;
use chrono::Utc;
use leptos::prelude::LeptosOptions;
use leptos::server_fn::axum::server_fn_paths;
use muster_app::api::endpoints;
use muster_domain::permission::{Membership, Permission, Role};
use muster_domain::ticket::Request;
use muster_domain::view::customers::NewCustomer;
use muster_domain::{OrganizationId, UserId};
use muster_engine::session::{self as engine, Engine};
use muster_service::people::{NewPerson, SignUp, add, me, sign_up};
use muster_service::{Clock, Ctx, Muster, PasswordCost, Settings, customers, subsets, tickets, tokens};
use muster_store::{Store, memberships};
use tempfile::TempDir;
use tower::ServiceExt;

use crate::metrics::Metrics;
use crate::rest::Limits;
use crate::router::{AppState, Outside, Transport, router};
use crate::sessions::Sessions;

const PASSWORD: &str = "long enough";

/// A console with one organization, its administrator, a viewer without grants, an end customer, and a stranger with
/// another one.
struct World {
    app: Router,
    org: OrganizationId,
    muster: Muster,
    store: Store,
    viewer: UserId,
    _data: TempDir,
}

impl World {
    async fn new() -> Self {
        let data = tempfile::tempdir().unwrap();
        let store = Store::open(&format!("sqlite://{}", data.path().join("muster.db").display())).await.unwrap();
        let settings = Settings { data: data.path().to_owned(), report_days: 30, imports: 2, self_service: true };
        let engine = Engine::new(&engine::Settings::default()).unwrap();
        let cheap = PasswordCost { kibibytes: 8, passes: 1 };
        let muster = Muster::new(store.clone(), engine, settings, Clock::system()).with_password_cost(cheap);
        let administrator = founder(&muster, "administrator").await;
        let org = me(&Ctx::user(muster.clone(), "walk", administrator)).await.unwrap().organizations[0].id;
        founder(&muster, "stranger").await;
        customer(&muster, (administrator, org)).await;
        support(&muster).await;
        let sessions = Sessions { store: store.clone(), clock: Clock::system() };
        let leptos = LeptosOptions::builder().output_name("muster").site_root(site(&data)).build();
        let state = AppState { muster: muster.clone(), store: store.clone(), leptos, metrics: Metrics::default() };
        let app = router(state, sessions, Outside { transport: Transport::Http, limits: Limits(0) });
        let mut world = Self { app, org, muster, store, viewer: administrator, _data: data };
        world.viewer = world.viewer("viewer", &[]).await;
        world
    }

    /// Adds a viewer with these grants.
    async fn viewer(&self, name: &str, grants: &[Permission]) -> UserId {
        let (email, name) = (format!("{name}@example.com"), name.to_owned());
        let user = add(&self.muster, NewPerson { email, password: PASSWORD.into(), name, support: false }).await.unwrap();
        let membership = Membership { role: Role::Viewer, grants: grants.to_vec() };
        let member = memberships::NewMember { organization: self.org, user, membership, created_at: Utc::now() };
        let mut tx = self.store.write().await.unwrap();
        memberships::add(&mut tx, &member).await.unwrap();
        tx.commit().await.unwrap();
        user
    }

    async fn ask(&self, request: HttpRequest<Body>) -> Response {
        self.app.clone().oneshot(request).await.unwrap()
    }

    /// The cookie of somebody who signs in.
    async fn cookie(&self, name: &str) -> String {
        let form = format!("email={name}%40example.com&password={}", PASSWORD.replace(' ', "+"));
        let answer = self.ask(post("/api/pages/people/sign-in", form, None)).await;
        let mut cookies = answer.headers().get_all(header::SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap());
        let session = cookies.find(|cookie| cookie.starts_with("muster=")).expect("signed in");
        session.split(';').next().unwrap().to_owned()
    }

    /// What a server function answers to a form that has a value for each field that any of them takes.
    async fn call(&self, path: &str, cookie: Option<&str>) -> Response {
        let (org, id) = (self.org, uuid::Uuid::now_v7());
        let form = format!(
            "org={org}&id={id}&ids[0]={id}&management_account={id}&accounts[0]=111122223333&account_id=111122223333\
             &name=Name&organization=Name&email=new-{id}%40example.com&password=long+enough&page=0&form[intent]=save\
             &version=1&row=0&file=csv&month=2026-03&amount=1.00&subset={id}&workflow={id}&from=2026-03&reason=Why\
             &role=viewer&token=unknown&link=unknown&kinds[0]=report_ready&next=\
             &code=000000&current=guess&kind=question&feature=subsets&switch=on&times=Now&tier=full&text=Why&decision=approve&request[workflow]=%7B%7D&request[month]=2026-03&request[scope]=all\
             &place[bucket]=acme-bills&place[region]=eu-central-1&place[report]=daily&location=/srv"
        );
        self.ask(post(path, form, cookie)).await
    }
}

/// As much of the browser's files as one asks for with every page.
fn site(data: &TempDir) -> String {
    let site = data.path().join("site");
    for file in ["pkg/muster.css", "assets/favicon.svg"].map(|file| site.join(file)) {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, "of the site").unwrap();
    }
    site.display().to_string()
}

async fn founder(muster: &Muster, name: &str) -> UserId {
    let email = format!("{name}@example.com");
    let form = SignUp { email, password: PASSWORD.into(), name: name.into(), organization: format!("{name}'s") };
    let user = sign_up(&Ctx::anonymous(muster.clone(), "walk"), form).await.unwrap().person().unwrap();
    let ctx = Ctx::user(muster.clone(), "walk", user);
    let org = me(&ctx).await.unwrap().organizations[0].id;
    tickets::ask(&ctx, org, Request::EnableSubsets).await.unwrap();
    user
}

async fn support(muster: &Muster) {
    let (email, name) = ("support@example.com".to_owned(), "Support".to_owned());
    add(muster, NewPerson { email, password: PASSWORD.into(), name, support: true }).await.unwrap();
}

/// An organization that sees charges of this one.
async fn customer(muster: &Muster, (administrator, org): (UserId, OrganizationId)) {
    let user = founder(muster, "customer").await;
    let organization = me(&Ctx::user(muster.clone(), "walk", user)).await.unwrap().organizations[0].id;
    let ctx = Ctx::user(muster.clone(), "walk", administrator);
    let subset = subsets::create(&ctx, org, "Customer", Vec::new()).await.unwrap();
    let new = NewCustomer { subset, email: "customer@example.com".to_owned(), organization };
    customers::add(&ctx, org, new).await.unwrap();
}

fn post(path: &str, form: String, cookie: Option<&str>) -> HttpRequest<Body> {
    request("POST", path, cookie, Body::from(form))
}

fn request(method: &str, path: &str, cookie: Option<&str>, body: Body) -> HttpRequest<Body> {
    let request = HttpRequest::builder()
        .method(method)
        .uri(path)
        .header(header::ACCEPT, "application/json")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let request = match cookie {
        Some(cookie) => request.header(header::COOKIE, cookie),
        None => request,
    };
    request.body(body).unwrap()
}

#[tokio::test]
async fn every_server_function_says_who_may_call_it() {
    let _world = World::new().await; // the router registers what there is
    let registered: BTreeSet<_> = server_fn_paths().map(|(path, _)| path).collect();
    let listed: BTreeSet<_> = endpoints().map(|endpoint| endpoint.path).collect();
    assert_eq!(registered, listed);
}

#[tokio::test]
async fn a_token_is_its_member_in_its_organization_until_it_ends() {
    let world = World::new().await;
    let token = tokens::issue(&world.muster, world.org, ("viewer@example.com", "Nightly")).await.unwrap();
    let ask = async |path: &str, token: &str| {
        let request = HttpRequest::builder().uri(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
        world.ask(request.body(Body::empty()).unwrap()).await.status().as_u16()
    };
    let list = format!("/organizations/{}/subsets/download", world.org);
    assert_eq!(ask(&list, &token).await, 200);
    assert_eq!(ask(&format!("/organizations/{}/audit/download", world.org), &token).await, 403, "a viewer's");
    let elsewhere = format!("/organizations/{}/subsets/download", uuid::Uuid::now_v7());
    assert_eq!(ask(&elsewhere, &token).await, 404);
    assert_eq!(ask(&list, "muster_unknown").await, 401);
    assert_eq!(ask("/healthz", "muster_unknown").await, 200, "not asked who it is");
    let viewer = Ctx::user(world.muster.clone(), "walk", world.viewer);
    let made = tokens::list(&viewer, world.org).await.unwrap().remove(0);
    tokens::revoke(&viewer, world.org, made.id).await.unwrap();
    assert_eq!(ask(&list, &token).await, 401);
}

#[tokio::test]
async fn a_form_from_another_site_writes_nothing() {
    let world = World::new().await;
    let administrator = world.cookie("administrator").await;
    let mut request = post("/api/pages/organizations/add", "name=Planted".into(), Some(&administrator));
    request.headers_mut().insert(header::ORIGIN, "https://evil.example".parse().unwrap());
    request.headers_mut().insert(header::HOST, "console.example".parse().unwrap());
    assert_eq!(world.ask(request).await.status(), StatusCode::FORBIDDEN);
}
