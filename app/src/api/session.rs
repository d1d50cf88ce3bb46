//! The browser's session: who is signed in with it, and what waits in it for the next page. Nothing else touches it.

use axum::http::{HeaderValue, header, request::Parts};
use leptos::prelude::{expect_context, use_context};
use leptos_axum::ResponseOptions;
use muster_domain::UserId;
use muster_domain::view::members::ShownOnce;
use muster_service::people::{HalfSignedIn, device_token};
use muster_service::shown_once;
use tower_sessions::Session;

use super::{context, internal};
use crate::error::ApiError;

/// Under which keys the session keeps its person, the browser's own name and its network address; the server's session
/// layer reads them.
pub const USER: &str = "user";
pub const AGENT: &str = "agent";
pub const ADDRESS: &str = "address";
const SHOWN_ONCE: &str = "shown_once";
const HALF: &str = "half";
/// The cookie of a browser that somebody has signed in with.
const DEVICE: &str = "muster_device";
const DEVICE_SECONDS: u32 = 365 * 24 * 3600;
const LONGEST_AGENT: usize = 300;

/// The id changes, so that an id planted before the sign-in is worth nothing after it.
pub(super) async fn begin(user: UserId) -> Result<(), ApiError> {
    let (session, ctx) = (current().await?, context()?);
    session.cycle_id().await.map_err(|error| internal(&error))?;
    session.remove_value(HALF).await.map_err(|error| internal(&error))?;
    let agent = requested(header::USER_AGENT.as_str()).unwrap_or_default().chars().take(LONGEST_AGENT).collect::<String>();
    for (key, value) in [(AGENT, agent), (ADDRESS, ctx.address().to_owned())] {
        session.insert(key, value).await.map_err(|error| internal(&error))?;
    }
    session.insert(USER, user).await.map_err(|error| internal(&error))?;
    remember(&device_token(ctx.muster(), user), ctx.muster().is_https());
    Ok(())
}

/// What a browser shows that somebody has signed in with before.
pub(super) fn device() -> Option<String> {
    let cookies = requested(header::COOKIE.as_str())?;
    cookies.split(';').find_map(|cookie| Some(cookie.trim().strip_prefix(DEVICE)?.strip_prefix('=')?.to_owned()))
}

fn remember(device: &str, is_https: bool) {
    let secure = if is_https { "; Secure" } else { "" };
    let cookie = format!("{DEVICE}={device}; Path=/; Max-Age={DEVICE_SECONDS}; HttpOnly; SameSite=Lax{secure}");
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        expect_context::<ResponseOptions>().append_header(header::SET_COOKIE, value);
    }
}

/// Somebody whose password was right, for the page that asks for the code.
pub(super) async fn keep_half(half: HalfSignedIn) -> Result<(), ApiError> {
    current().await?.insert(HALF, half.into_text()).await.map_err(|error| internal(&error))
}

pub(super) async fn half() -> Result<Option<HalfSignedIn>, ApiError> {
    let text: Option<String> = current().await?.get(HALF).await.map_err(|error| internal(&error))?;
    Ok(text.map(HalfSignedIn::from_text))
}

/// For the next page to show.
pub(super) async fn keep(shown: ShownOnce) -> Result<(), ApiError> {
    let sealed = shown_once::keep(&context()?, shown)?;
    current().await?.insert(SHOWN_ONCE, sealed).await.map_err(|error| internal(&error))
}

/// Takes it out, at once: it is shown to whoever comes first.
pub(super) async fn take() -> Result<Option<ShownOnce>, ApiError> {
    let session = current().await?;
    let sealed: Option<String> = session.remove(SHOWN_ONCE).await.map_err(|error| internal(&error))?;
    let Some(sealed) = sealed else { return Ok(None) };
    session.save().await.map_err(|error| internal(&error))?;
    Ok(shown_once::open(&context()?, &sealed)?)
}

pub(super) async fn end() -> Result<(), ApiError> {
    current().await?.flush().await.map_err(|error| internal(&error))
}

async fn current() -> Result<Session, ApiError> {
    leptos_axum::extract::<Session>().await.map_err(|error| internal(&error))
}

fn requested(name: &str) -> Option<String> {
    Some(use_context::<Parts>()?.headers.get(name)?.to_str().ok()?.to_owned())
}
