//! One's own account: name, address, password, one-time codes, and the browsers one is signed in with.

use leptos::prelude::*;
use muster_domain::view::account::{Account, TwoFactor};
#[cfg(feature = "ssr")]
use muster_service::account::Confirmed;
#[cfg(feature = "ssr")]
use muster_service::{account, sessions, two_factor};

use super::{Access, Endpoint};
use crate::error::ApiError;
#[cfg(feature = "ssr")]
use crate::routes;

/// Every server function of this file.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint::new("/api/pages/account/find", Access::Person),
    Endpoint::new("/api/pages/account/rename", Access::Person),
    Endpoint::new("/api/pages/account/change-password", Access::Person),
    Endpoint::new("/api/pages/account/change-email", Access::Person),
    Endpoint::new("/api/pages/account/confirm-email", Access::Anyone),
    Endpoint::new("/api/pages/sessions/revoke", Access::Person),
    Endpoint::new("/api/pages/sessions/revoke-others", Access::Person),
    Endpoint::new("/api/pages/two-factor/find", Access::Person),
    Endpoint::new("/api/pages/two-factor/begin", Access::Person),
    Endpoint::new("/api/pages/two-factor/confirm", Access::Person),
    Endpoint::new("/api/pages/two-factor/renew-codes", Access::Person),
    Endpoint::new("/api/pages/two-factor/disable", Access::Person),
];

#[server(name = FindAccount, prefix = "/api/pages", endpoint = "account/find")]
pub async fn find() -> Result<Account, ApiError> {
    Ok(account::find(&super::context()?).await?)
}

#[server(name = RenameSelf, prefix = "/api/pages", endpoint = "account/rename")]
pub async fn rename(name: String) -> Result<(), ApiError> {
    account::rename(&super::context()?, &name).await?;
    leptos_axum::redirect(&routes::account_after("name"));
    Ok(())
}

#[server(prefix = "/api/pages", endpoint = "account/change-password")]
pub async fn change_password(current: String, password: String) -> Result<(), ApiError> {
    account::change_password(&super::context()?, &current, &password).await?;
    leptos_axum::redirect(&routes::account_after("password"));
    Ok(())
}

#[server(prefix = "/api/pages", endpoint = "account/change-email")]
pub async fn change_email(email: String, password: String) -> Result<(), ApiError> {
    account::change_email(&super::context()?, &password, &email).await?;
    leptos_axum::redirect(&routes::account_after("email"));
    Ok(())
}

#[server(prefix = "/api/pages", endpoint = "account/confirm-email")]
pub async fn confirm_email(token: String) -> Result<(), ApiError> {
    match account::confirm_email(&super::context()?, &token).await? {
        Confirmed::Address => leptos_axum::redirect(routes::CONFIRMED),
        Confirmed::SignedUp(user) => {
            super::session::begin(user).await?;
            leptos_axum::redirect(routes::HOME);
        }
    }
    Ok(())
}

#[server(name = RevokeSession, prefix = "/api/pages", endpoint = "sessions/revoke")]
pub async fn revoke_session(id: String) -> Result<(), ApiError> {
    sessions::revoke(&super::context()?, &id).await?;
    leptos_axum::redirect(&routes::account_after("session"));
    Ok(())
}

#[server(name = RevokeOthers, prefix = "/api/pages", endpoint = "sessions/revoke-others")]
pub async fn revoke_others() -> Result<(), ApiError> {
    sessions::revoke_others(&super::context()?).await?;
    leptos_axum::redirect(&routes::account_after("sessions"));
    Ok(())
}

#[server(name = FindTwoFactor, prefix = "/api/pages", endpoint = "two-factor/find")]
pub async fn find_two_factor() -> Result<TwoFactor, ApiError> {
    Ok(two_factor::find(&super::context()?).await?)
}

#[server(name = BeginTwoFactor, prefix = "/api/pages", endpoint = "two-factor/begin")]
pub async fn begin_two_factor(password: String) -> Result<(), ApiError> {
    two_factor::begin(&super::context()?, &password).await?;
    leptos_axum::redirect(routes::TWO_FACTOR);
    Ok(())
}

#[server(name = ConfirmTwoFactor, prefix = "/api/pages", endpoint = "two-factor/confirm")]
pub async fn confirm_two_factor(code: String) -> Result<(), ApiError> {
    let shown = two_factor::confirm(&super::context()?, &code).await?;
    super::session::keep(shown).await?;
    leptos_axum::redirect(routes::RECOVERY_CODES);
    Ok(())
}

#[server(name = RenewCodes, prefix = "/api/pages", endpoint = "two-factor/renew-codes")]
pub async fn renew_codes(password: String, code: String) -> Result<(), ApiError> {
    let shown = two_factor::renew_codes(&super::context()?, two_factor::Proof { password, code }).await?;
    super::session::keep(shown).await?;
    leptos_axum::redirect(routes::RECOVERY_CODES);
    Ok(())
}

#[server(name = DisableTwoFactor, prefix = "/api/pages", endpoint = "two-factor/disable")]
pub async fn disable_two_factor(password: String, code: String) -> Result<(), ApiError> {
    two_factor::disable(&super::context()?, two_factor::Proof { password, code }).await?;
    leptos_axum::redirect(&routes::account_after("two-factor"));
    Ok(())
}
