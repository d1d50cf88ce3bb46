//! What is charged: of an organization's subsets, and by its providers.

use muster_domain::view::charges::{Charged, ChargedBy};
use muster_domain::view::customers::By;
use muster_domain::{Month, OrganizationId};
use muster_service::charged::{self, Span};
use schemars::JsonSchema;
use serde::Deserialize;

use super::extract::{Asked, At};
use super::page::{Order, Page, Window};
use super::problem::Problem;
use super::route::Asker;
use super::shape::Listed;

#[derive(Deserialize, JsonSchema)]
pub(super) struct ChargesAsked {
    /// First month; the first there is where none is given.
    from: Option<Month>,
    /// First month after them.
    to: Option<Month>,
    /// Any of `service`, `account`, `region`, `charge_type` and `day`, with commas; one row per month and subset without.
    #[serde(default)]
    group_by: Listed<By>,
}

pub(super) async fn list(
    Asker(ctx): Asker,
    At(org): At<OrganizationId>,
    Asked(asked): Asked<ChargesAsked>,
    window: Window,
) -> Result<Page<Charged>, Problem> {
    let span = Span { from: asked.from, to: asked.to, group_by: asked.group_by.0 };
    Ok(window.cut(charged::list(&ctx, org, span).await?, Order::Rising, key))
}

fn key(row: &Charged) -> String {
    let whose = match &row.by {
        ChargedBy::Subset(id) => id.to_string(),
        ChargedBy::Provider { source, .. } => source.to_string(),
    };
    let groups = row.groups.values().map(String::as_str).collect::<Vec<_>>().join("\u{1f}");
    format!("{}\u{1f}{whose}\u{1f}{groups}", row.month)
}
