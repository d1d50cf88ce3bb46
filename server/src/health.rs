//! `/healthz`: the process answers. `/readyz`: the database and the data folder do.

use axum::extract::State;
use axum::http::StatusCode;
use muster_service::Muster;

pub(crate) async fn process() -> &'static str {
    "ok\n"
}

pub(crate) async fn ready(State(muster): State<Muster>) -> (StatusCode, String) {
    match muster.ready().await {
        Ok(()) => (StatusCode::OK, "ready\n".to_owned()),
        Err(reason) => (StatusCode::SERVICE_UNAVAILABLE, format!("{reason}\n")),
    }
}
