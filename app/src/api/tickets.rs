//! Tickets of an organization.

use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::ticket::TicketKind;
use muster_domain::view::tickets::{TicketDetail, TicketRow};
use muster_domain::{ManagementAccountId, OrganizationId, TicketId};

use super::{Access, Endpoint};
use crate::error::ApiError;

/// Every server function of this file. What a kind of ticket asks for beyond reading, `service` knows.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint::new("/api/pages/tickets/list", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/tickets/find", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/tickets/ask", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/tickets/associate", Access::Member(Permission::AssociateWorkflow)),
    Endpoint::new("/api/pages/tickets/end-customer", Access::Member(Permission::ManageOrganization)),
    Endpoint::new("/api/pages/tickets/strategy-call", Access::Member(Permission::ManageOrganization)),
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

/// Asks for workflows to charge subsets: in a text, else each `subset:workflow:version` that is not empty.
#[server(prefix = "/api/pages", endpoint = "tickets/associate")]
pub async fn associate(
    org: OrganizationId,
    #[server(default)] from: String,
    #[server(default)] chosen: Vec<String>,
    #[server(default)] text: String,
) -> Result<(), ApiError> {
    use muster_domain::ticket::Request;
    let ctx = super::context()?;
    ctx.allow(org, Permission::AssociateWorkflow).await.map_err(ApiError::from)?;
    let pairs = match text.trim() {
        "" => asking::chosen(&chosen)?,
        text => muster_service::tickets::read_pairs(&ctx, org, text).await?,
    };
    let from = from.parse().map_err(|_| ApiError::invalid("from", "choose a month"))?;
    let asked = muster_service::tickets::ask(&ctx, org, Request::AssociateWorkflows { from, pairs }).await?;
    leptos_axum::redirect(&asking::leads_to(org, asked));
    Ok(())
}

/// Asks for end customers who are to see charges: in a text, else one of a subset that is chosen.
#[server(prefix = "/api/pages", endpoint = "tickets/end-customer")]
pub async fn end_customer(
    org: OrganizationId,
    #[server(default)] subset: String,
    #[server(default)] email: String,
    #[server(default)] organization: String,
    #[server(default)] text: String,
) -> Result<(), ApiError> {
    use muster_domain::ticket::Request;
    let ctx = super::context()?;
    ctx.allow(org, Permission::ManageOrganization).await.map_err(ApiError::from)?;
    let lines = match text.trim() {
        "" => vec![asking::customer(&subset, email, &organization)?],
        text => muster_service::tickets::read_customers(&ctx, org, text).await?,
    };
    let asked = muster_service::tickets::ask(&ctx, org, Request::EndCustomer { lines }).await?;
    leptos_axum::redirect(&asking::leads_to(org, asked));
    Ok(())
}

#[server(prefix = "/api/pages", endpoint = "tickets/strategy-call")]
pub async fn strategy_call(
    org: OrganizationId,
    management_account: ManagementAccountId,
    #[server(default)] times: String,
    #[server(default)] notes: String,
) -> Result<(), ApiError> {
    let request = muster_domain::ticket::Request::StrategyCall { management_account, times, notes };
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
    use muster_domain::ticket::{CustomerLine, Pair};
    use muster_service::tickets::Asked;

    use crate::error::ApiError;
    use crate::routes::{self, Section};

    /// What was chosen from lists; an empty choice is none.
    pub(super) fn chosen(chosen: &[String]) -> Result<Vec<Pair>, ApiError> {
        let read = |choice: &String| {
            let mut parts = choice.split(':');
            let (subset, workflow) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
            Some(Pair { subset, workflow, version: parts.next()?.parse().ok()? })
        };
        let filled = chosen.iter().filter(|choice| !choice.is_empty());
        filled.map(|choice| read(choice).ok_or_else(|| ApiError::invalid("chosen", "choose from the lists"))).collect()
    }

    /// What was typed into the fields.
    pub(super) fn customer(subset: &str, email: String, organization: &str) -> Result<CustomerLine, ApiError> {
        let subset = subset.parse().map_err(|_| ApiError::invalid("subset", "choose a subset"))?;
        let organization = organization.trim().parse();
        let organization = organization.map_err(|_| ApiError::invalid("organization", "this is no Organization ID"))?;
        Ok(CustomerLine { subset, email, organization })
    }

    /// To the ticket, or to what was granted without one.
    pub(super) fn leads_to(org: OrganizationId, asked: Asked) -> String {
        match asked {
            Asked::Ticket(id) => routes::ticket(org, id),
            Asked::Granted => Section::Subsets.of(org),
        }
    }
}
