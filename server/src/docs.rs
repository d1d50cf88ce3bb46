//! `/api/docs`: the description of the HTTP API as a page, made here, so that it is there in a closed network and needs
//! no script.

use std::sync::OnceLock;

use axum::extract::State;
use axum::response::Html;
use leptos::prelude::LeptosOptions;
use muster_app::api_docs;

pub(crate) async fn page(State(options): State<LeptosOptions>) -> Html<&'static str> {
    static PAGE: OnceLock<String> = OnceLock::new();
    Html(PAGE.get_or_init(|| api_docs::render(&options, crate::rest::document())))
}
