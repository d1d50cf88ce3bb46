//! Reports: bills as a workflow charges them.

use axum::body::Body as HttpBody;
use axum::http::StatusCode;
use muster_domain::report::GroupBy;
use muster_domain::view::reports::{NewReport, Reconciliation, ReportFormat, ReportRow, ReportScope, RuleEffect};
use muster_domain::{Money, OrganizationId, Period, ReportId, SubsetId, WorkflowId};
use muster_engine::place;
use muster_service::reports::{self, ReportFile};
use muster_service::{Ctx, Error};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::answer::{Accepted, Done, Download, Found};
use super::extract::{Asked, At, Body};
use super::page::{Order, Page, Window};
use super::problem::Problem;
use super::route::Asker;
use super::shape::Day;

type AtOne = At<(OrganizationId, ReportId)>;

/// What a report is made of.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReportRequest {
    name: String,
    workflow: WorkflowId,
    /// First day.
    from: Day,
    /// First day after it.
    to: Day,
    #[serde(default)]
    subsets: Chosen,
    #[serde(default)]
    group_by: Vec<GroupBy>,
}

/// `"all"` for every account, those in no subset too; or a list of subsets.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Chosen {
    All(All),
    Subsets(Vec<SubsetId>),
}

#[derive(Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum All {
    #[default]
    All,
}

impl Default for Chosen {
    fn default() -> Self {
        Self::All(All::All)
    }
}

impl From<Chosen> for ReportScope {
    fn from(chosen: Chosen) -> Self {
        match chosen {
            Chosen::All(All::All) => Self::All,
            Chosen::Subsets(subsets) => Self::Subsets(subsets),
        }
    }
}

/// A report, and once it is there, what it comes to.
#[derive(Serialize, JsonSchema)]
pub(super) struct Report {
    #[serde(flatten)]
    row: ReportRow,
    result: Option<ReportSums>,
}

/// What is said of the whole; its rows are in the file.
#[derive(Serialize, JsonSchema)]
pub(super) struct ReportSums {
    currency: String,
    rows: u64,
    unblended: Money,
    charge: Money,
    /// One per rule, in the order listed.
    effects: Vec<RuleEffect>,
    /// Lines that a rule would have priced at on-demand but that have no public price.
    no_public_price: u64,
    reconciliation: Option<Reconciliation>,
    /// What the forms of its bills cannot say.
    notes: Vec<String>,
}

#[derive(Deserialize, JsonSchema)]
pub(super) struct Form {
    /// `csv` where none is given.
    #[serde(default)]
    format: Option<ReportFormat>,
}

pub(super) async fn list(Asker(ctx): Asker, At(org): At<OrganizationId>, window: Window) -> Result<Page<ReportRow>, Problem> {
    Ok(window.cut(reports::list(&ctx, org).await?, Order::NewestFirst, |row| row.id.to_string()))
}

pub(super) async fn create(
    Asker(ctx): Asker,
    At(org): At<OrganizationId>,
    Body(asked): Body<ReportRequest>,
) -> Result<Accepted<Report>, Problem> {
    let id = reports::create(&ctx, org, asked.read()?).await?;
    Ok(Accepted(read(&ctx, org, id).await?))
}

pub(super) async fn find(Asker(ctx): Asker, At((org, id)): AtOne) -> Result<Found<Report>, Problem> {
    Ok(Found(read(&ctx, org, id).await?))
}

pub(super) async fn retry(Asker(ctx): Asker, At((org, id)): AtOne) -> Result<Accepted<Report>, Problem> {
    reports::retry(&ctx, org, id).await?;
    Ok(Accepted(read(&ctx, org, id).await?))
}

pub(super) async fn delete(Asker(ctx): Asker, At((org, id)): AtOne) -> Result<Done, Problem> {
    reports::delete(&ctx, org, id).await?;
    Ok(Done)
}

pub(super) async fn download(Asker(ctx): Asker, At((org, id)): AtOne, Asked(form): Asked<Form>) -> Result<Download, Problem> {
    stream(reports::download(&ctx, org, id, form.format.unwrap_or(ReportFormat::Csv)).await?).await
}

pub(super) async fn explain(Asker(ctx): Asker, At((org, id)): AtOne) -> Result<Download, Problem> {
    stream(reports::explain_csv(&ctx, org, id).await?).await
}

impl ReportRequest {
    fn read(self) -> Result<NewReport, Error> {
        let period = Period::new(self.from.0, self.to.0).map_err(|error| Error::invalid("to", error.to_string()))?;
        let (name, workflow, group_by) = (self.name, self.workflow, self.group_by);
        Ok(NewReport { name, workflow, period, scope: self.subsets.into(), group_by })
    }
}

pub(super) async fn read(ctx: &Ctx, org: OrganizationId, id: ReportId) -> Result<Report, Problem> {
    let found = reports::find(ctx, org, id, 0).await?;
    let sums = found.result.map(|result| ReportSums {
        currency: result.currency,
        rows: result.row_count,
        unblended: result.unblended,
        charge: result.charge,
        effects: result.effects,
        no_public_price: result.no_public_price,
        reconciliation: result.reconciliation,
        notes: result.notes,
    });
    Ok(Report { row: found.row, result: sums })
}

async fn stream(file: ReportFile) -> Result<Download, Problem> {
    let gone = |_| Problem::new(StatusCode::GONE, "the files of this report have expired; make it again");
    let bytes = place::stream(&file.path).await.map_err(gone)?;
    Ok(Download::new(&file.filename, HttpBody::from_stream(bytes)))
}
