use leptos::prelude::*;
use muster_domain::Money;
use muster_domain::view::reports::{ReportColumn, ReportResult};

use crate::components::{Pagination, Table};

/// Rows of a page, as the service cuts the file.
const PAGE_ROWS: u64 = 200;

/// A page of the file, from 1, as it stands there; amounts to the cent.
#[component]
pub(super) fn Rows(result: ReportResult, page: u32) -> impl IntoView {
    let ReportResult { columns, rows, row_count, totals, .. } = result;
    let pages = u32::try_from(row_count.div_ceil(PAGE_ROWS)).unwrap_or(u32::MAX);
    let heads = columns.iter().map(|column| {
        let class = if column.is_money { "number" } else { "" };
        view! { <th scope="col" class=class>{column.name.clone()}</th> }
    });
    let heads = heads.collect_view();
    let body = rows.into_iter().map(|row| {
        let first = row.first().cloned().unwrap_or_default();
        view! { <tr><th scope="row">{first}</th> {others(row, &columns)}</tr> }
    });
    let body = body.collect_view();
    let sums = others(totals, &columns);
    view! {
        <div class="report-rows">
            <Table caption="Rows of the report">
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{body}</tbody>
                <tfoot>
                    <tr>
                        <th scope="row">"Total"</th>
                        {sums}
                    </tr>
                </tfoot>
            </Table>
        </div>
        <Pagination page pages/>
    }
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
