//! Files to take away. The same permission as the page: the service decides, this streams.

use axum::body::Body;
use axum::extract::{Extension, Path, Query, RawQuery};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use muster_domain::analysis::Question;
use muster_domain::connection::TemplateForm;
use muster_domain::view::audit::AuditFilter;
use muster_domain::view::customers::{By, Look};
use muster_domain::view::reports::{ReportFormat, RerateForm};
use muster_domain::{CustomerLinkId, ManagementAccountId, Month, OrganizationId, ReportId, WorkflowId};
use muster_engine::place;
use muster_service::reports::ReportFile;
use muster_service::{Ctx, Error, analysis, audit, connections, reports, statements, subsets, workflows};
use serde::Deserialize;

/// The queries of all downloads; each reads its own part.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// A report's: `csv`, `xlsx`, `parquet`.
    format: Option<String>,
    /// A re-rated bill's: `csv`, `parquet`. A role's: `cloud_formation`, `terraform`.
    form: Option<String>,
    month: Option<Month>,
    /// Of an end customer's charges.
    source: Option<CustomerLinkId>,
    /// What they are told apart by.
    by: Option<String>,
    version: Option<u32>,
}

pub(crate) async fn report(
    Path((org, report)): Path<(OrganizationId, ReportId)>,
    Query(asked): Query<Asked>,
    Extension(ctx): Extension<Ctx>,
) -> Response {
    let format = asked.format.as_deref().unwrap_or("csv");
    match ReportFormat::from_name(format) {
        Some(format) => stream(&ctx, reports::download(&ctx, org, report, format).await).await,
        None => unknown("format", format, &ReportFormat::ALL.map(ReportFormat::name)),
    }
}

pub(crate) async fn explain(Path((org, report)): Path<(OrganizationId, ReportId)>, Extension(ctx): Extension<Ctx>) -> Response {
    stream(&ctx, reports::explain_csv(&ctx, org, report).await).await
}

pub(crate) async fn bill(
    Path((org, report)): Path<(OrganizationId, ReportId)>,
    Query(asked): Query<Asked>,
    Extension(ctx): Extension<Ctx>,
) -> Response {
    let form = asked.form.as_deref().unwrap_or("csv");
    match RerateForm::from_name(form) {
        Some(form) => stream(&ctx, reports::bill(&ctx, org, report, form).await).await,
        None => unknown("form", form, &RerateForm::ALL.map(RerateForm::name)),
    }
}

pub(crate) async fn subset_list(
    Path(org): Path<OrganizationId>,
    Query(asked): Query<Asked>,
    Extension(ctx): Extension<Ctx>,
) -> Response {
    let file = subsets::csv(&ctx, org, asked.month).await;
    file.map_or_else(|error| refuse(&ctx, error), |file| send(&file.filename, Body::from(file.text)))
}

/// The audit record, as far as the page's filters ask for it.
pub(crate) async fn audit(
    Path(org): Path<OrganizationId>,
    Query(filter): Query<AuditFilter>,
    Extension(ctx): Extension<Ctx>,
) -> Response {
    let file = audit::csv(&ctx, org, filter).await;
    file.map_or_else(|error| refuse(&ctx, error), |file| send(&file.filename, Body::from(file.text)))
}

/// The question of the page, whole, as a file.
pub(crate) async fn analysis(
    Path(org): Path<OrganizationId>,
    RawQuery(query): RawQuery,
    Extension(ctx): Extension<Ctx>,
) -> Response {
    let file = match question(query) {
        Ok(question) => analysis::csv(&ctx, org, question).await,
        Err(error) => Err(error),
    };
    file.map_or_else(|error| refuse(&ctx, error), |file| send(&file.filename, Body::from(file.text)))
}

/// The same of what an end customer is charged.
pub(crate) async fn charge_analysis(
    Path(org): Path<OrganizationId>,
    RawQuery(query): RawQuery,
    Extension(ctx): Extension<Ctx>,
) -> Response {
    let file = match question(query) {
        Ok(question) => statements::analysis_csv(&ctx, org, question).await,
        Err(error) => Err(error),
    };
    file.map_or_else(|error| refuse(&ctx, error), |file| send(&file.filename, Body::from(file.text)))
}

fn question(query: Option<String>) -> Result<Question, Error> {
    Question::parse(&query.unwrap_or_default()).map_err(|wrong| Error::invalid(wrong.name, wrong.reason))
}

/// What an end customer is charged, told apart as asked.
pub(crate) async fn charges(
    Path(org): Path<OrganizationId>,
    Query(asked): Query<Asked>,
    Extension(ctx): Extension<Ctx>,
) -> Response {
    let by = asked.by.as_deref().unwrap_or("service");
    let Ok(by) = by.parse::<By>() else { return unknown("by", by, &By::ALL.map(By::name)) };
    let look = Look { source: asked.source, month: asked.month, by };
    let file = statements::overview_csv(&ctx, org, look).await;
    file.map_or_else(|error| refuse(&ctx, error), |file| send(&file.filename, Body::from(file.text)))
}

pub(crate) async fn statement(
    Path((org, source, month)): Path<(OrganizationId, CustomerLinkId, Month)>,
    Extension(ctx): Extension<Ctx>,
) -> Response {
    let file = statements::csv(&ctx, org, source, month).await;
    file.map_or_else(|error| refuse(&ctx, error), |file| send(&file.filename, Body::from(file.text)))
}

pub(crate) async fn workflow(
    Path((org, workflow)): Path<(OrganizationId, WorkflowId)>,
    Query(asked): Query<Asked>,
    Extension(ctx): Extension<Ctx>,
) -> Response {
    let file = workflows::file(&ctx, org, workflow, asked.version).await;
    file.map_or_else(|error| refuse(&ctx, error), |file| send(&file.filename, Body::from(file.json)))
}

/// The role that a management account's delivery is read by.
pub(crate) async fn template(
    Path((org, account)): Path<(OrganizationId, ManagementAccountId)>,
    Query(asked): Query<Asked>,
    Extension(ctx): Extension<Ctx>,
) -> Response {
    let form = asked.form.as_deref().unwrap_or("cloud_formation");
    let Some(form) = TemplateForm::from_name(form) else {
        return unknown("form", form, &TemplateForm::ALL.map(TemplateForm::name));
    };
    let text = connections::template(&ctx, org, account, form).await;
    text.map_or_else(|error| refuse(&ctx, error), |text| send(form.file(), Body::from(text)))
}

async fn stream(ctx: &Ctx, file: Result<ReportFile, Error>) -> Response {
    let file = match file {
        Ok(file) => file,
        Err(error) => return refuse(ctx, error),
    };
    match place::stream(&file.path).await {
        Ok(bytes) => send(&file.filename, Body::from_stream(bytes)),
        Err(_) => (StatusCode::GONE, "The files of this report have expired; generate it again.").into_response(),
    }
}

pub(crate) fn send(filename: &str, body: Body) -> Response {
    let kind = HeaderValue::from_static(content_type(filename));
    ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, attachment(filename))], body).into_response()
}

fn content_type(filename: &str) -> &'static str {
    match filename.rsplit_once('.').map_or("", |(_, end)| end) {
        "csv" => "text/csv; charset=utf-8",
        "json" => "application/json",
        "gz" => "application/gzip",
        end => ReportFormat::from_name(end).map_or("application/octet-stream", ReportFormat::media_type),
    }
}

/// The cause of a failure of ours goes to the log, its request id to the visitor.
fn refuse(ctx: &Ctx, error: Error) -> Response {
    let status = status(&error);
    match error {
        Error::NotSignedIn => Redirect::to("/sign-in").into_response(),
        Error::Internal(cause) => {
            let request = ctx.request_id();
            tracing::error!(request, cause, "a download failed");
            (status, format!("Something went wrong on our side. Report it with the number {request}.\n")).into_response()
        }
        error => (status, error.to_string()).into_response(),
    }
}

fn unknown(what: &str, given: &str, known: &[&str]) -> Response {
    let reason = format!("{what}: `{given}` is unknown: expected one of {}\n", known.join(", "));
    (StatusCode::UNPROCESSABLE_ENTITY, reason).into_response()
}

/// A file name as RFC 6266 wants it: ASCII for old readers, UTF-8 for others.
fn attachment(name: &str) -> HeaderValue {
    let plain: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || "-_. ".contains(c) { c } else { '_' }).collect();
    let encoded: String = name
        .bytes()
        .map(|b| if b.is_ascii_alphanumeric() || b"-_.".contains(&b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect();
    HeaderValue::from_str(&format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"))
        .unwrap_or(HeaderValue::from_static("attachment"))
}

/// What a service error is over HTTP.
pub(crate) fn status(error: &Error) -> StatusCode {
    match error {
        Error::NotSignedIn => StatusCode::UNAUTHORIZED,
        Error::Forbidden(_) => StatusCode::FORBIDDEN,
        Error::NotFound => StatusCode::NOT_FOUND,
        Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Conflict(_) | Error::NotEnabled(_) => StatusCode::CONFLICT,
        Error::CodeNeeded(_) => StatusCode::UNAUTHORIZED,
        Error::Wait(_) => StatusCode::TOO_MANY_REQUESTS,
        Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_cannot_break_out_of_its_header() {
        let header = attachment("R\"&D\r\n é.csv");
        assert_eq!(
            header.to_str().unwrap(),
            "attachment; filename=\"R__D__ _.csv\"; filename*=UTF-8''R%22%26D%0D%0A%20%C3%A9.csv"
        );
    }

    #[test]
    fn a_file_says_what_it_is() {
        assert_eq!(content_type("Standard.workflow.json"), "application/json");
        assert_eq!(content_type("march-focus.csv.gz"), "application/gzip");
        assert_eq!(content_type("noname"), "application/octet-stream");
    }
}
