//! A caller that cannot read what there is to answer is told so before anything is done.

use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::problem::Problem;

const JSON: &str = "application/json";

pub(super) async fn readable(request: Request, next: Next) -> Response {
    let accept = request.headers().get_all(header::ACCEPT).iter().filter_map(|accept| accept.to_str().ok());
    let accept = accept.collect::<Vec<_>>().join(",");
    let is_file = ["/download", "/explain"].iter().any(|end| request.uri().path().ends_with(end));
    if !accept.is_empty() && !is_file && !allows(&accept, JSON) {
        return Problem::new(StatusCode::NOT_ACCEPTABLE, "the answer is application/json, which Accept rules out")
            .into_response();
    }
    let response = next.run(request).await;
    // A file's type is known when it is there; to send it changes nothing.
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or(JSON);
    let essence = kind.split(';').next().unwrap_or_default().trim().to_owned();
    if is_file && response.status().is_success() && !accept.is_empty() && !allows(&accept, &essence) {
        return Problem::new(StatusCode::NOT_ACCEPTABLE, format!("the file is {essence}, which Accept rules out"))
            .into_response();
    }
    response
}

/// Whether a type is among those that `Accept` lists (RFC 9110, 12.5.1); of what speaks of it, the closest counts.
fn allows(accept: &str, kind: &str) -> bool {
    let main = kind.split('/').next().unwrap_or_default();
    let closeness = |range: &str| match range {
        "*/*" | "*" => Some(0),
        range if range.strip_suffix("/*") == Some(main) => Some(1),
        range if range == kind => Some(2),
        _ => None,
    };
    let ranges = accept.split(',').filter_map(|part| {
        let mut words = part.split(';').map(str::trim);
        let closeness = closeness(&words.next()?.to_ascii_lowercase())?;
        let is_refused = words.any(|word| word.strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0_f32)));
        Some((closeness, !is_refused))
    });
    ranges.max().is_some_and(|(_, is_allowed)| is_allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_range_counts() {
        for accept in ["*/*", "application/*", "text/html, application/json;q=0.2", "application/json, */*;q=0"] {
            assert!(allows(accept, JSON), "{accept}");
        }
        for accept in ["text/html", "application/xml", "text/*", "*/*, application/json;q=0", "*/*;q=0.0"] {
            assert!(!allows(accept, JSON), "{accept}");
        }
    }
}
