//! Files of a report. The same permission as the page: the service decides, this streams.

use axum::body::Body;
use axum::extract::{Extension, Path};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use muster_domain::{OrganizationId, ReportId};
use muster_service::reports::ReportFile;
use muster_service::{Ctx, Error, reports};
use tokio_util::io::ReaderStream;

pub(crate) async fn report(Path((org, report)): Path<(OrganizationId, ReportId)>, Extension(ctx): Extension<Ctx>) -> Response {
    answer(reports::csv(&ctx, org, report).await).await
}

pub(crate) async fn explain(Path((org, report)): Path<(OrganizationId, ReportId)>, Extension(ctx): Extension<Ctx>) -> Response {
    answer(reports::explain_csv(&ctx, org, report).await).await
}

async fn answer(file: Result<ReportFile, Error>) -> Response {
    let file = match file {
        Ok(file) => file,
        Err(Error::NotSignedIn) => return Redirect::to("/sign-in").into_response(),
        Err(error) => return (status(&error), error.to_string()).into_response(),
    };
    match tokio::fs::File::open(&file.path).await {
        Ok(open) => (
            [
                (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
                (header::CONTENT_DISPOSITION, attachment(&file.filename)),
            ],
            Body::from_stream(ReaderStream::new(open)),
        )
            .into_response(),
        Err(_) => (StatusCode::GONE, "The files of this report have expired; generate it again.").into_response(),
    }
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
        Error::Conflict(_) => StatusCode::CONFLICT,
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
}
