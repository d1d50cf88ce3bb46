//! `/metrics`, for Prometheus: requests and how long they took, by route; jobs and imports as the database has them, so
//! that every server of an installation says the same of those.

use std::fmt::Write;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use muster_service::Muster;
use muster_service::figures::{Figures, ImportFigures, figures};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// Seconds.
const BUCKETS: [f64; 12] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0];

/// What this process counts. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Metrics {
    requests: Family<Answered, Counter>,
    seconds: Family<Asked, Histogram>,
    registry: Arc<Registry>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: String,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    method: String,
    route: String,
}

impl Default for Metrics {
    fn default() -> Self {
        let requests = Family::<Answered, Counter>::default();
        let seconds = Family::<Asked, Histogram>::new_with_constructor(|| Histogram::new(BUCKETS));
        let mut registry = Registry::with_prefix("muster");
        registry.register("http_requests", "Requests that were answered", requests.clone());
        registry.register("http_request_seconds", "How long an answer took to begin", seconds.clone());
        Self { requests, seconds, registry: Arc::new(registry) }
    }
}

/// Counts every request. Its route, not its address: there are few of those, and they name no one.
pub(crate) async fn measure(State(metrics): State<Metrics>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
    let method = match request.method().as_str() {
        method @ ("GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS") => method.to_owned(),
        _ => "other".to_owned(),
    };
    let begun = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16();
    metrics.requests.get_or_create(&Answered { method: method.clone(), route: route.clone(), status }).inc();
    metrics.seconds.get_or_create(&Asked { method, route }).observe(begun.elapsed().as_secs_f64());
    response
}

pub(crate) async fn show(State(metrics): State<Metrics>, State(muster): State<Muster>) -> Response {
    let figures = figures(&muster).await.unwrap_or_else(|error| {
        tracing::error!(%error, "jobs and imports could not be counted");
        Figures::default()
    });
    match text(&metrics, &figures) {
        Ok(text) => {
            ([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], text).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "the metrics could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// A figure of the imports in one state.
type Value = fn(&ImportFigures) -> u64;

fn text(metrics: &Metrics, figures: &Figures) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    encode(&mut text, &metrics.registry)?;
    let end = text.strip_suffix("# EOF\n").map(str::len).unwrap_or(text.len());
    text.truncate(end);
    text += "# HELP muster_jobs Background work that is to be done.\n# TYPE muster_jobs gauge\n";
    for job in &figures.jobs {
        writeln!(text, "muster_jobs{{kind=\"{}\",state=\"waiting\"}} {}", job.kind, job.waiting)?;
        writeln!(text, "muster_jobs{{kind=\"{}\",state=\"running\"}} {}", job.kind, job.running)?;
    }
    let each: [(&str, &str, Value); 3] = [
        ("muster_imports", "Imports, by what became of them", |import| import.imports),
        ("muster_import_rows", "Rows of bills that they read", |import| import.rows),
        ("muster_import_bytes", "Bytes of bills that they read", |import| import.bytes),
    ];
    for (name, help, value) in each {
        writeln!(text, "# HELP {name} {help}.\n# TYPE {name} gauge")?;
        for import in &figures.imports {
            writeln!(text, "{name}{{state=\"{}\"}} {}", import.state.name(), value(import))?;
        }
    }
    text += "# EOF\n";
    Ok(text)
}
