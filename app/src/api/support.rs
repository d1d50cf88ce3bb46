//! The support console.

use leptos::prelude::*;
use muster_domain::enrollment::{CoverageWeek, Tier};
use muster_domain::feature::{Feature, Switch};
use muster_domain::view::charges::Impact;
use muster_domain::view::directory::{Directory, DirectoryFilter, DirectoryOrganization};
use muster_domain::view::enrollment::BoardRow;
use muster_domain::view::support::{MailRow, Queue, QueueAssignee, QueueFilter, SupportTicket};
use muster_domain::{MailId, ManagementAccountId, OrganizationId, TicketId};
use serde::{Deserialize, Serialize};

use super::{Access, Endpoint};
use crate::error::ApiError;

/// Every server function of this file.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint::new("/api/pages/support/queue", Access::Support),
    Endpoint::new("/api/pages/support/ticket", Access::Support),
    Endpoint::new("/api/pages/support/impact", Access::Support),
    Endpoint::new("/api/pages/support/directory", Access::Support),
    Endpoint::new("/api/pages/support/organization", Access::Support),
    Endpoint::new("/api/pages/support/set-feature", Access::Support),
    Endpoint::new("/api/pages/support/mails", Access::Support),
    Endpoint::new("/api/pages/support/retry-mail", Access::Support),
    Endpoint::new("/api/pages/support/board", Access::Support),
    Endpoint::new("/api/pages/support/coverage", Access::Support),
    Endpoint::new("/api/pages/support/set-tier", Access::Support),
    Endpoint::new("/api/pages/support/take", Access::Support),
    Endpoint::new("/api/pages/support/assign", Access::Support),
    Endpoint::new("/api/pages/support/comment", Access::Support),
    Endpoint::new("/api/pages/support/decide", Access::Support),
];

#[server(name = FindQueue, prefix = "/api/pages", endpoint = "support/queue")]
pub async fn queue(#[server(default)] filter: QueueFilter) -> Result<Queue, ApiError> {
    Ok(muster_service::support::queue(&super::context()?, filter).await?)
}

#[server(name = FindTicket, prefix = "/api/pages", endpoint = "support/ticket")]
pub async fn ticket(id: TicketId) -> Result<SupportTicket, ApiError> {
    Ok(muster_service::support::ticket(&super::context()?, id).await?)
}

#[server(name = FindMails, prefix = "/api/pages", endpoint = "support/mails")]
pub async fn mails() -> Result<Vec<MailRow>, ApiError> {
    Ok(muster_service::support::mails(&super::context()?).await?)
}

#[server(prefix = "/api/pages", endpoint = "support/retry-mail")]
pub async fn retry_mail(id: MailId) -> Result<(), ApiError> {
    Ok(muster_service::support::retry_mail(&super::context()?, id).await?)
}

/// What the associations that a ticket asks for would change.
#[server(name = FindImpact, prefix = "/api/pages", endpoint = "support/impact")]
pub async fn impact(id: TicketId) -> Result<Impact, ApiError> {
    Ok(muster_service::support::impact(&super::context()?, id).await?)
}

#[server(name = FindDirectory, prefix = "/api/pages", endpoint = "support/directory")]
pub async fn directory(#[server(default)] filter: DirectoryFilter) -> Result<Directory, ApiError> {
    Ok(muster_service::support::directory(&super::context()?, filter).await?)
}

#[server(name = FindOrganization, prefix = "/api/pages", endpoint = "support/organization")]
pub async fn organization(id: OrganizationId) -> Result<DirectoryOrganization, ApiError> {
    Ok(muster_service::support::organization(&super::context()?, id).await?)
}

/// Turns something on or off for an organization.
#[server(prefix = "/api/pages", endpoint = "support/set-feature")]
pub async fn set_feature(id: OrganizationId, feature: Feature, switch: Switch) -> Result<(), ApiError> {
    Ok(muster_service::support::set_feature(&super::context()?, id, feature, switch).await?)
}

#[server(name = FindCoverage, prefix = "/api/pages", endpoint = "support/coverage")]
pub async fn coverage(id: ManagementAccountId) -> Result<Vec<CoverageWeek>, ApiError> {
    Ok(muster_service::support::coverage(&super::context()?, id).await?)
}

#[server(name = FindBoard, prefix = "/api/pages", endpoint = "support/board")]
pub async fn board() -> Result<Vec<BoardRow>, ApiError> {
    Ok(muster_service::support::board(&super::context()?).await?)
}

/// Moves a management account to a tier; days as `YYYY-MM-DD`, empty where there is none.
#[server(prefix = "/api/pages", endpoint = "support/set-tier")]
pub async fn set_tier(
    id: ManagementAccountId,
    tier: Tier,
    #[server(default)] call_on: String,
    #[server(default)] from: String,
    #[server(default)] weeks: u32,
) -> Result<(), ApiError> {
    let (call_on, from) = (call_on.parse().ok(), from.parse().ok());
    let to = muster_service::support::Move { tier, call_on, from, weeks };
    Ok(muster_service::support::set_tier(&super::context()?, id, to).await?)
}

#[server(prefix = "/api/pages", endpoint = "support/take")]
pub async fn take(id: TicketId) -> Result<(), ApiError> {
    Ok(muster_service::support::take(&super::context()?, id).await?)
}

/// `nobody`, or missing: back into the queue.
#[server(prefix = "/api/pages", endpoint = "support/assign")]
pub async fn assign(id: TicketId, #[server(default)] assignee: QueueAssignee) -> Result<(), ApiError> {
    let assignee = match assignee {
        QueueAssignee::One(user) => Some(user),
        QueueAssignee::Anyone | QueueAssignee::Nobody => None,
    };
    Ok(muster_service::support::assign(&super::context()?, id, assignee).await?)
}

#[server(prefix = "/api/pages", endpoint = "support/comment")]
pub async fn comment(id: TicketId, text: String) -> Result<(), ApiError> {
    Ok(muster_service::support::comment(&super::context()?, id, &text).await?)
}

/// Which button of the form was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    Approve,
    Decline,
}

/// A strategy call is approved for a day, `YYYY-MM-DD`; empty where the text says when.
#[server(prefix = "/api/pages", endpoint = "support/decide")]
pub async fn decide(
    id: TicketId,
    decision: Decision,
    #[server(default)] text: String,
    #[server(default)] call_on: String,
) -> Result<(), ApiError> {
    let ctx = super::context()?;
    match decision {
        Decision::Approve if call_on.is_empty() => Ok(muster_service::support::approve(&ctx, id, &text).await?),
        Decision::Approve => {
            ctx.support().await.map_err(ApiError::from)?;
            let on = call_on.parse().map_err(|_| ApiError::invalid("call_on", "a day as YYYY-MM-DD"))?;
            Ok(muster_service::support::schedule(&ctx, id, muster_service::support::Call { on, text: &text }).await?)
        }
        Decision::Decline => Ok(muster_service::support::decline(&ctx, id, &text).await?),
    }
}
