//! A write comes from our own pages only. Session cookies are SameSite=Lax; this closes what that leaves open.

use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

pub(crate) async fn same_origin(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if reads || comes_from_here(request.headers()) {
        return next.run(request).await;
    }
    (StatusCode::FORBIDDEN, "This request came from another site.\n").into_response()
}

/// Browsers name the origin of every write; a program that sends none has no cookie to abuse.
fn comes_from_here(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value: &axum::http::HeaderValue| value.to_str().ok());
    let Some(origin) = text(header::ORIGIN) else { return true };
    let site = origin.split_once("://").map_or(origin, |(_, site)| site);
    text(header::HOST) == Some(site)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(origin: Option<&str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, "console.example:3000".parse().unwrap());
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, origin.parse().unwrap());
        }
        headers
    }

    #[test]
    fn only_our_own_origin_may_write() {
        assert!(comes_from_here(&headers(None)));
        assert!(comes_from_here(&headers(Some("https://console.example:3000"))));
        assert!(!comes_from_here(&headers(Some("https://evil.example"))));
        assert!(!comes_from_here(&headers(Some("null"))));
    }
}
