//! The whole router on one screen: pages and server functions, the plain HTTP beside them, and the layers around.

use std::sync::LazyLock;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use leptos::prelude::LeptosOptions;
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list};
use muster_app::{App, shell};
use muster_service::Muster;
use muster_store::Store;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::trace::TraceLayer;
use tower_sessions::cookie::{SameSite, time::Duration};
use tower_sessions::{Expiry, SessionManagerLayer};

use crate::files::file_or_page;
use crate::metrics::Metrics;
use crate::middleware::{guard_headers, know_actor, provide_nonce, same_origin};
use crate::sessions::Sessions;
use crate::{docs, downloads, health, metrics, rest, unsubscribe, upload};

const SESSION_DAYS: i64 = 14;

#[derive(Clone, FromRef)]
pub(crate) struct AppState {
    pub(crate) muster: Muster,
    pub(crate) store: Store,
    pub(crate) leptos: LeptosOptions,
    pub(crate) metrics: Metrics,
}

/// What the cookie may travel over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Transport {
    Http,
    Https,
}

/// What is set beside the state.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outside {
    pub(crate) transport: Transport,
    pub(crate) limits: rest::Limits,
}

pub(crate) fn router(state: AppState, sessions: Sessions, outside: Outside) -> Router {
    let muster = state.muster.clone();
    let options = state.leptos.clone();
    Router::new()
        .route(
            "/organizations/{org}/management-accounts/{account}/upload",
            post(upload::upload).layer(DefaultBodyLimit::disable()),
        )
        .route("/organizations/{org}/management-accounts/{account}/template", get(downloads::template))
        .route("/organizations/{org}/reports/{report}/download", get(downloads::report))
        .route("/organizations/{org}/reports/{report}/explain", get(downloads::explain))
        .route("/organizations/{org}/reports/{report}/bill", get(downloads::bill))
        .route("/organizations/{org}/subsets/download", get(downloads::subset_list))
        .route("/organizations/{org}/analysis/download", get(downloads::analysis))
        .route("/organizations/{org}/charge-analysis/download", get(downloads::charge_analysis))
        .route("/organizations/{org}/audit/download", get(downloads::audit))
        .route("/organizations/{org}/charges/download", get(downloads::charges))
        .route("/organizations/{org}/statements/{source}/{month}/download", get(downloads::statement))
        .route("/organizations/{org}/workflows/{workflow}/download", get(downloads::workflow))
        .route("/unsubscribe/{link}", post(unsubscribe::one_click))
        .leptos_routes_with_context(&state, pages(), provide_nonce, move || shell(options.clone()))
        .fallback(file_or_page)
        .layer(from_fn_with_state(muster, know_actor))
        .layer(session_layer(sessions, outside.transport))
        .layer(from_fn(same_origin))
        .nest("/api/v1", rest::router(&state, outside.limits))
        .route("/api/docs", get(docs::page))
        .route("/healthz", get(health::process))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics::show))
        .layer(from_fn_with_state(state.metrics.clone(), metrics::measure))
        .layer(from_fn(guard_headers))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::new())
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(TraceLayer::new_for_http())
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .with_state(state)
}

/// Every page's address, found once per process. While Leptos looks for them it keeps whatever page is rendered anywhere
/// in the process from loading its data, for ever: a second router, made while the first answers, would let pages hang.
pub(crate) fn pages() -> Vec<AxumRouteListing> {
    static PAGES: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| generate_route_list(App));
    PAGES.clone()
}

fn session_layer(sessions: Sessions, transport: Transport) -> SessionManagerLayer<Sessions> {
    SessionManagerLayer::new(sessions)
        .with_name("muster")
        .with_secure(transport == Transport::Https)
        .with_same_site(SameSite::Lax)
        .with_expiry(Expiry::OnInactivity(Duration::days(SESSION_DAYS)))
}
