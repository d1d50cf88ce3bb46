//! What a use case answers when it does not do it. The variants are what a page or the HTTP API tells apart.

use chrono::Duration;
use muster_domain::feature::Feature;
use muster_domain::permission::Permission;
use muster_domain::workflow::Refusal;

use crate::people::HalfSignedIn;

/// Why it was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("sign in first")]
    NotSignedIn,
    /// A member of the organization, without this permission.
    #[error("this needs the permission {0:?}")]
    Forbidden(Permission),
    /// Not there, or not this person's to see.
    #[error("there is no such thing")]
    NotFound,
    /// The organization does not have it; it can ask for it.
    #[error("{} is not enabled for this organization", .0.label())]
    NotEnabled(Feature),
    /// What was sent cannot be accepted; each path is the form's field, or the JSON path in a workflow.
    #[error("not accepted: {}", list(.0))]
    Invalid(Vec<Refusal>),
    /// It cannot be done now, for the reason said.
    #[error("{0}")]
    Conflict(String),
    /// The password is right; a one-time code is asked for too.
    #[error("a one-time code is needed too")]
    CodeNeeded(HalfSignedIn),
    /// It was tried too often; so long nobody looks at another try.
    #[error("too many tries; try again in {}", waiting(.0))]
    Wait(Duration),
    /// Our fault or the machine's; the text is for the log, not for the person.
    #[error("{0}")]
    Internal(String),
}

impl Error {
    /// One field that cannot be accepted.
    pub fn invalid(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Invalid(vec![Refusal { path: path.into(), reason: reason.into() }])
    }

    pub(crate) fn internal(error: impl std::fmt::Display) -> Self {
        Self::Internal(error.to_string())
    }
}

/// In words, rounded up.
fn waiting(wait: &Duration) -> String {
    match wait.num_seconds().max(1) {
        1 => "a second".to_owned(),
        seconds @ 2..=90 => format!("{seconds} seconds"),
        seconds @ 91..=5400 => format!("{} minutes", (seconds + 59) / 60),
        seconds => format!("{} hours", (seconds + 3599) / 3600),
    }
}

fn list(refusals: &[Refusal]) -> String {
    refusals.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

impl From<muster_store::Error> for Error {
    fn from(error: muster_store::Error) -> Self {
        use muster_store::{Error as Store, Unique};
        match error {
            Store::Taken(Unique::SubsetName) => Self::invalid("name", "another subset has this name"),
            Store::Taken(Unique::WorkflowName) => Self::invalid("name", "another workflow has this name"),
            Store::Taken(Unique::ManagementAccountDigits) => Self::invalid("account_id", "this account is connected already"),
            Store::Taken(Unique::UserEmail) => Self::invalid("email", "there is an account with this e-mail already; sign in"),
            Store::Taken(Unique::SubsetMember) => {
                Self::Conflict("an account was assigned elsewhere meanwhile; try again".to_owned())
            }
            Store::Taken(Unique::Invitation) => Self::invalid("email", "this address is invited already; send its link again"),
            Store::Taken(Unique::AnalysisViewName) => Self::invalid("name", "you have a view of this name already"),
            Store::Dangling => Self::Conflict("something it depends on was removed meanwhile".to_owned()),
            Store::Taken(Unique::Id) | Store::Corrupt(_) | Store::Database(_) => Self::internal(error),
        }
    }
}
