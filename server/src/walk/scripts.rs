//! What the policy of each answer lets run: our files, and the inline scripts that it names. A script that somebody
//! manages to write into a page has no nonce; a page of ours whose scripts had none would stay without script.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::middleware::from_fn;
use axum::routing::get;
use futures::future::join_all;
use leptos::prelude::*;
use leptos_axum::{render_app_async_with_context, render_app_to_stream_in_order_with_context, render_app_to_stream_with_context};

use super::matrix::PAGES;
use super::{BTreeSet, Body, PASSWORD, Router, ServiceExt, World, header, request as plain};
use crate::middleware::{guard_headers, provide_nonce};
use crate::router::pages;

/// So many ask at once, each for every kind of answer so many times.
const CLIENTS: usize = 8;
const ROUNDS: usize = 7;

struct Answer {
    path: String,
    status: u16,
    place: Option<String>,
    /// Where scripts come from.
    sources: Vec<String>,
    text: String,
}

async fn ask(app: Router, path: String, cookie: Option<String>) -> Answer {
    let mut request = plain("GET", &path, cookie.as_deref(), Body::empty());
    request.headers_mut().insert(header::ACCEPT, "text/html".parse().unwrap());
    let (head, body) = app.oneshot(request).await.unwrap().into_parts();
    let status = head.status.as_u16();
    let value = |name| head.headers.get(&name).map(|value| value.to_str().unwrap().to_owned());
    let (place, policy) = (value(header::LOCATION), value(header::CONTENT_SECURITY_POLICY).unwrap_or_default());
    let sources = directives(&policy).remove("script-src").unwrap_or_default();
    let text = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    Answer { path, status, place, sources, text: String::from_utf8(text.to_vec()).unwrap() }
}

/// Each directive of a policy with its sources.
fn directives(policy: &str) -> BTreeMap<String, Vec<String>> {
    let words = policy.split(';').map(|directive| directive.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
    words.filter_map(|words| words.split_first().map(|(name, sources)| (name.clone(), sources.to_vec()))).collect()
}

impl Answer {
    fn nonce(&self) -> Option<&str> {
        self.sources.iter().find_map(|source| source.strip_prefix("'nonce-")?.strip_suffix('\''))
    }

    /// The attributes of each inline script.
    fn scripts(&self) -> impl Iterator<Item = &str> {
        let tags = self.text.split("<script").skip(1).filter_map(|rest| rest.split('>').next());
        tags.filter(|attributes| !attributes.contains("src="))
    }

    /// What runs that should not, and what does not that should.
    fn wrong(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        if self.nonce().is_none_or(|nonce| nonce.len() < 22) || self.sources.iter().any(|source| source.starts_with("'unsafe-")) {
            wrong.push(format!("{}: {:?}", self.path, self.sources));
        }
        let named = format!("nonce=\"{}\"", self.nonce().unwrap_or_default());
        let others = self.scripts().filter(|script| !script.split(' ').any(|attribute| attribute == named));
        wrong.extend(others.map(|script| format!("{}: <script{script}>", self.path)));
        wrong
    }
}

/// Everything wrong about them, and that two answers have the same nonce.
fn all_wrong(answers: &[Answer]) -> Vec<String> {
    let mut wrong: Vec<_> = answers.iter().flat_map(Answer::wrong).collect();
    let nonces: BTreeSet<_> = answers.iter().filter_map(Answer::nonce).collect();
    if nonces.len() != answers.len() {
        wrong.push(format!("{} nonces for {} answers", nonces.len(), answers.len()));
    }
    wrong
}

#[tokio::test]
async fn every_page_names_its_inline_scripts_and_lets_no_other_run() {
    let world = World::new().await;
    let cookie = world.cookie("administrator").await;
    let mut answers = Vec::new();
    for (path, _) in PAGES {
        answers.push(ask(world.app.clone(), world.filled(path), Some(cookie.clone())).await);
    }
    assert_eq!(all_wrong(&answers), [""; 0]);
    let without: Vec<_> = answers.iter().filter(|answer| answer.scripts().count() == 0).map(|answer| &answer.path).collect();
    assert_eq!(without, [""; 0], "pages have scripts, or nothing was looked at");
}

/// A kind of answer: whose, where, and what status it has.
type Kind = (Option<&'static str>, String, u16);

fn kinds(world: &World) -> Vec<Kind> {
    let org = format!("/organizations/{}", world.org);
    let administrator = Some("administrator");
    vec![
        (None, "/sign-in".into(), 200),
        (None, "/pkg/muster.css".into(), 200),
        (administrator, "/".into(), 302),
        (administrator, format!("{org}/analysis"), 200),
        (administrator, format!("{org}/subsets"), 200),
        (administrator, format!("{org}/nowhere"), 404),
        (Some("viewer"), format!("{org}/members/invite"), 403),
        (None, "/assets/favicon.svg".into(), 200),
        (Some("stranger"), format!("{org}/reports"), 404),
        (None, org, 302),
        (None, "/nowhere/at/all".into(), 404),
        (None, "/api/docs".into(), 200),
        (None, "/api/v1/nowhere".into(), 406),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_answer_loses_its_nonce_place_or_status_to_another_that_is_made_meanwhile() {
    let world = World::new().await;
    let mut cookies = BTreeMap::new();
    for name in ["administrator", "viewer", "stranger"] {
        cookies.insert(name, world.cookie(name).await);
    }
    let asked: Vec<_> =
        kinds(&world).into_iter().map(|(who, path, status)| (who.map(|who| cookies[who].clone()), path, status)).collect();
    let clients = (0..CLIENTS).map(|client| {
        let (app, asked) = (world.app.clone(), asked.clone());
        tokio::spawn(async move {
            let mut answers = Vec::new();
            for (cookie, path, status) in asked.iter().cycle().skip(client).take(asked.len() * ROUNDS) {
                answers.push((ask(app.clone(), path.clone(), cookie.clone()).await, *status));
            }
            answers
        })
    });
    let answers: Vec<_> = join_all(clients).await.into_iter().flat_map(Result::unwrap).collect();
    let has_own = |(answer, status): &&(Answer, u16)| answer.status == *status && answer.place.is_some() == (*status == 302);
    let others = answers.iter().filter(|answer| !has_own(answer));
    let others: Vec<_> = others.map(|(answer, _)| format!("{}: {} {:?}", answer.path, answer.status, answer.place)).collect();
    assert_eq!(others, [""; 0]);
    let answers: Vec<_> = answers.into_iter().map(|(answer, _)| answer).collect();
    assert_eq!(all_wrong(&answers), [""; 0]);
}

/// A page that waits twice, once within the other.
fn slow_page(options: LeptosOptions) -> impl IntoView {
    let waits = || async {
        tokio::time::sleep(Duration::from_millis(3)).await;
        PASSWORD.to_owned()
    };
    let (outer, inner) = (Resource::new(|| (), move |()| waits()), Resource::new(|| (), move |()| waits()));
    let within = move || view! { <Suspense fallback=|| "Loading">{move || Suspend::new(async move { inner.await })}</Suspense> };
    view! {
        <html>
            <head><HydrationScripts options/></head>
            <body><Suspense fallback=|| "Loading">{move || Suspend::new(async move { (outer.await, within()) })}</Suspense></body>
        </html>
    }
}

/// The slow page, in each way in which Leptos sends one.
fn every_mode() -> Router {
    pages(); // Leptos starts what waits
    let options = LeptosOptions::builder().output_name("muster").build();
    let page = move || slow_page(options.clone());
    Router::new()
        .route("/out-of-order", get(render_app_to_stream_with_context(provide_nonce, page.clone())))
        .route("/in-order", get(render_app_to_stream_in_order_with_context(provide_nonce, page.clone())))
        .route("/whole", get(render_app_async_with_context(provide_nonce, page)))
        .layer(from_fn(guard_headers))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_sent_after_a_page_names_its_scripts_too() {
    let app = every_mode();
    let paths = ["/out-of-order", "/in-order", "/whole"].into_iter().cycle().take(150);
    let asked = paths.map(|path| tokio::spawn(ask(app.clone(), path.to_owned(), None)));
    let answers: Vec<_> = join_all(asked).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(all_wrong(&answers), [""; 0]);
    let short: Vec<_> = answers.iter().filter(|answer| answer.scripts().count() < 2).map(|answer| &answer.text).collect();
    assert_eq!(short, [""; 0], "what was waited for is sent in scripts");
}
