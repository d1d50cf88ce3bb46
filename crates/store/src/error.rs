//! What can go wrong with a query, told apart as far as somebody acts on it.

/// Why the store did not do it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The value is taken already; nothing was written.
    #[error("{0:?} is taken already")]
    Taken(Unique),
    /// A row that the written one refers to is not there (any more), or is still referred to.
    #[error("a row that this one depends on is missing, or is still in use")]
    Dangling,
    /// A value in the database is not what this version of Muster writes.
    #[error("the database holds a value that cannot be read: {0}")]
    Corrupt(String),
    #[error("the database did not answer: {0}")]
    Database(#[source] sqlx::Error),
}

/// What must be unique, by the name of its index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unique {
    UserEmail,
    ManagementAccountDigits,
    SubsetName,
    SubsetMember,
    WorkflowName,
    /// An address is invited once into an organization.
    Invitation,
    /// Somebody's views of a page.
    AnalysisViewName,
    /// A primary key: an id was used twice.
    Id,
}

/// Index names beside what they mean. SQLite names columns instead, so both are listed.
const INDEXES: [(&str, &str, Unique); 7] = [
    ("users_email", "users.email", Unique::UserEmail),
    ("management_accounts_digits", "management_accounts.account_id", Unique::ManagementAccountDigits),
    ("subsets_name", "subsets.name_key", Unique::SubsetName),
    ("subset_members_open", "subset_members.account_id", Unique::SubsetMember),
    ("workflows_name", "workflows.name_key", Unique::WorkflowName),
    ("invitations_email", "invitations.email", Unique::Invitation),
    ("analysis_views_name", "analysis_views.name_key", Unique::AnalysisViewName),
];

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        let sqlx::Error::Database(database) = &error else {
            return match error {
                sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => Self::Corrupt(error.to_string()),
                other => Self::Database(other),
            };
        };
        if database.is_foreign_key_violation() {
            return Self::Dangling;
        }
        if database.is_unique_violation() {
            return Self::Taken(which(database.constraint(), database.message()));
        }
        Self::Database(error)
    }
}

fn which(constraint: Option<&str>, message: &str) -> Unique {
    let named = |(index, column, _): &&(&str, &str, Unique)| constraint == Some(*index) || message.contains(column);
    INDEXES.iter().find(named).map_or(Unique::Id, |(_, _, unique)| *unique)
}
