//! Imports: a bill file that a program sends, on its way into the ledger.

use axum::body::Body as HttpBody;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use futures::StreamExt;
use muster_domain::view::imports::ImportRow;
use muster_domain::{ImportId, ManagementAccountId, OrganizationId};
use muster_service::imports;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use tokio::io::AsyncWriteExt;

use super::answer::{Accepted, Found};
use super::extract::{Asked, At};
use super::page::{Order, Page, Window};
use super::problem::Problem;
use super::route::{Asker, Draft, Takes};

/// The file itself, of any size: it goes to the disk as it comes.
pub(super) struct Bill(HttpBody);

impl<S: Send + Sync> FromRequest<S> for Bill {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        Ok(Self(request.into_body()))
    }
}

impl Takes for Bill {
    fn describe(draft: &mut Draft<'_>) {
        let content = json!({ "application/octet-stream": {} });
        draft.operation.insert("requestBody".to_owned(), json!({ "required": true, "content": content }));
    }
}

#[derive(Deserialize, JsonSchema)]
pub(super) struct Upload {
    /// What the file is called; the end says what it is: `.csv`, `.csv.gz`, `.csv.zip` or `.parquet`.
    #[schemars(example = "a_bill")]
    filename: String,
}

fn a_bill() -> &'static str {
    "bill.csv.gz"
}

pub(super) async fn upload(
    Asker(ctx): Asker,
    At((org, ma)): At<(OrganizationId, ManagementAccountId)>,
    Asked(asked): Asked<Upload>,
    Bill(body): Bill,
) -> Result<Accepted<ImportRow>, Problem> {
    let mut staging = imports::stage(&ctx, org, ma).await?;
    let mut file = staging.file(&asked.filename).await?;
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Problem::new(StatusCode::BAD_REQUEST, "the upload broke off"))?;
        file.write_all(&chunk).await.map_err(full)?;
    }
    file.shutdown().await.map_err(full)?;
    let import = staging.finish().await?;
    Ok(Accepted(imports::find(&ctx, org, import).await?))
}

fn full(error: std::io::Error) -> Problem {
    Problem::new(StatusCode::INSUFFICIENT_STORAGE, format!("the file could not be kept: {error}"))
}

pub(super) async fn list(Asker(ctx): Asker, At(org): At<OrganizationId>, window: Window) -> Result<Page<ImportRow>, Problem> {
    Ok(window.cut(imports::list_all(&ctx, org).await?, Order::NewestFirst, |row| row.id.to_string()))
}

pub(super) async fn find(Asker(ctx): Asker, At((org, id)): At<(OrganizationId, ImportId)>) -> Result<Found<ImportRow>, Problem> {
    Ok(Found(imports::find(&ctx, org, id).await?))
}

pub(super) async fn retry(
    Asker(ctx): Asker,
    At((org, id)): At<(OrganizationId, ImportId)>,
) -> Result<Accepted<ImportRow>, Problem> {
    imports::retry(&ctx, org, id).await?;
    Ok(Accepted(imports::find(&ctx, org, id).await?))
}
