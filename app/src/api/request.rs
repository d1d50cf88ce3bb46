//! The request behind a server function: who asks, and the status that is answered.

use axum::http::{StatusCode, header, request::Parts};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use muster_service::{Ctx, Error};

use crate::error::ApiError;

/// Who asks. The server's session layer put it into the request's extensions.
///
/// # Errors
/// `NotSignedIn` where that layer is missing: without it nobody is known.
pub(crate) fn context() -> Result<Ctx, ApiError> {
    let parts = use_context::<Parts>().ok_or(ApiError::NotSignedIn)?;
    parts.extensions.get::<Ctx>().cloned().ok_or(ApiError::NotSignedIn)
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        let error = match error {
            Error::NotSignedIn => Self::NotSignedIn,
            Error::Forbidden(permission) => Self::Forbidden(permission),
            Error::NotFound => Self::NotFound,
            Error::NotEnabled(feature) => Self::NotEnabled(feature),
            Error::Invalid(refusals) => Self::Invalid(refusals),
            Error::Conflict(reason) => Self::Conflict(reason),
            Error::CodeNeeded(_) => Self::Conflict(error.to_string()),
            Error::Wait(_) => Self::Wait(error.to_string()),
            Error::Internal(cause) => internal(&cause),
        };
        answer_with_status(&error);
        error
    }
}

/// The cause goes to the log, its request id to the visitor.
pub(crate) fn internal(cause: &dyn std::fmt::Display) -> ApiError {
    let request = context().map(|ctx| ctx.request_id().to_owned()).unwrap_or_default();
    tracing::error!(%request, %cause, "a server function failed");
    ApiError::Internal { request }
}

/// A call over HTTP is answered with the error's status. A form without script is answered with a redirect to its
/// page, and a page that is being rendered takes its status from the failure that it shows.
pub(crate) fn answer_with_status(error: &ApiError) {
    let (Some(parts), Some(response)) = (use_context::<Parts>(), use_context::<ResponseOptions>()) else { return };
    let accept = parts.headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    if parts.uri.path().starts_with("/api/") && !accept.contains("text/html") {
        response.set_status(StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
    }
}
