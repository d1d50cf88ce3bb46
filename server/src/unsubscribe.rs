//! RFC 8058: a mail program ends mails of a kind by one request, without a page and without anybody signed in. People come
//! to the page of the same address, which asks first.

use axum::Extension;
use axum::extract::Path;
use axum::http::StatusCode;
use muster_service::{Ctx, Error, notifications};

pub(crate) async fn one_click(Extension(ctx): Extension<Ctx>, Path(link): Path<String>) -> (StatusCode, &'static str) {
    match notifications::unsubscribe(&ctx, &link).await {
        Ok(_) => (StatusCode::OK, "No more mails of this kind.\n"),
        Err(Error::NotFound) => (StatusCode::NOT_FOUND, "This link is not ours.\n"),
        Err(error) => {
            tracing::error!(%error, request = ctx.request_id(), "somebody could not be unsubscribed");
            (StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong on our side.\n")
        }
    }
}
