//! Headers that tell a browser to distrust what we did not send.

use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

/// Hydration compiles wasm and starts from one inline module, hence the two exceptions for scripts.
const POLICY: &str = "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; \
                      img-src 'self' data:; connect-src 'self' ws://127.0.0.1:3001 ws://localhost:3001; frame-ancestors 'none'; \
                      base-uri 'self'; form-action 'self'";

pub(crate) async fn guard_headers(request: Request, next: Next) -> Response {
    let is_page = !request.uri().path().starts_with("/pkg/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    if is_page {
        // Pages hold money: no shared cache, and none after sign-out.
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    }
    response
}
