use leptos::prelude::*;

use super::table::{HeaderCell, Table};

/// A column's title, and the class of its cells: empty, `number` or `text-wide`.
pub type Column = (&'static str, &'static str);

/// A table that is only read: one row for each thing, whose first cell names it.
#[component]
pub fn RecordTable(#[prop(into)] caption: String, columns: &'static [Column], rows: Vec<Vec<AnyView>>) -> impl IntoView {
    let heads = columns.iter().map(|&(label, class)| view! { <HeaderCell label class/> }).collect_view();
    let body = rows.into_iter().map(|row| view! { <tr>{cells(columns, row)}</tr> }).collect_view();
    view! {
        <Table caption>
            <thead>
                <tr>{heads}</tr>
            </thead>
            <tbody>{body}</tbody>
        </Table>
    }
}

fn cells(columns: &'static [Column], row: Vec<AnyView>) -> impl IntoView {
    let cells = columns.iter().zip(row).enumerate().map(|(place, ((_, class), cell))| match place {
        0 => view! { <th scope="row" class=*class>{cell}</th> }.into_any(),
        _ => view! { <td class=*class>{cell}</td> }.into_any(),
    });
    cells.collect_view()
}
