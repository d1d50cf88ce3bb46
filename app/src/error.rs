//! The only error on the wire between a page and the server: one variant per thing a page shows differently.

use muster_domain::feature::Feature;
use muster_domain::permission::Permission;
use muster_domain::workflow::Refusal;
use serde::{Deserialize, Serialize};
use server_fn::codec::JsonEncoding;
use server_fn::error::{FromServerFnError, ServerFnErrorErr};

/// Why a server function gave no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum ApiError {
    #[error("Your session has ended. Sign in again.")]
    NotSignedIn,
    /// Member of the organization, but without this permission.
    #[error("You are not permitted to do this. Ask an administrator of the organization.")]
    Forbidden(Permission),
    /// Does not exist, or belongs to an organization of somebody else: the two cannot be told apart.
    #[error("It does not exist, or not for you.")]
    NotFound,
    /// The organization can ask for it.
    #[error("{} are not enabled for this organization. An administrator can ask support for them.", .0.label())]
    NotEnabled(Feature),
    /// The path of a refusal is the name of the form's field; empty when it is about the whole form.
    #[error("{}", sentence(.0))]
    Invalid(Vec<Refusal>),
    #[error("{0}")]
    Conflict(String),
    /// It was tried too often; the text says how long to wait.
    #[error("{}", as_sentence(.0))]
    Wait(String),
    /// The request id is in the server's log, beside the cause.
    #[error("Something went wrong on our side. If it happens again, report it with the number {request}.")]
    Internal { request: String },
    #[error("The console could not be reached. Check your connection and try again.")]
    Unreachable,
}

impl ApiError {
    /// The HTTP status that says the same.
    pub fn status(&self) -> u16 {
        match self {
            Self::NotSignedIn => 401,
            Self::Forbidden(_) => 403,
            Self::NotFound => 404,
            Self::Invalid(_) => 422,
            Self::Conflict(_) | Self::NotEnabled(_) => 409,
            Self::Wait(_) => 429,
            Self::Internal { .. } => 500,
            Self::Unreachable => 503,
        }
    }

    /// What is refused about one field of a form: every line of a text that is wrong, say.
    pub fn about(&self, field: &str) -> Option<String> {
        let Self::Invalid(refusals) = self else { return None };
        let about: Vec<_> = refusals.iter().filter(|refusal| refusal.path == field).cloned().collect();
        (!about.is_empty()).then(|| sentence(&about))
    }

    /// A refusal of what somebody typed, made before the service is asked.
    pub fn invalid(field: &str, reason: impl Into<String>) -> Self {
        Self::Invalid(vec![Refusal { path: field.to_owned(), reason: reason.into() }])
    }
}

fn sentence(refusals: &[Refusal]) -> String {
    refusals.iter().map(|refusal| as_sentence(&refusal.reason)).collect::<Vec<_>>().join(" ")
}

/// A reason as it stands on the page: with a capital letter and a full stop.
pub(crate) fn as_sentence(reason: &str) -> String {
    let mut letters = reason.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    let stop = if reason.is_empty() || reason.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{stop}", letters.as_str())
}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        let error = match error {
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => Self::Unreachable,
            ServerFnErrorErr::Args(reason) | ServerFnErrorErr::MissingArg(reason) => Self::invalid("", reason),
            ServerFnErrorErr::Deserialization(_)
            | ServerFnErrorErr::Serialization(_)
            | ServerFnErrorErr::Registration(_)
            | ServerFnErrorErr::UnsupportedRequestMethod(_)
            | ServerFnErrorErr::MiddlewareError(_)
            | ServerFnErrorErr::ServerError(_) => Self::Internal { request: String::new() },
        };
        #[cfg(feature = "ssr")]
        crate::api::answer_with_status(&error);
        error
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_found_by_its_field() {
        let error = ApiError::invalid("email", "This is no e-mail address.");
        assert_eq!(error.about("email").as_deref(), Some("This is no e-mail address."));
        assert_eq!(error.about("password"), None);
        let line = |number| Refusal { path: "text".into(), reason: format!("line {number} is wrong") };
        let lines = ApiError::Invalid(vec![line(1), line(2)]);
        assert_eq!(lines.about("text").as_deref(), Some("Line 1 is wrong. Line 2 is wrong."));
        assert_eq!(error.to_string(), "This is no e-mail address.");
    }

    #[test]
    fn an_error_survives_the_wire() {
        let error = ApiError::Conflict("A subset of that name exists.".into());
        assert_eq!(ApiError::de(error.ser()), error);
    }
}
