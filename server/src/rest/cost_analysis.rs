//! Cost Analysis. The query says all that is asked, in the words of the page's own address.

mod question;

use axum::body::Body as HttpBody;
use chrono::NaiveDate;
use muster_domain::analysis::Question;
use muster_domain::view::analysis::{Analysis, AnalysisPage, DayLine, DayLines, SavedView};
use muster_domain::{Money, OrganizationId, SavedViewId};
use muster_service::saved_views::{self, NewView};
use muster_service::{analysis, statements};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::answer::{Created, Done, Download, Found};
use super::extract::{Asked, At, Body};
use super::page::{Order, Page, Window};
use super::problem::Problem;
use super::route::Asker;
use question::{Questioned, QuestionedOfADay};

/// An answer.
#[derive(Serialize, JsonSchema)]
pub(super) struct CostAnalysis {
    /// The question as an address writes it, without what is usual; what a saved view keeps.
    query: String,
    /// `null` before the first bill, or where nothing was ever charged.
    analysis: Option<Analysis>,
}

impl From<AnalysisPage> for CostAnalysis {
    fn from(page: AnalysisPage) -> Self {
        Self { query: page.question.query(), analysis: page.analysis }
    }
}

pub(super) async fn costs(
    Asker(ctx): Asker,
    At(org): At<OrganizationId>,
    Questioned(question): Questioned,
) -> Result<Found<CostAnalysis>, Problem> {
    Ok(Found(analysis::page(&ctx, org, question).await?.into()))
}

pub(super) async fn costs_csv(
    Asker(ctx): Asker,
    At(org): At<OrganizationId>,
    Questioned(question): Questioned,
) -> Result<Download, Problem> {
    let file = analysis::csv(&ctx, org, question).await?;
    Ok(Download::new(&file.filename, HttpBody::from(file.text)))
}

/// The same of what an end customer is charged by its providers.
pub(super) async fn charges(
    Asker(ctx): Asker,
    At(org): At<OrganizationId>,
    Questioned(question): Questioned,
) -> Result<Found<CostAnalysis>, Problem> {
    Ok(Found(statements::analysis(&ctx, org, question).await?.into()))
}

pub(super) async fn charges_csv(
    Asker(ctx): Asker,
    At(org): At<OrganizationId>,
    Questioned(question): Questioned,
) -> Result<Download, Problem> {
    let file = statements::analysis_csv(&ctx, org, question).await?;
    Ok(Download::new(&file.filename, HttpBody::from(file.text)))
}

/// Lines of the bill on a day.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "DayLines")]
pub(super) struct LinesOfADay {
    day: NaiveDate,
    currency: String,
    count: u64,
    unblended: Money,
    amortized: Money,
    /// The dearest first; a page of 50.
    lines: Vec<DayLine>,
    page: u32,
    pages: u32,
}

impl From<DayLines> for LinesOfADay {
    fn from(found: DayLines) -> Self {
        let DayLines { day, currency, count, unblended, amortized, lines, page, pages, question: _ } = found;
        Self { day, currency, count, unblended, amortized, lines, page, pages }
    }
}

pub(super) async fn lines(
    Asker(ctx): Asker,
    At(org): At<OrganizationId>,
    QuestionedOfADay(question, day): QuestionedOfADay,
) -> Result<Found<LinesOfADay>, Problem> {
    Ok(Found(analysis::lines(&ctx, org, question, day).await?.into()))
}

/// A question that somebody keeps.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SavedView")]
pub(super) struct View {
    id: SavedViewId,
    name: String,
    /// What `cost-analysis` is asked with.
    query: String,
    is_shared: bool,
    is_own: bool,
    /// Who keeps it.
    by: String,
    made_at: chrono::DateTime<chrono::Utc>,
}

impl From<SavedView> for View {
    fn from(view: SavedView) -> Self {
        let SavedView { id, name, question, is_shared, is_own, by, made_at } = view;
        Self { id, name, query: question.query(), is_shared, is_own, by, made_at }
    }
}

/// Of which amounts a view is.
#[derive(Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "SavedViewSide")]
pub(super) enum Side {
    #[default]
    Costs,
    /// What an end customer is charged.
    Charges,
}

impl From<Side> for saved_views::Page {
    fn from(side: Side) -> Self {
        match side {
            Side::Costs => Self::Costs,
            Side::Charges => Self::Charges,
        }
    }
}

#[derive(Default, Deserialize, JsonSchema)]
#[serde(default)]
pub(super) struct OfSide {
    /// `costs` where none is given.
    of: Option<Side>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ViewRequest {
    name: String,
    /// As an address writes it: `?cost=charge&period=3-months`.
    #[serde(default)]
    query: String,
    #[serde(default)]
    of: Side,
    /// Shown to every member; an administrator shares.
    #[serde(default)]
    shared: bool,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ViewChange {
    shared: bool,
}

pub(super) async fn views(
    Asker(ctx): Asker,
    At(org): At<OrganizationId>,
    Asked(side): Asked<OfSide>,
    window: Window,
) -> Result<Page<View>, Problem> {
    let views = saved_views::visible_on(&ctx, org, side.of.unwrap_or_default().into()).await?;
    Ok(window.cut(views.into_iter().map(View::from), Order::NewestFirst, |view| view.id.to_string()))
}

pub(super) async fn keep(
    Asker(ctx): Asker,
    At(org): At<OrganizationId>,
    Body(new): Body<ViewRequest>,
) -> Result<Created<View>, Problem> {
    let question = Question::parse(&new.query).map_err(|wrong| Problem::invalid("query", wrong.to_string()))?;
    let view = NewView { page: new.of.into(), name: new.name, question, shared: new.shared };
    let id = saved_views::add(&ctx, org, view).await?;
    let views = saved_views::visible_on(&ctx, org, new.of.into()).await?;
    let kept = views.into_iter().find(|view| view.id == id).ok_or_else(Problem::not_found)?;
    Ok(Created(kept.into()))
}

pub(super) async fn share(
    Asker(ctx): Asker,
    At((org, id)): At<(OrganizationId, SavedViewId)>,
    Body(change): Body<ViewChange>,
) -> Result<Done, Problem> {
    saved_views::set_shared(&ctx, org, id, change.shared).await?;
    Ok(Done)
}

pub(super) async fn forget(Asker(ctx): Asker, At((org, id)): At<(OrganizationId, SavedViewId)>) -> Result<Done, Problem> {
    saved_views::remove(&ctx, org, id).await?;
    Ok(Done)
}
