//! Signing up, in and out. The only server functions that touch the session.

use leptos::prelude::*;
use muster_domain::view::organizations::Me;

use super::{Access, Endpoint};
use crate::error::ApiError;

/// Every server function of this file.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint::new("/api/pages/people/me", Access::Person),
    Endpoint::new("/api/pages/people/sign-up", Access::Anyone),
    Endpoint::new("/api/pages/people/sign-in", Access::Anyone),
    Endpoint::new("/api/pages/people/sign-out", Access::Anyone),
];

#[server(name = FindMe, prefix = "/api/pages", endpoint = "people/me")]
pub async fn me() -> Result<Me, ApiError> {
    Ok(muster_service::people::me(&super::context()?).await?)
}

#[server(prefix = "/api/pages", endpoint = "people/sign-up")]
pub async fn sign_up(email: String, password: String, name: String, organization: String) -> Result<(), ApiError> {
    let form = muster_service::people::SignUp { email, password, name, organization };
    let user = muster_service::people::sign_up(&super::context()?, form).await?;
    session::begin(user).await?;
    leptos_axum::redirect(crate::routes::HOME);
    Ok(())
}

/// `next` is where to go afterwards, when it is an address of this console.
#[server(prefix = "/api/pages", endpoint = "people/sign-in")]
pub async fn sign_in(email: String, password: String, #[server(default)] next: String) -> Result<(), ApiError> {
    let user = muster_service::people::sign_in(&super::context()?, &email, &password).await?;
    session::begin(user).await?;
    leptos_axum::redirect(crate::routes::safe_next(&next));
    Ok(())
}

#[server(prefix = "/api/pages", endpoint = "people/sign-out")]
pub async fn sign_out() -> Result<(), ApiError> {
    session::end().await?;
    leptos_axum::redirect(crate::routes::SIGN_IN);
    Ok(())
}

#[cfg(feature = "ssr")]
mod session {
    use muster_domain::UserId;
    use tower_sessions::Session;

    use crate::api::request::internal;
    use crate::error::ApiError;

    /// Under which key the session keeps its person; the server's session layer reads it.
    const USER: &str = "user";

    /// The id changes, so that an id planted before the sign-in is worth nothing after it.
    pub(super) async fn begin(user: UserId) -> Result<(), ApiError> {
        let session = current().await?;
        session.cycle_id().await.map_err(|error| internal(&error))?;
        session.insert(USER, user).await.map_err(|error| internal(&error))
    }

    pub(super) async fn end() -> Result<(), ApiError> {
        current().await?.flush().await.map_err(|error| internal(&error))
    }

    async fn current() -> Result<Session, ApiError> {
        leptos_axum::extract::<Session>().await.map_err(|error| internal(&error))
    }
}
