//! Addresses of what is charged: associations, months, and what end customers see.

use muster_domain::ticket::TicketKind;
use muster_domain::view::customers::By;
use muster_domain::{CustomerLinkId, Month, OrganizationId, SubsetId, WorkflowId};

use super::Section;

/// Names of what the form of associations begins with.
pub const SUBSET: &str = "subset";
pub const WORKFLOW: &str = "workflow";

/// The form of associations, for a workflow's newest version on the subset that an older one charges.
pub fn adopt(org: OrganizationId, subset: SubsetId, workflow: WorkflowId) -> String {
    format!("{}?{SUBSET}={subset}&{WORKFLOW}={workflow}", Section::Associations.of(org))
}

/// The ticket that asks for it, where support approves.
pub fn ask_to_adopt(org: OrganizationId, subset: SubsetId, workflow: WorkflowId) -> String {
    let form = super::new_ticket_of(org, TicketKind::AssociateWorkflows);
    format!("{form}?{SUBSET}={subset}&{WORKFLOW}={workflow}")
}

/// Names of what a customer's overview is asked for.
pub const SOURCE: &str = "source";
pub const BY: &str = "by";

/// The overview's parts as a file; a link to it needs `rel="external"`.
pub fn charges_download(org: OrganizationId, (source, month, by): (CustomerLinkId, Month, By)) -> String {
    format!("{}/download?{SOURCE}={source}&month={month}&{BY}={}", Section::Charges.of(org), by.name())
}

pub fn statement(org: OrganizationId, (source, month): (CustomerLinkId, Month)) -> String {
    format!("{}/{source}/{month}", Section::Statements.of(org))
}

/// The statement's cells; a link to it needs `rel="external"`.
pub fn statement_download(org: OrganizationId, of: (CustomerLinkId, Month)) -> String {
    format!("{}/download", statement(org, of))
}

pub fn month(org: OrganizationId, month: Month) -> String {
    format!("{}/{month}", Section::Months.of(org))
}
