//! Headers that tell a browser to distrust what we did not send.

use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use leptos::config::LeptosOptions;
use leptos::nonce::use_nonce;
use leptos::prelude::{IntoView, use_context};
use leptos_axum::ResponseOptions;
use muster_app::shell;

/// Where cargo-leptos says that a page is to be loaded again.
const RELOADS: &str = "ws://127.0.0.1:3001 ws://localhost:3001";

/// The document around a page. Hydration starts from inline scripts, which Leptos gives a nonce; the page's policy
/// names it and allows no other.
pub(crate) fn guarded_shell(options: LeptosOptions) -> impl IntoView {
    if let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>()) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy(&format!(" 'nonce-{nonce}'")));
    }
    shell(options)
}

/// Whatever is answered; what is no page of the console has no inline script.
pub(crate) async fn guard_headers(request: Request, next: Next) -> Response {
    let is_page = !request.uri().path().starts_with("/pkg/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert_with(|| policy(""));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    if is_page {
        // Pages hold money: no shared cache, and none after sign-out.
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    }
    response
}

/// Hydration compiles wasm. Bars are as long as their `style` says, and a nonce cannot be given to an attribute: styles
/// run nothing, and reach no other address than ours.
fn policy(inline: &str) -> HeaderValue {
    let reloads = if std::env::var_os("LEPTOS_WATCH").is_some() { RELOADS } else { "" };
    let policy = format!(
        "default-src 'self'; script-src 'self'{inline} 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
         connect-src 'self' {reloads}; object-src 'none'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
    );
    HeaderValue::try_from(policy).unwrap_or_else(|_| HeaderValue::from_static("default-src 'self'"))
}
