//! Who is asking: the session's user, put into the request for pages, server functions and downloads alike.
//! It covers the whole router, because pages call server functions directly while they render on the server.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use muster_domain::UserId;
use muster_service::{Ctx, Muster};
use tower_sessions::Session;

/// The session's key for the signed-in user.
pub(crate) const USER: &str = "user";

pub(crate) async fn know_actor(State(muster): State<Muster>, session: Session, mut request: Request, next: Next) -> Response {
    let request_id = header(&request, "x-request-id").unwrap_or_default();
    // A session that cannot be read is no session: the person is asked to sign in again.
    let user: Option<UserId> = session.get(USER).await.unwrap_or_else(|error| {
        tracing::warn!(%error, request_id, "session unreadable");
        None
    });
    let ctx = match user {
        Some(user) => Ctx::user(muster, request_id, user),
        None => Ctx::anonymous(muster, request_id),
    };
    request.extensions_mut().insert(ctx);
    next.run(request).await
}

fn header(request: &Request, name: &str) -> Option<String> {
    request.headers().get(name)?.to_str().ok().map(str::to_owned)
}
