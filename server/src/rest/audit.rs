//! Who did what.

use chrono::{DateTime, Utc};
use muster_domain::view::audit::{AuditFilter, AuditRow};
use muster_domain::{OrganizationId, UserId};
use muster_service::audit::{self, Below};
use schemars::JsonSchema;
use serde::Deserialize;
use uuid::Uuid;

use super::extract::{Asked, At};
use super::page::{Page, Window, wrong_cursor};
use super::problem::Problem;
use super::route::Asker;
use super::shape::Day;

#[derive(Default, Deserialize, JsonSchema)]
#[serde(default)]
pub(super) struct Filter {
    who: Option<UserId>,
    /// A feature (`subsets`), or a feature and verb (`subsets.assign`).
    what: Option<String>,
    /// First day.
    from: Option<Day>,
    /// Last day.
    until: Option<Day>,
}

pub(super) async fn list(
    Asker(ctx): Asker,
    At(org): At<OrganizationId>,
    Asked(asked): Asked<Filter>,
    window: Window,
) -> Result<Page<AuditRow>, Problem> {
    let (from, until) = (asked.from.map(|day| day.0), asked.until.map(|day| day.0));
    let filter = AuditFilter { who: asked.who, what: asked.what.unwrap_or_default(), from, until };
    let record = window.after.as_deref().map(|place| read(place).ok_or_else(wrong_cursor)).transpose()?;
    let found = audit::list_below(&ctx, org, filter, Below { limit: window.limit as u32 + 1, record }).await?;
    Ok(window.page(found.into_iter().map(|row| (place(&row), row)).collect()))
}

/// The record is in order of time; of records of one moment, of id.
fn place(row: &AuditRow) -> String {
    format!("{} {}", row.at.timestamp_micros(), row.id)
}

fn read(place: &str) -> Option<(DateTime<Utc>, Uuid)> {
    let (at, id) = place.split_once(' ')?;
    Some((DateTime::from_timestamp_micros(at.parse().ok()?)?, id.parse().ok()?))
}
