//! What a handler answers: a status, and a body that says what it is.

use axum::Json;
use axum::body::Body;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use super::route::{Draft, Gives};

/// 200.
pub(super) struct Found<T>(pub(super) T);

/// 201: it is there now.
pub(super) struct Created<T>(pub(super) T);

/// 202: it will be there; ask again.
pub(super) struct Accepted<T>(pub(super) T);

/// 204.
pub(super) struct Done;

/// One status or the other, for what the installation's policy decides.
pub(super) enum Either<A, B> {
    One(A),
    Other(B),
}

/// A file to take away.
pub(super) struct Download(pub(super) Response);

macro_rules! bodies {
    ($($answer:ident $status:ident $says:literal;)+) => {$(
        impl<T: Serialize> IntoResponse for $answer<T> {
            fn into_response(self) -> Response {
                (StatusCode::$status, Json(self.0)).into_response()
            }
        }

        impl<T: JsonSchema> Gives for $answer<T> {
            fn describe(draft: &mut Draft<'_>) {
                let schema = draft.schemas.subschema_for::<T>();
                let content = json!({ "application/json": { "schema": schema } });
                let status = StatusCode::$status.as_str().to_owned();
                draft.response(&status, json!({ "description": $says, "content": content }));
            }
        }
    )+};
}

bodies! {
    Found OK "As asked";
    Created CREATED "It is there now";
    Accepted ACCEPTED "It will be there: ask again";
}

impl IntoResponse for Done {
    fn into_response(self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }
}

impl Gives for Done {
    fn describe(draft: &mut Draft<'_>) {
        draft.response("204", json!({ "description": "Done" }));
    }
}

impl<A: IntoResponse, B: IntoResponse> IntoResponse for Either<A, B> {
    fn into_response(self) -> Response {
        match self {
            Self::One(answer) => answer.into_response(),
            Self::Other(answer) => answer.into_response(),
        }
    }
}

impl<A: Gives, B: Gives> Gives for Either<A, B> {
    fn describe(draft: &mut Draft<'_>) {
        A::describe(draft);
        B::describe(draft);
    }
}

impl Download {
    pub(super) fn new(filename: &str, body: Body) -> Self {
        let mut response = crate::downloads::send(filename, body);
        response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
        Self(response)
    }
}

impl IntoResponse for Download {
    fn into_response(self) -> Response {
        self.0
    }
}

impl Gives for Download {
    fn describe(draft: &mut Draft<'_>) {
        let file = json!({});
        let content = json!({
            "text/csv": file, "application/gzip": file, "application/vnd.apache.parquet": file,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": file,
        });
        draft.response("200", json!({ "description": "The file", "content": content }));
    }
}
