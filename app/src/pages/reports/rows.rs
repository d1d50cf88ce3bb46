use leptos::prelude::*;
use muster_domain::view::reports::{ReportColumn, ReportResult};
use muster_domain::{Money, OrganizationId, ReportId};

use crate::components::{Pagination, Table};
use crate::routes;

/// Rows of a page, as the service cuts the file.
const PAGE_ROWS: u64 = 200;

/// A page of the file, from 1, as it stands there; amounts to the cent. Each row leads to its lines.
#[component]
pub(super) fn Rows(org: OrganizationId, id: ReportId, result: ReportResult, page: u32) -> impl IntoView {
    let ReportResult { columns, rows, row_count, totals, .. } = result;
    let pages = u32::try_from(row_count.div_ceil(PAGE_ROWS)).unwrap_or(u32::MAX);
    let heads = columns.iter().map(|column| {
        let class = if column.is_money { "number" } else { "" };
        view! { <th scope="col" class=class>{column.name.clone()}</th> }
    });
    let heads = heads.collect_view();
    let first = u64::from(page.saturating_sub(1)).saturating_mul(PAGE_ROWS) + 1;
    let body = (first..).zip(rows).map(|(number, row)| {
        let behind = has_lines(&row, &columns).then(|| routes::report_row(org, id, number));
        let name = row
            .first()
            .cloned()
            .zip(columns.first())
            .map(|(text, column)| view! { <Name text is_money=column.is_money behind number/> });
        view! { <tr>{name} {others(row, &columns)}</tr> }
    });
    let body = body.collect_view();
    let is_grouped = columns.first().is_some_and(|column| !column.is_money);
    let sums = others(totals, &columns);
    // Without groups the one row is its own total.
    let foot = is_grouped.then(|| {
        view! {
            <tfoot>
                <tr>
                    <th scope="row">"Total"</th>
                    {sums}
                </tr>
            </tfoot>
        }
    });
    view! {
        <div class="report-rows">
            <Table caption="Rows of the report">
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{body}</tbody>
                {foot}
            </Table>
        </div>
        <Pagination page pages/>
    }
}

/// The row of accounts outside the report has empty amounts, and no lines here.
fn has_lines(row: &[String], columns: &[ReportColumn]) -> bool {
    let amount = row.iter().zip(columns).find(|(_, column)| column.is_money);
    amount.is_none_or(|(text, _)| !text.is_empty())
}

/// The first cell, which opens the row. What reads as nothing is still named for those who cannot see it.
#[component]
fn Name(text: String, is_money: bool, behind: Option<String>, number: u64) -> impl IntoView {
    let (shown, title) = match text.parse::<Money>() {
        Ok(money) if is_money => (money.cents(), Some(text.clone())),
        _ => (text.clone(), None),
    };
    let said = shown.is_empty().then(|| format!("Lines of row {number}"));
    let shown = match behind {
        Some(href) => view! { <a class="row-open" href=href aria-label=said>{shown}</a> }.into_any(),
        None => shown.into_any(),
    };
    view! { <th scope="row" class:number=is_money title=title>{shown}</th> }
}

fn others(row: Vec<String>, columns: &[ReportColumn]) -> impl IntoView + use<> {
    let cells = row
        .into_iter()
        .zip(columns)
        .skip(1)
        .map(|(text, column)| if column.is_money { amount(text) } else { view! { <td>{text}</td> }.into_any() });
    cells.collect_view()
}

fn amount(text: String) -> AnyView {
    match text.parse::<Money>() {
        Ok(money) => view! {
            <td class="number" class:amount-negative=money.is_negative() title=text>
                {money.cents()}
            </td>
        }
        .into_any(),
        // The row of other accounts leaves cells empty.
        Err(_) => view! { <td class="number">{text}</td> }.into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_row_of_accounts_outside_leads_nowhere() {
        let column = |name: &str, is_money| ReportColumn { name: name.to_owned(), is_money };
        let columns = [column("Usage Account", false), column("Unblended", true)];
        let row = |cells: [&str; 2]| cells.map(str::to_owned);
        assert!(has_lines(&row(["111122223333", "0.00"]), &columns));
        assert!(!has_lines(&row(["Other", ""]), &columns));
    }
}
