//! `/healthz`: the process answers. `/readyz`: the database and the data folder do.

use axum::extract::State;
use axum::http::StatusCode;
use muster_engine::place;
use muster_service::Muster;
use muster_store::Store;

pub(crate) async fn process() -> &'static str {
    "ok\n"
}

pub(crate) async fn ready(State(muster): State<Muster>, State(store): State<Store>) -> (StatusCode, String) {
    match why_not_ready(&muster, &store).await {
        None => (StatusCode::OK, "ready\n".to_owned()),
        Some(reason) => (StatusCode::SERVICE_UNAVAILABLE, format!("{reason}\n")),
    }
}

/// Why it is not ready.
async fn why_not_ready(muster: &Muster, store: &Store) -> Option<String> {
    if let Err(error) = store.ping().await {
        tracing::error!(%error, "the database does not answer");
        return Some("the database does not answer".to_owned());
    }
    let probe = muster.settings().data.join(".ready");
    let written = tokio::task::spawn_blocking(move || place::write(&probe, b"")).await;
    let error = written.unwrap_or_else(|error| Err(std::io::Error::other(error))).err()?;
    tracing::error!(%error, "the data folder cannot be written");
    Some(format!("the data folder cannot be written: {}", error.kind()))
}
