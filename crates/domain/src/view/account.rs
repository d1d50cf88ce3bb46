//! One's own account: who one is, where one is signed in, and what guards it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What a person may change of themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub name: String,
    pub email: String,
    /// When the address was shown to be theirs.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// Another address that waits to be confirmed.
    pub waiting: Option<String>,
    /// Whether the installation sends mail.
    pub sends_mail: bool,
    pub two_factor: TwoFactor,
    pub sessions: Vec<SessionRow>,
}

/// A browser that somebody is signed in with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRow {
    /// Not what the browser shows to be let in.
    pub id: String,
    /// What the browser calls itself, in words: `Firefox on Linux`.
    pub device: String,
    /// The network address it was last seen at.
    pub address: String,
    pub created_at: DateTime<Utc>,
    pub seen_at: DateTime<Utc>,
    /// The one that asks.
    pub current: bool,
}

/// Whether signing in asks for a one-time code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TwoFactor {
    Off,
    /// An authenticator is being set up.
    Beginning(Enrolment),
    On {
        since: DateTime<Utc>,
        codes_left: u64,
    },
}

/// What an authenticator needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// An SVG of a QR code.
    pub qr: String,
    /// The same to be typed, in groups of four.
    pub secret: String,
    /// `otpauth://`, for an authenticator on this machine.
    pub address: String,
}
