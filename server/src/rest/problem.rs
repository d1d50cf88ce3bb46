//! What is answered instead of what was asked for: `application/problem+json` (RFC 9457).

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use muster_domain::workflow::Refusal;
use muster_service::Error;
use schemars::JsonSchema;
use serde::Serialize;

/// Why a request was not answered as it wished. It becomes a body in [`finish`], which knows the request.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    detail: String,
    errors: Vec<Refusal>,
    headers: Vec<(HeaderName, HeaderValue)>,
    /// Signing in would help; a token of an organization may have been shown.
    wants_a_person: bool,
}

/// The body of a problem.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
pub(super) struct ProblemBody {
    /// Where the kind of problem is described.
    #[serde(rename = "type")]
    kind: String,
    title: String,
    status: u16,
    /// What is wrong here, for a person.
    detail: String,
    /// What is refused, by field: a JSON path in the body, or a parameter's name; empty for the whole.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(default)]
    errors: BTreeMap<String, Vec<String>>,
    /// Names the request in the server's log.
    request_id: String,
}

impl Problem {
    pub(super) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self { status, detail: detail.into(), errors: Vec::new(), headers: Vec::new(), wants_a_person: false }
    }

    /// One field that is refused; an empty one is the body as a whole.
    pub(super) fn invalid(field: impl Into<String>, reason: impl Into<String>) -> Self {
        Error::invalid(field, reason).into()
    }

    pub(super) fn not_found() -> Self {
        Error::NotFound.into()
    }

    pub(super) fn not_signed_in() -> Self {
        Error::NotSignedIn.into()
    }

    /// A failure of ours: the cause goes to the log, beside the request's id.
    pub(super) fn internal(cause: impl std::fmt::Display) -> Self {
        Error::Internal(cause.to_string()).into()
    }

    pub(super) fn with(mut self, name: HeaderName, value: impl ToString) -> Self {
        if let Ok(value) = HeaderValue::from_str(&value.to_string()) {
            self.headers.push((name, value));
        }
        self
    }

    fn body(self, request_id: String) -> ProblemBody {
        let mut errors: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for refusal in self.errors {
            errors.entry(refusal.path).or_default().push(refusal.reason);
        }
        let title = self.status.canonical_reason().unwrap_or("Problem").to_owned();
        let kind = format!("/api/docs#{}", title.to_lowercase().replace(' ', "-"));
        ProblemBody { kind, title, status: self.status.as_u16(), detail: self.detail, errors, request_id }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let status = crate::downloads::status(&error);
        let detail = error.to_string();
        match error {
            Error::Internal(cause) => {
                tracing::error!(%cause, "a request of the HTTP API failed");
                Self::new(status, "something went wrong on our side")
            }
            Error::Invalid(errors) => Self { errors, ..Self::new(status, detail) },
            Error::NotSignedIn => {
                let detail = "show a token: Authorization: Bearer <token>";
                Self { wants_a_person: true, ..Self::new(status, detail) }.with(header::WWW_AUTHENTICATE, "Bearer")
            }
            Error::Forbidden(permission) => Self::new(status, format!("this needs the permission {}", permission.name())),
            Error::CodeNeeded(_) => {
                let reason = "a one-time code, or a recovery code, is needed too".to_owned();
                let errors = vec![Refusal { path: "totp".to_owned(), reason }];
                Self { errors, ..Self::new(status, detail) }
            }
            Error::Wait(left) => Self::new(status, detail).with(header::RETRY_AFTER, left.num_seconds().max(1)),
            Error::NotFound | Error::NotEnabled(_) | Error::Conflict(_) => Self::new(status, detail),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Gives every refusal its body: ours, and those that the router or a layer made without one.
pub(super) async fn finish(request: Request, next: Next) -> Response {
    let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default().to_owned();
    let shows_token = request.headers().contains_key(header::AUTHORIZATION);
    let mut response = next.run(request).await;
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let mut problem = response.extensions_mut().remove::<Problem>().unwrap_or_else(|| Problem::new(status, said_of(status)));
    if problem.wants_a_person && shows_token && response.extensions().get::<Unknown>().is_none() {
        problem = Problem::new(StatusCode::FORBIDDEN, "this is for whoever signed in: use the token of POST /session");
    }
    let headers = problem.headers.clone();
    let mut finished = (problem.status, Json(problem.body(id))).into_response();
    for name in [header::CONTENT_LENGTH, header::CONTENT_TYPE] {
        response.headers_mut().remove(name);
    }
    finished.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    finished.headers_mut().extend(response.headers().clone());
    for (name, value) in headers {
        finished.headers_mut().insert(name, value);
    }
    finished
}

/// Marks the answer to a token that is none, so that it is not taken for one of the wrong kind.
#[derive(Clone, Copy)]
pub(super) struct Unknown;

fn said_of(status: StatusCode) -> &'static str {
    match status {
        StatusCode::NOT_FOUND => "there is no such address; /api/docs lists them all",
        StatusCode::METHOD_NOT_ALLOWED => "this address does not take this method; see the header Allow",
        StatusCode::PAYLOAD_TOO_LARGE => "the body is too large",
        _ if status.is_server_error() => "something went wrong on our side",
        _ => "this request cannot be answered",
    }
}
