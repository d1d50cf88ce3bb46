//! Billing workflows: the workflow file as it is, a new version with each edit.

use muster_domain::view::reports::ReportScope;
use muster_domain::view::workflows::{Preview, PreviewRequest, VersionRow, WorkflowRow};
use muster_domain::{Month, OrganizationId, WorkflowId};
use muster_service::workflows::{self, Edit};
use muster_service::{Ctx, Error};
use schemars::JsonSchema;
use serde::Deserialize;

use super::answer::{Created, Done, Found};
use super::extract::{Asked, At, Body, Text};
use super::page::{Order, Page, Window};
use super::problem::Problem;
use super::reports::Chosen;
use super::route::Asker;
use super::shape::Workflow;

type AtOne = At<(OrganizationId, WorkflowId)>;

#[derive(Default, Deserialize, JsonSchema)]
#[serde(default)]
pub(super) struct Note {
    /// What the new version is for.
    note: String,
}

/// Which bill the effect is shown on.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPreview {
    month: Month,
    #[serde(default)]
    subsets: Chosen,
    /// A workflow file that nobody saved, in place of the workflow's own.
    #[serde(default)]
    #[schemars(with = "Option<super::shape::WorkflowFile>")]
    workflow: Option<serde_json::Value>,
}

pub(super) async fn list(Asker(ctx): Asker, At(org): At<OrganizationId>, window: Window) -> Result<Page<WorkflowRow>, Problem> {
    Ok(window.cut(workflows::list(&ctx, org).await?, Order::NewestFirst, |row| row.id.to_string()))
}

pub(super) async fn create(
    Asker(ctx): Asker,
    At(org): At<OrganizationId>,
    Text(file): Text,
) -> Result<Created<Workflow>, Problem> {
    let id = workflows::create(&ctx, org, file).await?;
    Ok(Created(read(&ctx, org, id).await?))
}

pub(super) async fn find(Asker(ctx): Asker, At((org, id)): AtOne) -> Result<Found<Workflow>, Problem> {
    Ok(Found(read(&ctx, org, id).await?))
}

pub(super) async fn replace(
    Asker(ctx): Asker,
    At((org, id)): AtOne,
    Asked(note): Asked<Note>,
    Text(json): Text,
) -> Result<Found<Workflow>, Problem> {
    workflows::edit(&ctx, org, id, Edit { json, note: note.note }).await?;
    Ok(Found(read(&ctx, org, id).await?))
}

pub(super) async fn delete(Asker(ctx): Asker, At((org, id)): AtOne) -> Result<Done, Problem> {
    workflows::delete(&ctx, org, id).await?;
    Ok(Done)
}

pub(super) async fn versions(Asker(ctx): Asker, At((org, id)): AtOne, window: Window) -> Result<Page<VersionRow>, Problem> {
    let found = workflows::find(&ctx, org, id).await?;
    // Ten digits, so that texts sort as the numbers do.
    Ok(window.cut(found.versions, Order::NewestFirst, |row| format!("{:010}", row.version)))
}

pub(super) async fn version(
    Asker(ctx): Asker,
    At((org, id, version)): At<(OrganizationId, WorkflowId, u32)>,
) -> Result<Found<Workflow>, Problem> {
    let found = workflows::version(&ctx, org, id, version).await?;
    Ok(Found(Workflow::new(found.row, &found.json)?))
}

pub(super) async fn preview(
    Asker(ctx): Asker,
    At((org, id)): AtOne,
    Body(asked): Body<NewPreview>,
) -> Result<Found<Preview>, Problem> {
    let saved = workflows::find(&ctx, org, id).await?;
    let workflow = asked.workflow.map_or(saved.json, |file| file.to_string());
    // A program may ask for several at once: none stops another.
    let editor = ctx.request_id().to_owned();
    let scope: ReportScope = asked.subsets.into();
    let preview = workflows::preview(&ctx, org, PreviewRequest { workflow, month: asked.month, scope, editor }).await?;
    if preview.refusals.is_empty() { Ok(Found(preview)) } else { Err(Error::Invalid(preview.refusals).into()) }
}

async fn read(ctx: &Ctx, org: OrganizationId, id: WorkflowId) -> Result<Workflow, Problem> {
    let found = workflows::find(ctx, org, id).await?;
    Workflow::new(found.row, &found.json)
}
