//! Signing up, in and out. The only server functions that touch the session.

use leptos::prelude::*;
use muster_domain::view::members::ShownOnce;
use muster_domain::view::organizations::Me;

use super::{Access, Endpoint};
use crate::error::ApiError;

/// Every server function of this file.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint::new("/api/pages/people/me", Access::Person),
    Endpoint::new("/api/pages/people/sign-up", Access::Anyone),
    Endpoint::new("/api/pages/people/sign-in", Access::Anyone),
    Endpoint::new("/api/pages/people/sign-out", Access::Anyone),
    Endpoint::new("/api/pages/people/shown-once", Access::Person),
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

/// What the form before this page made to be shown once; `None` when it was shown.
#[server(name = TakeShownOnce, prefix = "/api/pages", endpoint = "people/shown-once")]
pub async fn shown_once() -> Result<Option<ShownOnce>, ApiError> {
    super::context()?.user_id()?;
    session::take().await
}

#[cfg(feature = "ssr")]
pub(super) mod session {
    use muster_domain::UserId;
    use muster_domain::view::members::ShownOnce;
    use muster_service::shown_once;
    use tower_sessions::Session;

    use crate::api::request::internal;
    use crate::error::ApiError;

    /// Under which key the session keeps its person; the server's session layer reads it.
    const USER: &str = "user";
    const SHOWN_ONCE: &str = "shown_once";

    /// The id changes, so that an id planted before the sign-in is worth nothing after it.
    pub(in crate::api) async fn begin(user: UserId) -> Result<(), ApiError> {
        let session = current().await?;
        session.cycle_id().await.map_err(|error| internal(&error))?;
        session.insert(USER, user).await.map_err(|error| internal(&error))
    }

    /// For the next page to show.
    pub(in crate::api) async fn keep(shown: ShownOnce) -> Result<(), ApiError> {
        let sealed = shown_once::keep(&crate::api::context()?, shown)?;
        current().await?.insert(SHOWN_ONCE, sealed).await.map_err(|error| internal(&error))
    }

    /// Takes it out, at once: it is shown to whoever comes first.
    pub(super) async fn take() -> Result<Option<ShownOnce>, ApiError> {
        let session = current().await?;
        let sealed: Option<String> = session.remove(SHOWN_ONCE).await.map_err(|error| internal(&error))?;
        let Some(sealed) = sealed else { return Ok(None) };
        session.save().await.map_err(|error| internal(&error))?;
        Ok(shown_once::open(&crate::api::context()?, &sealed)?)
    }

    pub(super) async fn end() -> Result<(), ApiError> {
        current().await?.flush().await.map_err(|error| internal(&error))
    }

    async fn current() -> Result<Session, ApiError> {
        leptos_axum::extract::<Session>().await.map_err(|error| internal(&error))
    }
}
