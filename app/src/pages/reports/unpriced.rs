//! The lines that a rule would have charged at the public on-demand price, had the bill one.

use leptos::prelude::*;
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::view::reports::ReportDetail;
use muster_domain::view::trail::{Unpriced, UnpricedGroup};

use super::trail::{Missing, above};
use super::use_report_id;
use crate::api::reports;
use crate::components::{Amount, CardSkeleton, Column, EmptyState, PageHeader, Pagination, Picture, RecordTable};
use crate::error::ApiError;
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::pages::figures::{counted, thousands};
use crate::query::{PAGE, use_parsed};

/// Groups of a page, as the service cuts them.
const PAGE_GROUPS: u64 = 200;

#[component]
pub(crate) fn UnpricedPage() -> impl IntoView {
    let (id, page) = (use_report_id(), use_parsed::<u32>(PAGE));
    let asked = move || Some((id.get()?, page.get().unwrap_or(1).max(1)));
    let found = organization_resource(asked, |org, (id, page)| async move {
        let report = reports::find(org, id, 0).await?;
        Ok((report, reports::unpriced(org, id, page - 1).await, page))
    });
    let skeleton = || view! { <CardSkeleton/> };
    let view = move |org, (report, found, page)| view! { <Found org report found page/> };
    view! { <OrganizationLoad data=found skeleton view/> }
}

#[component]
fn Found(org: OrganizationRow, report: ReportDetail, found: Result<Unpriced, ApiError>, page: u32) -> impl IntoView {
    let steps = above(&org, &report);
    let hint = "Where a rule asks for the public on-demand price and the bill has none, the charge stays as before that rule.";
    let content = match found {
        Ok(found) => view! { <Groups found page/> }.into_any(),
        Err(error) => view! { <Missing org report error/> }.into_any(),
    };
    view! {
        <PageHeader title="Lines without a public price" steps hint=hint.into_any()/>
        {content}
    }
}

#[component]
fn Groups(found: Unpriced, page: u32) -> impl IntoView {
    let Unpriced { currency, lines, groups, group_count } = found;
    if groups.is_empty() {
        let text = "Every line for which a rule asks has a public price on the bill.";
        return view! { <EmptyState icon=Picture::Check title="None here" text/> }.into_any();
    }
    let said = format!(
        "{} in {}. Costs are unblended, in {currency}.",
        counted(lines, "line", "lines"),
        counted(group_count, "group of alike ones", "groups of alike ones")
    );
    let pages = u32::try_from(group_count.div_ceil(PAGE_GROUPS)).unwrap_or(u32::MAX);
    let rows = groups.into_iter().map(cells).collect();
    view! {
        <p class="toolbar-count">{said}</p>
        <RecordTable caption="Lines without a public price" columns=&COLUMNS rows/>
        <Pagination page pages/>
    }
    .into_any()
}

const COLUMNS: [Column; 6] =
    [("Account", ""), ("Service", ""), ("Usage Type", "text-wide"), ("Region", ""), ("Lines", "number"), ("Unblended", "number")];

fn cells(group: UnpricedGroup) -> Vec<AnyView> {
    vec![
        group.account.into_any(),
        group.service.into_any(),
        group.usage_type.into_any(),
        group.region.into_any(),
        thousands(group.lines).into_any(),
        view! { <Amount money=group.unblended/> }.into_any(),
    ]
}
