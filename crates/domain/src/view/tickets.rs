//! Tickets as the organization that asked sees them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ticket::{Request, TicketKind, TicketState};
use crate::{OrganizationId, TicketId};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TicketRow {
    pub id: TicketId,
    pub organization: OrganizationId,
    pub organization_name: String,
    pub kind: TicketKind,
    pub state: TicketState,
    /// In one line, what is asked.
    pub title: String,
    /// Name of who asked.
    pub requested_by: String,
    /// Name of who of the support staff took it.
    pub assignee: Option<String>,
    /// What was said about it, the decision included.
    pub comments: u64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// How long it is open, or was until it was decided.
    pub age_minutes: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TicketDetail {
    pub row: TicketRow,
    /// As composed on the day of asking.
    pub text: String,
    pub request: Request,
    /// In the order in which it was said.
    pub said: Vec<Said>,
    /// Whether the person who asks may take it back.
    pub may_withdraw: bool,
}

/// A comment, or a decision with what was said to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Said {
    pub by: String,
    /// Whether support said it.
    pub support: bool,
    pub text: String,
    /// What the ticket became with it.
    pub became: Option<TicketState>,
    pub at: DateTime<Utc>,
}

/// `3 d`, `5 h`, `12 min`: the largest unit tells enough.
pub fn age(minutes: u64) -> String {
    match minutes {
        0..60 => format!("{minutes} min"),
        60..1440 => format!("{} h", minutes / 60),
        _ => format!("{} d", minutes / 1440),
    }
}

#[cfg(test)]
mod tests {
    use super::age;

    #[test]
    fn an_age_is_told_in_its_largest_unit() {
        assert_eq!([0, 59, 60, 1439, 1440, 100_000].map(age), ["0 min", "59 min", "1 h", "23 h", "1 d", "69 d"]);
    }
}
