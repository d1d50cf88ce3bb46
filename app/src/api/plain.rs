//! Forms that are sent before or without WebAssembly: the browser then waits for a page, not for an answer, and
//! what was typed must come back with that page.

use axum::http::{header, request::Parts};
use leptos::prelude::use_context;
use leptos_router::params::ParamsMap;
use serde::Serialize;

/// The name that a page finds its state under in the address.
pub(crate) const PARAM: &str = crate::query::DRAFT;

/// Whether the browser itself sent the form.
pub(crate) fn sent_by_browser() -> bool {
    let Some(parts) = use_context::<Parts>() else { return false };
    let accept = parts.headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    parts.uri.path().starts_with("/api/") && accept.contains("text/html")
}

/// Sends the browser back to the form's page with its state in the address; `at` is the id of the element to begin
/// reading from.
pub(crate) fn send_back(page: &str, state: &impl Serialize, at: &str) -> Result<(), serde_json::Error> {
    let mut query = ParamsMap::new();
    query.insert(PARAM, serde_json::to_string(state)?);
    leptos_axum::redirect(&format!("{page}{}#{at}", query.to_query_string()));
    Ok(())
}
