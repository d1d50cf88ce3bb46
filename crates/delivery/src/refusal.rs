//! Why AWS, or a store that speaks its language, did not do what it was asked: by its codes, since its texts are for people.

use std::error::Error;
use std::io;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error(
        "this server has no AWS credentials that count: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run it under a role"
    )]
    NoIdentity,
    #[error("the role cannot be assumed: {0}")]
    Role(String),
    #[error("no such bucket")]
    NoBucket,
    #[error("the bucket is in another region{}", region(.0))]
    OtherRegion(Option<String>),
    #[error("access denied: it cannot be listed")]
    List,
    #[error("access denied: it cannot be read")]
    Read,
    #[error("access denied: it may not be written; allow s3:PutObject on it")]
    Write,
    #[error("access denied: the KMS key that encrypts it cannot be used")]
    Key,
    #[error("gone, or replaced while it was read")]
    Changed,
    #[error("the credentials have expired")]
    Expired,
    #[error("no answer: {0}")]
    Unreachable(String),
    /// The connection broke, or the store is busy.
    #[error("{0}")]
    Passing(String),
    #[error("{0}")]
    Other(String),
}

fn region(known: &Option<String>) -> String {
    known.as_ref().map(|region| format!(", {region}")).unwrap_or_default()
}

/// What was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    Assume,
    List,
    Read,
    Write,
}

impl Refusal {
    pub(crate) fn of<E>(asked: Asked, error: &SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        // Credentials are fetched on the way to any request: what they met is found below.
        let causes = || std::iter::successors(Some(error as &dyn Error), |error| (*error).source());
        if let Some(refusal) = causes().find_map(|cause| cause.downcast_ref::<Self>()) {
            return refusal.clone();
        }
        match error {
            SdkError::ServiceError(context) => {
                let said = Said { code: context.err().code(), message: context.err().message(), answer: context.raw() };
                said.refusal(asked)
            }
            SdkError::ResponseError(context) => Said { code: None, message: None, answer: context.raw() }.refusal(asked),
            _ if causes().any(|cause| cause.is::<CredentialsError>()) => Self::NoIdentity,
            _ => Self::Unreachable(causes().last().map(ToString::to_string).unwrap_or_default()),
        }
    }

    /// Whether the same request may be answered if it is sent again.
    pub(crate) fn may_pass(&self) -> bool {
        matches!(self, Self::Passing(_) | Self::Unreachable(_))
    }
}

/// An answer that refuses.
struct Said<'a> {
    code: Option<&'a str>,
    message: Option<&'a str>,
    answer: &'a HttpResponse,
}

impl Said<'_> {
    fn refusal(&self, asked: Asked) -> Refusal {
        let status = self.answer.status().as_u16();
        match self.code.unwrap_or_default() {
            // Of the server itself; nothing is wrong with the role.
            "InvalidClientTokenId" | "UnrecognizedClientException" | "SignatureDoesNotMatch" | "ExpiredToken"
                if asked == Asked::Assume =>
            {
                Refusal::NoIdentity
            }
            "NoSuchBucket" => Refusal::NoBucket,
            "NoSuchKey" | "PreconditionFailed" | "InvalidRange" => Refusal::Changed,
            "PermanentRedirect" | "TemporaryRedirect" | "AuthorizationHeaderMalformed" | "IllegalLocationConstraintException" => {
                Refusal::OtherRegion(self.region())
            }
            "ExpiredToken" | "ExpiredTokenException" | "TokenRefreshRequired" | "RequestExpired" => Refusal::Expired,
            code if code.starts_with("KMS.") => Refusal::Key,
            _ => match (status, asked) {
                (301 | 307 | 308, _) => Refusal::OtherRegion(self.region()),
                (_, Asked::Assume) if status < 500 => Refusal::Role(self.text()),
                (401 | 403, _) if self.message.is_some_and(|message| message.to_ascii_lowercase().contains("kms")) => {
                    Refusal::Key
                }
                (401 | 403, Asked::List) => Refusal::List,
                (401 | 403, Asked::Read) => Refusal::Read,
                (401 | 403, Asked::Write) => Refusal::Write,
                // An answer to no other question has no body to say it.
                (404 | 412 | 416, Asked::Read) => Refusal::Changed,
                (404, Asked::List | Asked::Write) => Refusal::NoBucket,
                (429 | 500.., _) => Refusal::Passing(self.text()),
                _ => Refusal::Other(self.text()),
            },
        }
    }

    /// Said beside the answer, or in it: `the region 'us-east-1' is wrong; expecting 'eu-central-1'`.
    fn region(&self) -> Option<String> {
        let in_message = || self.message?.split_once("expecting '")?.1.split('\'').next();
        self.answer.headers().get("x-amz-bucket-region").or_else(in_message).map(str::to_owned)
    }

    fn text(&self) -> String {
        match (self.code, self.message) {
            (Some(code), Some(message)) => format!("{code}: {message}"),
            (Some(text), None) | (None, Some(text)) => text.to_owned(),
            (None, None) => format!("HTTP {}", self.answer.status().as_u16()),
        }
    }
}

impl From<Refusal> for io::Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Changed => Self::new(io::ErrorKind::StaleNetworkFileHandle, refusal),
            other => Self::other(other),
        }
    }
}

/// What a store said, where it was a store of ours.
pub(crate) fn inside(error: &io::Error) -> Option<&Refusal> {
    error.get_ref()?.downcast_ref()
}
