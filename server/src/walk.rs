//! A walk over everything that answers: every server function and every plain route, asked by every kind of actor.
//! A server function that is missing from `muster_app::api::endpoints`, or a route that is missing here, fails it.

use std::collections::BTreeSet;

use axum::Router;
use axum::body::Body;
use axum::http::{Request as HttpRequest, StatusCode, header};
use chrono::Utc;
use leptos::prelude::LeptosOptions;
use leptos::server_fn::axum::server_fn_paths;
use muster_app::api::{Access, endpoints};
use muster_domain::permission::{Membership, Permission, Role};
use muster_domain::ticket::Request;
use muster_domain::{OrganizationId, UserId};
use muster_engine::session::{self as engine, Engine};
use muster_service::people::{NewPerson, SignUp, add, me, sign_up};
use muster_service::{Clock, Ctx, Muster, PasswordCost, Settings, tickets, tokens};
use muster_store::{Store, memberships};
use tempfile::TempDir;
use tower::ServiceExt;

use crate::router::{AppState, Transport, router};
use crate::sessions::Sessions;

const PASSWORD: &str = "long enough";

/// A console with one organization, its administrator, a viewer without grants, and a stranger with another one.
struct World {
    app: Router,
    org: OrganizationId,
    muster: Muster,
    viewer: UserId,
    _data: TempDir,
}

impl World {
    async fn new() -> Self {
        let data = tempfile::tempdir().unwrap();
        let store = Store::open(&format!("sqlite://{}", data.path().join("muster.db").display())).await.unwrap();
        let settings = Settings { data: data.path().to_owned(), report_days: 30, self_service: true };
        let engine = Engine::new(&engine::Settings::default()).unwrap();
        let cheap = PasswordCost { kibibytes: 8, passes: 1 };
        let muster = Muster::new(store.clone(), engine, settings, Clock::system()).with_password_cost(cheap);
        let administrator = founder(&muster, "administrator").await;
        let org = me(&Ctx::user(muster.clone(), "walk", administrator)).await.unwrap().organizations[0].id;
        founder(&muster, "stranger").await;
        let viewer = viewer(&muster, &store, org).await;
        support(&muster).await;
        let sessions = Sessions { store: store.clone(), clock: Clock::system() };
        let leptos = LeptosOptions::builder().output_name("muster").build();
        let app = router(AppState { muster: muster.clone(), store, leptos }, sessions, Transport::Http);
        Self { app, org, muster, viewer, _data: data }
    }

    async fn ask(&self, request: HttpRequest<Body>) -> axum::response::Response {
        self.app.clone().oneshot(request).await.unwrap()
    }

    /// The cookie of somebody who signs in.
    async fn cookie(&self, name: &str) -> String {
        let form = format!("email={name}%40example.com&password={}", PASSWORD.replace(' ', "+"));
        let answer = self.ask(post("/api/pages/people/sign-in", form, None)).await;
        let cookie = answer.headers().get(header::SET_COOKIE).expect("signed in").to_str().unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }

    /// What a server function answers to a form that has a value for each field that any of them takes.
    async fn call(&self, path: &str, cookie: Option<&str>) -> StatusCode {
        let (org, id) = (self.org, uuid::Uuid::now_v7());
        let form = format!(
            "org={org}&id={id}&ids[0]={id}&management_account={id}&accounts[0]=111122223333&account_id=111122223333\
             &name=Name&organization=Name&email=new-{id}%40example.com&password=long+enough&page=0&form[intent]=save\
             &version=1&row=0&file=csv&month=2026-03&amount=1.00&subset={id}&workflow={id}&from=2026-03&reason=Why\
             &role=viewer&token=unknown&link=unknown&kinds[0]=report_ready&next=\
             &kind=question&times=Now&tier=full&text=Why&decision=approve&request[workflow]=%7B%7D&request[month]=2026-03&request[scope]=all"
        );
        self.ask(post(path, form, cookie)).await.status()
    }
}

async fn founder(muster: &Muster, name: &str) -> UserId {
    let email = format!("{name}@example.com");
    let form = SignUp { email, password: PASSWORD.into(), name: name.into(), organization: format!("{name}'s") };
    let user = sign_up(&Ctx::anonymous(muster.clone(), "walk"), form).await.unwrap();
    let ctx = Ctx::user(muster.clone(), "walk", user);
    let org = me(&ctx).await.unwrap().organizations[0].id;
    tickets::ask(&ctx, org, Request::EnableSubsets).await.unwrap();
    user
}

async fn support(muster: &Muster) {
    let (email, name) = ("support@example.com".to_owned(), "Support".to_owned());
    add(muster, NewPerson { email, password: PASSWORD.into(), name, support: true }).await.unwrap();
}

async fn viewer(muster: &Muster, store: &Store, organization: OrganizationId) -> UserId {
    let (email, name) = ("viewer@example.com".to_owned(), "Viewer".to_owned());
    let user = add(muster, NewPerson { email, password: PASSWORD.into(), name, support: false }).await.unwrap();
    let membership = Membership { role: Role::Viewer, grants: vec![] };
    let mut tx = store.write().await.unwrap();
    let member = memberships::NewMember { organization, user, membership, created_at: Utc::now() };
    memberships::add(&mut tx, &member).await.unwrap();
    tx.commit().await.unwrap();
    user
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
async fn nobody_gets_an_answer_without_signing_in() {
    let world = World::new().await;
    for endpoint in endpoints() {
        let status = world.call(endpoint.path, None).await;
        match endpoint.access {
            Access::Anyone => assert_ne!(status, StatusCode::UNAUTHORIZED, "{}", endpoint.path),
            Access::Person | Access::Member(_) | Access::Support => {
                assert_eq!(status, StatusCode::UNAUTHORIZED, "{}", endpoint.path)
            }
        }
    }
}

#[tokio::test]
async fn an_organization_is_not_there_for_a_stranger() {
    let world = World::new().await;
    let stranger = world.cookie("stranger").await;
    for endpoint in endpoints() {
        if let Access::Member(_) = endpoint.access {
            assert_eq!(world.call(endpoint.path, Some(&stranger)).await, StatusCode::NOT_FOUND, "{}", endpoint.path);
        }
    }
}

#[tokio::test]
async fn a_viewer_reads_and_is_refused_the_rest() {
    let world = World::new().await;
    let viewer = world.cookie("viewer").await;
    for endpoint in endpoints() {
        let Access::Member(permission) = endpoint.access else { continue };
        let status = world.call(endpoint.path, Some(&viewer)).await;
        match permission {
            Permission::Read => assert_ne!(status, StatusCode::FORBIDDEN, "{}", endpoint.path),
            _ => assert_eq!(status, StatusCode::FORBIDDEN, "{}", endpoint.path),
        }
    }
}

#[tokio::test]
async fn an_administrator_is_refused_nothing() {
    let world = World::new().await;
    let administrator = world.cookie("administrator").await;
    for endpoint in endpoints().filter(|endpoint| endpoint.access != Access::Anyone) {
        let status = world.call(endpoint.path, Some(&administrator)).await;
        assert!(!matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN), "{}: {status}", endpoint.path);
        assert_ne!(status, StatusCode::INTERNAL_SERVER_ERROR, "{}", endpoint.path);
    }
}

#[tokio::test]
async fn the_support_console_is_there_for_support_only() {
    let world = World::new().await;
    let (administrator, support) = (world.cookie("administrator").await, world.cookie("support").await);
    for endpoint in endpoints() {
        match endpoint.access {
            Access::Support => {
                assert_eq!(world.call(endpoint.path, Some(&administrator)).await, StatusCode::NOT_FOUND, "{}", endpoint.path);
            }
            Access::Member(_) => {
                assert_eq!(world.call(endpoint.path, Some(&support)).await, StatusCode::NOT_FOUND, "{}", endpoint.path);
            }
            Access::Anyone | Access::Person => {}
        }
    }
    assert_eq!(world.call("/api/pages/support/queue", Some(&support)).await, StatusCode::OK);
}

/// The plain routes of [`crate::router`], and what an anonymous visitor, a stranger and a viewer are answered.
const PLAIN: [(&str, &str, [u16; 3]); 11] = [
    ("POST", "/organizations/{org}/management-accounts/{id}/upload", [401, 404, 403]),
    ("GET", "/organizations/{org}/reports/{id}/download", [303, 404, 404]),
    ("GET", "/organizations/{org}/reports/{id}/explain", [303, 404, 404]),
    ("GET", "/organizations/{org}/reports/{id}/bill", [303, 404, 404]),
    ("GET", "/organizations/{org}/subsets/download", [303, 404, 200]),
    ("GET", "/organizations/{org}/charges/download", [303, 404, 404]),
    ("GET", "/organizations/{org}/statements/{id}/2026-03/download", [303, 404, 404]),
    ("GET", "/organizations/{org}/workflows/{id}/download", [303, 404, 404]),
    ("GET", "/organizations/{org}/audit/download", [303, 404, 403]),
    ("GET", "/healthz", [200, 200, 200]),
    ("GET", "/readyz", [200, 200, 200]),
];

#[tokio::test]
async fn plain_routes_ask_the_same_questions_as_pages() {
    let world = World::new().await;
    let cookies = [None, Some(world.cookie("stranger").await), Some(world.cookie("viewer").await)];
    for (method, path, expected) in PLAIN {
        let path = path.replace("{org}", &world.org.to_string()).replace("{id}", &uuid::Uuid::now_v7().to_string());
        for (cookie, expected) in cookies.iter().zip(expected) {
            let mut request = request(method, &path, cookie.as_deref(), form_with_a_file(method));
            if method == "POST" {
                request.headers_mut().insert(header::CONTENT_TYPE, "multipart/form-data; boundary=b".parse().unwrap());
            }
            assert_eq!(world.ask(request).await.status().as_u16(), expected, "{method} {path} {cookie:?}");
        }
    }
}

fn form_with_a_file(method: &str) -> Body {
    let part = "--b\r\ncontent-disposition: form-data; name=\"files\"; filename=\"bill.csv\"\r\n\r\nx\r\n--b--\r\n";
    if method == "POST" { Body::from(part) } else { Body::empty() }
}

#[test]
fn the_router_has_no_plain_route_that_is_not_walked() {
    let source = include_str!("router.rs");
    let written: BTreeSet<_> = source.split(".route(").skip(1).filter_map(|rest| rest.split('"').nth(1)).collect();
    let walked: Vec<String> = PLAIN.iter().map(|(_, path, _)| path.replace("{id}", "")).collect();
    let bare = |path: &str| {
        path.replace("{account}", "").replace("{report}", "").replace("{workflow}", "").replace("{source}/{month}", "/2026-03")
    };
    assert_eq!(written.iter().map(|path| bare(path)).collect::<BTreeSet<_>>(), walked.into_iter().collect());
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
