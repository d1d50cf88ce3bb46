//! What people are told: their inbox, and which kinds are mailed.

use leptos::prelude::*;
use muster_domain::NotificationId;
use muster_domain::view::notifications::{Inbox, MailChoice, NotificationKind};

use super::{Access, Endpoint};
use crate::error::ApiError;

/// Every server function of this file.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint::new("/api/pages/notifications/inbox", Access::Person),
    Endpoint::new("/api/pages/notifications/read", Access::Person),
    Endpoint::new("/api/pages/notifications/read-all", Access::Person),
    Endpoint::new("/api/pages/notifications/mail-choices", Access::Person),
    Endpoint::new("/api/pages/notifications/choose-mail", Access::Person),
    Endpoint::new("/api/pages/notifications/unsubscribe", Access::Anyone),
];

#[server(name = FindInbox, prefix = "/api/pages", endpoint = "notifications/inbox")]
pub async fn inbox(page: u32) -> Result<Inbox, ApiError> {
    Ok(muster_service::notifications::inbox(&super::context()?, page).await?)
}

/// Opens what a notification is about, which is then read.
#[server(prefix = "/api/pages", endpoint = "notifications/read")]
pub async fn read(id: NotificationId, #[server(default)] next: String) -> Result<(), ApiError> {
    muster_service::notifications::read(&super::context()?, id).await?;
    leptos_axum::redirect(crate::routes::safe_next(&next));
    Ok(())
}

#[server(prefix = "/api/pages", endpoint = "notifications/read-all")]
pub async fn read_all() -> Result<(), ApiError> {
    Ok(muster_service::notifications::read_all(&super::context()?).await?)
}

#[server(name = FindMailChoices, prefix = "/api/pages", endpoint = "notifications/mail-choices")]
pub async fn mail_choices() -> Result<Vec<MailChoice>, ApiError> {
    Ok(muster_service::notifications::mail_choices(&super::context()?).await?)
}

#[server(prefix = "/api/pages", endpoint = "notifications/choose-mail")]
pub async fn choose_mail(#[server(default)] kinds: Vec<NotificationKind>) -> Result<(), ApiError> {
    Ok(muster_service::notifications::choose_mail(&super::context()?, &kinds).await?)
}

#[server(prefix = "/api/pages", endpoint = "notifications/unsubscribe")]
pub async fn unsubscribe(link: String) -> Result<(), ApiError> {
    let kind = muster_service::notifications::unsubscribe(&super::context()?, &link).await?;
    leptos_axum::redirect(&crate::routes::unsubscribed(kind));
    Ok(())
}
