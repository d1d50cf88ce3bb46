//! Files of the site, and the page that says so where there is none.
//!
//! Leptos has a handler for both. With a file it sends the status and headers of whatever page its thread began to render
//! last, and takes the headers away from that page: pages lost their policy and where to redirect to, style sheets were
//! answered with 404.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use leptos::prelude::LeptosOptions;
use leptos_axum::{render_app_async_with_context, site_pkg_dir_service};
use muster_app::shell;

use crate::middleware::provide_nonce;

pub(crate) async fn file_or_page(State(options): State<LeptosOptions>, request: Request) -> Response {
    match site_pkg_dir_service(&options).try_call(asked_file(&request)).await {
        Ok(file) if file.status() == StatusCode::OK => file.into_response(),
        _ => not_found(options, request).await,
    }
}

/// The whole file, packed as the browser likes. Whether it is newer than the browser's is not asked: files of an image may
/// all have one date.
fn asked_file(request: &Request) -> Request {
    let mut file = Request::new(Body::empty());
    file.uri_mut().clone_from(request.uri());
    if let Some(packed) = request.headers().get(header::ACCEPT_ENCODING) {
        file.headers_mut().insert(header::ACCEPT_ENCODING, packed.clone());
    }
    file
}

async fn not_found(options: LeptosOptions, request: Request) -> Response {
    let mut page = render_app_async_with_context(provide_nonce, move || shell(options.clone()))(request).await;
    if page.status() == StatusCode::OK {
        *page.status_mut() = StatusCode::NOT_FOUND;
    }
    page
}
