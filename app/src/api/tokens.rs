//! Tokens by which programs act for members.

use leptos::prelude::*;
#[cfg(feature = "ssr")]
use muster_domain::UserId;
use muster_domain::permission::Permission;
use muster_domain::view::members::TokenRow;
use muster_domain::{OrganizationId, TokenId};

use super::{Access, Endpoint};
use crate::error::ApiError;

/// Every server function of this file.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint::new("/api/pages/tokens/list", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/tokens/create", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/tokens/revoke", Access::Member(Permission::Read)),
];

#[server(prefix = "/api/pages", endpoint = "tokens/list")]
pub async fn list(org: OrganizationId) -> Result<Vec<TokenRow>, ApiError> {
    Ok(muster_service::tokens::list(&super::context()?, org).await?)
}

/// Texts as the form sends them: `owner` is empty for oneself, `days` for a token without an end.
#[server(prefix = "/api/pages", endpoint = "tokens/create")]
pub async fn create(
    org: OrganizationId,
    name: String,
    #[server(default)] owner: String,
    #[server(default)] days: String,
) -> Result<(), ApiError> {
    let (user, days) = (chosen::<UserId>("owner", &owner)?, chosen::<u32>("days", &days)?);
    let new = muster_service::tokens::NewToken { name, user, days };
    let shown = muster_service::tokens::create(&super::context()?, org, new).await?;
    super::session::keep(shown).await?;
    leptos_axum::redirect(&crate::routes::token_made(org));
    Ok(())
}

#[server(prefix = "/api/pages", endpoint = "tokens/revoke")]
pub async fn revoke(org: OrganizationId, id: TokenId) -> Result<(), ApiError> {
    Ok(muster_service::tokens::revoke(&super::context()?, org, id).await?)
}

#[cfg(feature = "ssr")]
fn chosen<T: std::str::FromStr>(field: &str, text: &str) -> Result<Option<T>, ApiError> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| ApiError::invalid(field, "choose one of the list")),
    }
}
