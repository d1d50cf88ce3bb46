//! An installation for one test, and programs that ask it.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use leptos::prelude::LeptosOptions;
use muster_domain::permission::{Membership, Permission, Role};
use muster_domain::ticket::Request as Wish;
use muster_domain::{OrganizationId, UserId};
use muster_engine::session::{self as engine, Engine};
use muster_service::people::{NewPerson, SignUp, add, me, sign_up};
use muster_service::{Clock, Ctx, Muster, PasswordCost, Settings, api_sessions, jobs, tickets};
use muster_store::Store;
use muster_store::memberships::{self, NewMember};
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt;

use crate::metrics::Metrics;
use crate::rest::Limits;
use crate::router::{AppState, Outside, Transport, router};
use crate::sessions::Sessions;

pub(super) const PASSWORD: &str = "long enough";

pub(super) struct World {
    pub(super) app: Router,
    pub(super) muster: Muster,
    pub(super) org: OrganizationId,
    /// Of the organization's administrator, signed in.
    pub(super) token: String,
    _data: TempDir,
    store: Store,
}

/// How a test's installation is set up.
pub(super) struct Setup<'a> {
    /// A SQLite file in the data folder where none is named.
    pub(super) database: Option<&'a str>,
    pub(super) limits: Limits,
    pub(super) self_service: bool,
}

impl Default for Setup<'_> {
    fn default() -> Self {
        Self { database: None, limits: Limits(0), self_service: true }
    }
}

impl World {
    pub(super) async fn new() -> Self {
        Self::with(Setup::default()).await
    }

    pub(super) async fn with(setup: Setup<'_>) -> Self {
        let data = tempfile::tempdir().unwrap();
        let own = format!("sqlite://{}", data.path().join("muster.db").display());
        let store = Store::open(setup.database.unwrap_or(&own)).await.unwrap();
        let settings = Settings { data: data.path().to_owned(), report_days: 30, imports: 2, self_service: setup.self_service };
        let engine = Engine::new(&engine::Settings::default()).unwrap();
        let cheap = PasswordCost { kibibytes: 8, passes: 1 };
        let muster = Muster::new(store.clone(), engine, settings, Clock::system()).with_password_cost(cheap);
        let sessions = Sessions { store: store.clone(), clock: Clock::system() };
        let leptos = LeptosOptions::builder().output_name("muster").build();
        let state = AppState { muster: muster.clone(), store: store.clone(), leptos, metrics: Metrics::default() };
        let app = router(state, sessions, Outside { transport: Transport::Http, limits: setup.limits });
        let (ctx, org) = founder(&muster, "administrator").await;
        if setup.self_service {
            tickets::ask(&ctx, org, Wish::EnableSubsets).await.unwrap();
        }
        let token = session(&muster, ctx.user_id().unwrap()).await;
        Self { app, muster, org, token, _data: data, store }
    }

    /// Somebody else, with an organization of their own.
    pub(super) async fn stranger(&self) -> (String, OrganizationId) {
        let (ctx, org) = founder(&self.muster, "stranger").await;
        (session(&self.muster, ctx.user_id().unwrap()).await, org)
    }

    pub(super) async fn viewer(&self, grants: &[Permission]) -> String {
        let user = self.person("viewer", false).await;
        let membership = Membership { role: Role::Viewer, grants: grants.to_vec() };
        let mut tx = self.store.write().await.unwrap();
        let created_at = self.muster.clock().now();
        let member = NewMember { organization: self.org, user, membership, created_at };
        memberships::add(&mut tx, &member).await.unwrap();
        tx.commit().await.unwrap();
        session(&self.muster, user).await
    }

    pub(super) async fn support(&self) -> String {
        let user = self.person("support", true).await;
        session(&self.muster, user).await
    }

    async fn person(&self, name: &str, support: bool) -> UserId {
        let email = format!("{name}@example.com");
        add(&self.muster, NewPerson { email, password: PASSWORD.into(), name: name.into(), support }).await.unwrap()
    }

    /// Lets the workers do what is queued.
    pub(super) async fn work(&self) {
        let idle = async { self.muster.jobs_idle().await.unwrap() };
        jobs::run(self.muster.clone(), idle).await;
    }

    pub(super) async fn ask(&self, ask: Ask) -> Answer {
        let mut request = Request::builder().method(ask.method).uri(format!("/api/v1{}", ask.path));
        for (name, value) in &ask.headers {
            request = request.header(*name, value);
        }
        let response = self.app.clone().oneshot(request.body(Body::from(ask.body)).unwrap()).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let body = to_bytes(response.into_body(), 1 << 24).await.unwrap();
        Answer { status, headers, text: String::from_utf8_lossy(&body).into_owned() }
    }

    /// What is beside the API.
    pub(super) async fn ask_outside(&self, path: &str) -> Answer {
        let request = Request::builder().uri(path).body(Body::empty()).unwrap();
        let response = self.app.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let body = to_bytes(response.into_body(), 1 << 24).await.unwrap();
        Answer { status, headers, text: String::from_utf8_lossy(&body).into_owned() }
    }

    /// As the administrator, below the organization.
    pub(super) async fn get(&self, path: &str) -> Value {
        let answer = self.ask(get(&format!("/organizations/{}{path}", self.org)).by(&self.token)).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        answer.json()
    }

    pub(super) async fn post(&self, path: &str, body: Value) -> Answer {
        self.ask(post(&format!("/organizations/{}{path}", self.org), body).by(&self.token)).await
    }
}

async fn founder(muster: &Muster, name: &str) -> (Ctx, OrganizationId) {
    let email = format!("{name}@example.com");
    let form = SignUp { email, password: PASSWORD.into(), name: name.into(), organization: format!("{name}'s") };
    let user = sign_up(&Ctx::anonymous(muster.clone(), "test"), form).await.unwrap().person().unwrap();
    let ctx = Ctx::user(muster.clone(), "test", user);
    let org = me(&ctx).await.unwrap().organizations[0].id;
    (ctx, org)
}

async fn session(muster: &Muster, user: UserId) -> String {
    api_sessions::begin(&Ctx::user(muster.clone(), "test", user), user).await.unwrap()
}

/// A request that is being written.
pub(super) struct Ask {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
}

pub(super) fn ask(method: Method, path: &str) -> Ask {
    Ask { method, path: path.to_owned(), headers: Vec::new(), body: Vec::new() }
}

pub(super) fn get(path: &str) -> Ask {
    ask(Method::GET, path)
}

pub(super) fn post(path: &str, body: Value) -> Ask {
    ask(Method::POST, path).json(body)
}

impl Ask {
    pub(super) fn by(self, token: &str) -> Self {
        self.with("authorization", &format!("Bearer {token}"))
    }

    pub(super) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub(super) fn json(mut self, body: Value) -> Self {
        self.body = body.to_string().into_bytes();
        self.with("content-type", "application/json")
    }
}

pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(super) fn content_type(&self) -> &str {
        self.header(header::CONTENT_TYPE.as_str())
    }
}
