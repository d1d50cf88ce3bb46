//! The lines behind one row of a report, each with the rules that touched it.

mod line;

use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::view::reports::ReportDetail;
use muster_domain::view::trail::{Trail, TrailLine};

use self::line::Line;
use super::totals::Totals;
use super::use_report_id;
use crate::api::reports;
use crate::components::{
    Card, CardSkeleton, Crumb, EmptyState, Fact, Facts, LinkButton, Notice, PageHeader, Pagination, Picture, Tone,
};
use crate::error::{ApiError, as_sentence};
use crate::layouts::{OrganizationLoad, organization_resource, use_parameter};
use crate::pages::figures::counted;
use crate::query::{PAGE, use_parsed};
use crate::routes::{self, Section};

/// Lines of a page, as the service cuts them.
const PAGE_LINES: u64 = 50;

/// A row of a report, opened.
#[component]
pub(crate) fn TrailPage() -> impl IntoView {
    let (id, row, page) = (use_report_id(), use_parameter::<u64>("row"), use_parsed::<u32>(PAGE));
    let asked = move || Some((id.get()?, row.get()?.checked_sub(1)?, page.get().unwrap_or(1).max(1)));
    let found = organization_resource(asked, |org, (id, row, page)| async move {
        let trail = reports::trail(org, id, row, page - 1).await;
        let report = reports::find(org, id, 0).await?;
        // A row that never was is no page; lines that are not to be had are said on it.
        match trail {
            Err(error @ (ApiError::NotFound | ApiError::NotSignedIn)) => Err(error),
            trail => Ok((report, trail, page)),
        }
    });
    let skeleton = || view! { <CardSkeleton/> };
    let view = move |org, (report, trail, page)| view! { <Found org report trail page/> };
    view! { <OrganizationLoad data=found skeleton view/> }
}

#[component]
fn Found(org: OrganizationRow, report: ReportDetail, trail: Result<Trail, ApiError>, page: u32) -> impl IntoView {
    let steps = above(&org, &report);
    match trail {
        Ok(trail) => view! {
            <PageHeader title=title(&trail) steps hint="The lines of the bill behind a row, and what each rule made of them.".into_any()/>
            <Opened trail report page/>
        }
        .into_any(),
        Err(error) => view! {
            <PageHeader title="Lines of a row" steps/>
            <Missing org report error/>
        }
        .into_any(),
    }
}

/// Where the pages behind a report hang.
pub(super) fn above(org: &OrganizationRow, report: &ReportDetail) -> Vec<Crumb> {
    let list = Crumb::new(Section::Reports.title(), Section::Reports.of(org.id));
    vec![list, Crumb::new(report.row.name.clone(), routes::report(org.id, report.row.id))]
}

/// What the row stands for, in a word or two.
fn title(trail: &Trail) -> String {
    let cells: Vec<_> = trail.groups.iter().map(|(_, cell)| cell.as_str()).filter(|cell| !cell.is_empty()).collect();
    if cells.is_empty() { "All lines of the report".to_owned() } else { cells.join(" · ") }
}

#[component]
fn Opened(trail: Trail, report: ReportDetail, page: u32) -> impl IntoView {
    let Trail { currency, groups, unblended, charge, line_count, rows_added, lines } = trail;
    let groups = groups.into_iter().map(|(name, cell)| {
        let cell = if cell.is_empty() { "None".to_owned() } else { cell };
        view! { <Fact name>{cell}</Fact> }
    });
    let pages = u32::try_from((line_count + rows_added).div_ceil(PAGE_LINES)).unwrap_or(u32::MAX);
    view! {
        <div class="report-facts">
            <Facts>{groups.collect_view()}</Facts>
        </div>
        <Totals currency unblended charge/>
        <Card title="Lines" hint=said(line_count, rows_added)>
            <Lines lines report/>
        </Card>
        <Pagination page pages/>
    }
}

fn said(lines: u64, rows: u64) -> String {
    let lines = counted(lines, "line of the bill", "lines of the bill");
    let rows = (rows > 0).then(|| counted(rows, "row that a rule added", "rows that rules added"));
    let all = [Some(lines), rows].into_iter().flatten().collect::<Vec<_>>().join(" and ");
    format!("{all}. Open one to see its rules in the order in which they ran.")
}

#[component]
fn Lines(lines: Vec<TrailLine>, report: ReportDetail) -> impl IntoView {
    if lines.is_empty() {
        let text = "There are no lines on this page.";
        return view! { <EmptyState icon=Picture::Report title="No lines" text/> }.into_any();
    }
    let sentences = StoredValue::new(report.result.map(|result| result.effects).unwrap_or_default());
    let lines = lines.into_iter().map(|line| view! { <li><Line line sentences/></li> }).collect_view();
    view! {
        <div class="trail">
            <p class="trail-head" aria-hidden="true">
                <span>"Time"</span>
                <span>"Line"</span>
                <span class="number">"Unblended"</span>
                <span class="number">"Charge"</span>
            </p>
            <ol class="trail-lines">{lines}</ol>
        </div>
    }
    .into_any()
}

/// Why there is nothing behind the report, and the way on.
#[component]
pub(super) fn Missing(org: OrganizationRow, report: ReportDetail, error: ApiError) -> impl IntoView {
    let anew = org.allows(Permission::CreateReport).then(|| {
        let href = routes::new_report(org.id, report.row.workflow);
        view! { <LinkButton href label="Generate a new report"/> }
    });
    view! {
        <Card title="These lines cannot be shown">
            <Notice tone=Tone::Warning text=as_sentence(&error.to_string())/>
            <div class="form-actions">
                <LinkButton href=routes::report(org.id, report.row.id) label="Back to the report"/>
                {anew}
            </div>
        </Card>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_called_by_its_groups() {
        let cell = |name: &str, cell: &str| (name.to_owned(), cell.to_owned());
        let mut trail = Trail {
            currency: "USD".to_owned(),
            groups: vec![cell("Subset", "Aurora"), cell("Region", ""), cell("Service", "AmazonEC2")],
            unblended: Default::default(),
            charge: Default::default(),
            line_count: 0,
            rows_added: 0,
            lines: Vec::new(),
        };
        assert_eq!(title(&trail), "Aurora · AmazonEC2");
        trail.groups.clear();
        assert_eq!(title(&trail), "All lines of the report");
    }

    #[test]
    fn rows_that_rules_added_are_counted_apart() {
        assert!(said(1, 0).starts_with("1 line of the bill. "));
        assert!(said(2000, 1).starts_with("2,000 lines of the bill and 1 row that a rule added. "));
    }
}
