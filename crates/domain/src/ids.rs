//! Ids of the console's own things: UUID version 7, so that they sort by time of creation, one newtype per thing,
//! so that a subset's id cannot be passed where a workflow's is wanted.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )+};
}

id! {
    /// A person who can sign in.
    UserId,
    /// A provider or end-customer organization: the boundary that data never crosses.
    OrganizationId,
    /// A connected AWS management account (not its twelve digits: see [`crate::AccountId`]).
    ManagementAccountId,
    /// One delivery of bill files being read into the ledger.
    ImportId,
    /// A named group of linked accounts.
    SubsetId,
    /// A billing workflow; its versions share the id.
    WorkflowId,
    /// A generated report.
    ReportId,
    /// A report that is made again and again.
    ScheduleId,
    /// A report on its way to somebody.
    DeliveryId,
    /// What an organization asks of support.
    TicketId,
    /// A link by which somebody is invited into an organization.
    InvitationId,
    /// A secret by which a program acts for a member.
    TokenId,
    /// Something a person is told.
    NotificationId,
    /// A mail on its way out.
    MailId,
    /// A unit of background work.
    JobId,
    /// What a subset is charged for a month; names the file of its cells.
    ChargeId,
    /// An end customer's sight of one subset's charges.
    CustomerLinkId,
    /// A question of cost analysis that somebody keeps.
    SavedViewId,
}
