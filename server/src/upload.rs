//! Bills sent by a browser: a multipart form, streamed to disk file by file, acknowledged once it is safe there.

use axum::Json;
use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{Extension, Path};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use muster_domain::{ManagementAccountId, OrganizationId};
use muster_service::imports::Staging;
use muster_service::{Ctx, Error, imports};
use tokio::io::AsyncWriteExt;

/// The form's field with the files.
const FILES: &str = "files";

pub(crate) async fn upload(
    Path((org, account)): Path<(OrganizationId, ManagementAccountId)>,
    Extension(ctx): Extension<Ctx>,
    headers: HeaderMap,
    form: Multipart,
) -> Response {
    let page = format!("/organizations/{org}/management-accounts/{account}");
    let wants_json = headers.get(header::ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"application/json"));
    match (receive(&ctx, org, account, form).await, wants_json) {
        (Ok(import), true) => (StatusCode::ACCEPTED, Json(serde_json::json!({ "import": import }))).into_response(),
        (Ok(_), false) => Redirect::to(&page).into_response(),
        (Err(problem), true) => (problem.status(), Json(serde_json::json!({ "detail": problem.to_string() }))).into_response(),
        (Err(problem), false) => match problem.status() {
            StatusCode::UNAUTHORIZED => Redirect::to(&format!("/sign-in?next={page}")).into_response(),
            status => (status, problem.to_string()).into_response(),
        },
    }
}

#[derive(Debug, thiserror::Error)]
enum Problem {
    #[error(transparent)]
    Refused(#[from] Error),
    #[error("the upload broke off: {0}")]
    Broken(#[from] MultipartError),
    #[error("choose at least one file")]
    Empty,
    #[error("the file could not be kept: {0}")]
    Disk(#[from] std::io::Error),
}

impl Problem {
    fn status(&self) -> StatusCode {
        match self {
            Self::Refused(error) => crate::downloads::status(error),
            Self::Broken(_) | Self::Empty => StatusCode::BAD_REQUEST,
            Self::Disk(_) => StatusCode::INSUFFICIENT_STORAGE,
        }
    }
}

async fn receive(
    ctx: &Ctx,
    org: OrganizationId,
    account: ManagementAccountId,
    mut form: Multipart,
) -> Result<muster_domain::ImportId, Problem> {
    let mut staging = imports::stage(ctx, org, account).await?;
    let mut files = 0;
    while let Some(field) = form.next_field().await? {
        let name = field.file_name().unwrap_or_default().to_owned();
        if field.name() == Some(FILES) && !name.is_empty() {
            keep(&mut staging, &name, field).await?;
            files += 1;
        }
    }
    if files == 0 { Err(Problem::Empty) } else { Ok(staging.finish().await?) }
}

async fn keep(staging: &mut Staging, name: &str, mut field: Field<'_>) -> Result<(), Problem> {
    let mut file = staging.file(name).await?;
    while let Some(chunk) = field.chunk().await? {
        file.write_all(&chunk).await?;
    }
    file.shutdown().await?;
    Ok(())
}
