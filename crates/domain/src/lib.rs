//! The words of Muster: ids, money, months, subsets, workflows and their rules, reports, permissions, and the
//! plain shapes that pages are sent. Pure: no I/O, no clock, no async; compiled for the server and for wasm.
//!
//! Every other crate speaks in these types, and this one names none of them (see ARCHITECTURE.md).

pub mod account;
pub mod analysis;
pub mod association;
pub mod charge;
pub mod connection;
pub mod credit;
pub mod customer;
pub mod enrollment;
pub mod expression;
pub mod feature;
pub mod filter;
pub mod ids;
pub mod money;
pub mod period;
pub mod permission;
pub mod report;
pub mod schedule;
#[cfg(feature = "schema")]
pub mod schema;
pub mod split;
pub mod spreadsheet;
pub mod subset;
pub mod ticket;
pub mod view;
pub mod workflow;

pub use account::AccountId;
pub use ids::{
    ChargeId, CustomerLinkId, DeliveryId, ImportId, InvitationId, JobId, MailId, ManagementAccountId, NotificationId,
    OrganizationId, ReportId, SavedViewId, ScheduleId, SubsetId, TicketId, TokenId, UserId, WorkflowId,
};
pub use money::Money;
pub use period::{Month, Period};
