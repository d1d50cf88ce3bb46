//! Tickets of an organization.

use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::ticket::TicketKind;
use muster_domain::view::tickets::{TicketDetail, TicketRow};
use muster_domain::{OrganizationId, TicketId};

use super::{Access, Endpoint};
use crate::error::ApiError;

/// Every server function of this file. What a kind of ticket asks for beyond reading, `service` knows.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint::new("/api/pages/tickets/list", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/tickets/find", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/tickets/ask", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/tickets/comment", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/tickets/withdraw", Access::Member(Permission::Read)),
];

#[server(prefix = "/api/pages", endpoint = "tickets/list")]
pub async fn list(org: OrganizationId) -> Result<Vec<TicketRow>, ApiError> {
    Ok(muster_service::tickets::list(&super::context()?, org).await?)
}

#[server(prefix = "/api/pages", endpoint = "tickets/find")]
pub async fn find(org: OrganizationId, id: TicketId) -> Result<TicketDetail, ApiError> {
    Ok(muster_service::tickets::find(&super::context()?, org, id).await?)
}

/// Asks for what a text says all about, or that needs none.
#[server(prefix = "/api/pages", endpoint = "tickets/ask")]
pub async fn ask(org: OrganizationId, kind: TicketKind, #[server(default)] text: String) -> Result<(), ApiError> {
    use muster_domain::ticket::Request;
    let request = match kind {
        TicketKind::EnableSubsets => Request::EnableSubsets,
        TicketKind::CustomWorkflow => Request::CustomWorkflow { text },
        TicketKind::Question => Request::Question { text },
        TicketKind::StrategyCall | TicketKind::AssociateWorkflows | TicketKind::EndCustomer => {
            return Err(ApiError::invalid("kind", "this is asked for on a page of its own"));
        }
    };
    let asked = muster_service::tickets::ask(&super::context()?, org, request).await?;
    leptos_axum::redirect(&asking::leads_to(org, asked));
    Ok(())
}

#[server(prefix = "/api/pages", endpoint = "tickets/comment")]
pub async fn comment(org: OrganizationId, id: TicketId, text: String) -> Result<(), ApiError> {
    Ok(muster_service::tickets::comment(&super::context()?, org, id, &text).await?)
}

#[server(prefix = "/api/pages", endpoint = "tickets/withdraw")]
pub async fn withdraw(org: OrganizationId, id: TicketId) -> Result<(), ApiError> {
    Ok(muster_service::tickets::withdraw(&super::context()?, org, id).await?)
}

#[cfg(feature = "ssr")]
mod asking {
    use muster_domain::OrganizationId;
    use muster_service::tickets::Asked;

    use crate::routes::{self, Section};

    /// To the ticket, or to what was granted without one.
    pub(super) fn leads_to(org: OrganizationId, asked: Asked) -> String {
        match asked {
            Asked::Ticket(id) => routes::ticket(org, id),
            Asked::Granted => Section::Subsets.of(org),
        }
    }
}
