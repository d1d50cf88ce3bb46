//! Who belongs to an organization, who is invited, and which programs act for them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::permission::Membership;
use crate::{InvitationId, TokenId, UserId};

/// Whether somebody signs in, or programs act as them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MemberKind {
    Person,
    /// Has no password: programs act as it, by its tokens.
    Service,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MemberRow {
    pub id: UserId,
    pub kind: MemberKind,
    /// Empty for a service user.
    pub email: String,
    pub name: String,
    pub membership: Membership,
    pub since: DateTime<Utc>,
    /// Whether signing in asks for a one-time code too.
    pub second_factor: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InvitationRow {
    pub id: InvitationId,
    pub email: String,
    pub membership: Membership,
    /// Who invited, by name.
    pub by: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    /// What keeps its mail from being sent; `None` once it is.
    pub trouble: Option<String>,
}

/// Everybody, in order of name; invitations only for whoever may invite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MemberList {
    pub members: Vec<MemberRow>,
    pub invitations: Vec<InvitationRow>,
}

/// What an invitation's link opens, for whoever holds the link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationView {
    pub organization: String,
    pub email: String,
    pub by: String,
    pub membership: Membership,
    pub expires_at: DateTime<Utc>,
    pub visitor: Visitor,
}

/// Who holds the link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visitor {
    /// The invited person, signed in.
    Invited,
    /// Nobody is signed in, and nobody has the address yet: they become a person here.
    New,
    /// Nobody is signed in; the address is somebody's.
    Known,
    /// Somebody else, by their address.
    Other(String),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TokenRow {
    pub id: TokenId,
    pub name: String,
    /// Its last four characters.
    pub ending: String,
    pub user: UserId,
    /// For whom it acts, by name.
    pub owner: String,
    pub created_at: DateTime<Utc>,
    /// `None`: until it is revoked.
    pub expires_at: Option<DateTime<Utc>>,
    pub used_at: Option<DateTime<Utc>>,
    /// The network address it was last used from.
    pub used_from: String,
}

/// What is shown once, and kept nowhere that it could be read from again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShownOnce {
    Invitation {
        email: String,
        /// `None`: it was mailed, and whoever has it has the address.
        link: Option<String>,
    },
    /// By which a receiver of webhooks knows who sent them.
    Webhook {
        /// Of the schedule.
        name: String,
        secret: String,
    },
    Token {
        name: String,
        token: String,
    },
    RecoveryCodes(Vec<String>),
}
