//! The eight steps of each management account.

use muster_domain::OrganizationId;
use muster_domain::view::enrollment::Enrollment;
use muster_service::enrollment;

use super::extract::At;
use super::page::{Order, Page, Window};
use super::problem::Problem;
use super::route::Asker;

pub(super) async fn list(Asker(ctx): Asker, At(org): At<OrganizationId>, window: Window) -> Result<Page<Enrollment>, Problem> {
    let key = |enrolled: &Enrollment| enrolled.account.as_ref().map(|account| account.id.to_string()).unwrap_or_default();
    Ok(window.cut(enrollment::list(&ctx, org).await?, Order::NewestFirst, key))
}
