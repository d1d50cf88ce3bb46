//! Who is asking: the session's user, put into the request for pages, server functions and downloads alike.
//! It covers the whole router, because pages call server functions directly while they render on the server.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use muster_app::api::session::USER;
use muster_domain::UserId;
use muster_service::{Ctx, Error, Muster, sessions, tokens};
use tower_sessions::Session;

use crate::sessions::key;

pub(crate) async fn know_actor(State(muster): State<Muster>, session: Session, mut request: Request, next: Next) -> Response {
    let request_id = header(&request, "x-request-id").unwrap_or_default();
    let address = address(&request);
    if let Some(token) = bearer(request.headers()) {
        let ctx = Ctx::anonymous(muster, request_id).from_address(address);
        return match tokens::bearer(ctx, &token).await {
            Ok(ctx) => {
                request.extensions_mut().insert(ctx);
                next.run(request).await
            }
            Err(error) => refuse(&error),
        };
    }
    // A session that cannot be read is no session: the person is asked to sign in again.
    let user: Option<UserId> = session.get(USER).await.unwrap_or_else(|error| {
        tracing::warn!(%error, request_id, "session unreadable");
        None
    });
    let ctx = match user {
        Some(user) => Ctx::user(muster, request_id, user),
        None => Ctx::anonymous(muster, request_id),
    };
    let ctx = match session.id() {
        Some(id) => ctx.from_address(address).in_session(key(&id)),
        None => ctx.from_address(address),
    };
    if let Err(error) = sessions::seen(&ctx).await {
        tracing::warn!(%error, request_id = ctx.request_id(), "when a session was seen could not be written down");
    }
    request.extensions_mut().insert(ctx);
    next.run(request).await
}

/// A program shows its token, and is nobody else, whatever cookie it sends.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<String> {
    let shown = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = shown.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}

fn refuse(error: &Error) -> Response {
    match error {
        Error::NotSignedIn => {
            let said = "This token is unknown, has expired or was revoked.\n";
            (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, "Bearer")], said).into_response()
        }
        error => {
            tracing::error!(%error, "a token could not be looked up");
            (StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong on our side.\n").into_response()
        }
    }
}

/// Where the request came from. A proxy on this machine says for whom it asks, in the last place of a list that its
/// clients may have begun themselves; anybody else's word for it is not taken.
pub(crate) fn address(request: &Request) -> String {
    let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>() else { return String::new() };
    let named = header(request, "x-forwarded-for");
    let named = named.as_deref().and_then(|list| list.rsplit(',').next()?.trim().parse::<IpAddr>().ok());
    named.filter(|_| peer.ip().is_loopback()).unwrap_or(peer.ip()).to_string()
}

fn header(request: &Request, name: &str) -> Option<String> {
    request.headers().get(name)?.to_str().ok().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn asked(peer: &str, forwarded: Option<&str>) -> String {
        let mut request = Request::new(Body::empty());
        request.extensions_mut().insert(ConnectInfo(peer.parse::<SocketAddr>().unwrap()));
        if let Some(list) = forwarded {
            request.headers_mut().insert("x-forwarded-for", list.parse().unwrap());
        }
        address(&request)
    }

    #[test]
    fn only_a_proxy_on_this_machine_is_believed_whom_it_asks_for() {
        assert_eq!(asked("203.0.113.7:4000", None), "203.0.113.7");
        assert_eq!(asked("203.0.113.7:4000", Some("198.51.100.1")), "203.0.113.7");
        assert_eq!(asked("127.0.0.1:4000", Some("6.6.6.6, 198.51.100.1")), "198.51.100.1");
        assert_eq!(asked("127.0.0.1:4000", Some("nonsense")), "127.0.0.1");
    }
}
