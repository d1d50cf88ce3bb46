//! Signing up, in and out, and what is done when one cannot.

use leptos::prelude::*;
use muster_domain::view::members::ShownOnce;
use muster_domain::view::organizations::Me;

#[cfg(feature = "ssr")]
use muster_service::people;

#[cfg(feature = "ssr")]
use super::session;
use super::{Access, Endpoint};
use crate::error::ApiError;

/// Every server function of this file.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint::new("/api/pages/people/me", Access::Person),
    Endpoint::new("/api/pages/people/sign-up", Access::Anyone),
    Endpoint::new("/api/pages/people/sign-in", Access::Anyone),
    Endpoint::new("/api/pages/people/sign-in-code", Access::Anyone),
    Endpoint::new("/api/pages/people/sign-out", Access::Anyone),
    Endpoint::new("/api/pages/people/send-confirmation", Access::Person),
    Endpoint::new("/api/pages/resets/is-possible", Access::Anyone),
    Endpoint::new("/api/pages/resets/ask", Access::Anyone),
    Endpoint::new("/api/pages/resets/find", Access::Anyone),
    Endpoint::new("/api/pages/resets/reset", Access::Anyone),
    Endpoint::new("/api/pages/people/shown-once", Access::Person),
];

#[server(name = FindMe, prefix = "/api/pages", endpoint = "people/me")]
pub async fn me() -> Result<Me, ApiError> {
    Ok(people::me(&super::context()?).await?)
}

#[server(prefix = "/api/pages", endpoint = "people/sign-up")]
pub async fn sign_up(email: String, password: String, name: String, organization: String) -> Result<(), ApiError> {
    let form = people::SignUp { email, password, name, organization };
    match people::sign_up(&super::context()?, form).await? {
        people::SignedUp::Person(user) => {
            session::begin(user).await?;
            leptos_axum::redirect(crate::routes::HOME);
        }
        people::SignedUp::Mailed => leptos_axum::redirect(crate::routes::SIGN_UP_SENT),
    }
    Ok(())
}

/// `next` is where to go afterwards, when it is an address of this console. Whoever has a second factor goes on to the
/// page that asks for it.
#[server(prefix = "/api/pages", endpoint = "people/sign-in")]
pub async fn sign_in(email: String, password: String, #[server(default)] next: String) -> Result<(), ApiError> {
    let form = people::SignIn { email, password, code: None, device: session::device() };
    match people::sign_in(&super::context()?, form).await {
        Ok(user) => {
            session::begin(user).await?;
            leptos_axum::redirect(crate::routes::safe_next(&next));
        }
        Err(muster_service::Error::CodeNeeded(half)) => {
            session::keep_half(half).await?;
            leptos_axum::redirect(&crate::routes::sign_in_code_then(&next));
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

/// The second page, after the password was right.
#[server(prefix = "/api/pages", endpoint = "people/sign-in-code")]
pub async fn sign_in_code(code: String, #[server(default)] next: String) -> Result<(), ApiError> {
    let over = || muster_service::Error::Conflict("that took too long; begin again with your password".to_owned());
    let half = session::half().await?.ok_or_else(over)?;
    let user = match people::finish_sign_in(&super::context()?, half, &code).await {
        Err(muster_service::Error::NotSignedIn) => return Err(over().into()),
        answer => answer?,
    };
    session::begin(user).await?;
    leptos_axum::redirect(crate::routes::safe_next(&next));
    Ok(())
}

#[server(prefix = "/api/pages", endpoint = "people/send-confirmation")]
pub async fn send_confirmation() -> Result<(), ApiError> {
    Ok(people::send_confirmation(&super::context()?).await?)
}

/// Whether a link can be mailed at all.
#[server(prefix = "/api/pages", endpoint = "resets/is-possible")]
pub async fn can_reset() -> Result<bool, ApiError> {
    Ok(super::context()?.muster().sends_mail())
}

#[server(prefix = "/api/pages", endpoint = "resets/ask")]
pub async fn ask_reset(email: String) -> Result<(), ApiError> {
    muster_service::resets::ask(&super::context()?, &email).await?;
    leptos_axum::redirect(crate::routes::RESET_SENT);
    Ok(())
}

/// Whose password a link sets.
#[server(prefix = "/api/pages", endpoint = "resets/find")]
pub async fn find_reset(token: String) -> Result<String, ApiError> {
    Ok(muster_service::resets::find(&super::context()?, &token).await?)
}

#[server(prefix = "/api/pages", endpoint = "resets/reset")]
pub async fn reset_password(token: String, password: String) -> Result<(), ApiError> {
    muster_service::resets::reset(&super::context()?, &token, password).await?;
    leptos_axum::redirect(crate::routes::SIGN_IN_AFTER_RESET);
    Ok(())
}

#[server(prefix = "/api/pages", endpoint = "people/sign-out")]
pub async fn sign_out() -> Result<(), ApiError> {
    session::end().await?;
    leptos_axum::redirect(crate::routes::SIGN_IN);
    Ok(())
}

/// What the form before this page made to be shown once; `None` when it was shown.
#[server(name = TakeShownOnce, prefix = "/api/pages", endpoint = "people/shown-once")]
pub async fn shown_once() -> Result<Option<ShownOnce>, ApiError> {
    super::context()?.user_id()?;
    session::take().await
}
