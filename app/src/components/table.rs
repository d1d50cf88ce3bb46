//! Tables: they scroll inside their own frame, so that a page never scrolls sideways.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use muster_domain::Money;

use super::amount::Amount;
use super::icon::{Icon, Picture};
use crate::query::{Direction, SORT, Sort, with};

/// A table with its caption for screen readers. The children are `thead`, `tbody`, `tfoot`.
#[component]
pub fn Table(#[prop(into)] caption: String, children: Children) -> impl IntoView {
    let label = caption.clone();
    view! {
        // Scrolled by the arrow keys too, therefore in the order of Tab.
        <div class="table-frame" role="region" aria-label=label tabindex="0">
            <table class="table">
                <caption class="visually-hidden">{caption}</caption>
                {children()}
            </table>
        </div>
    }
}

/// A header that sorts by its column when clicked. Numbers begin with the largest.
#[component]
pub fn SortHeader(
    label: &'static str,
    /// The column's name in the address.
    column: &'static str,
    /// The order of the list now.
    #[prop(into)]
    sort: Signal<Sort>,
    /// Which way the first click orders; descending columns are numbers and stand to the right.
    #[prop(default = Direction::Ascending)]
    first: Direction,
) -> impl IntoView {
    let query = use_query_map();
    let direction = move || sort.with(|sort| (sort.column == column).then_some(sort.direction));
    let href = move || {
        let next = sort.with(|sort| sort.after_click(column, first)).to_string();
        query.with(|query| with(query, SORT, &next))
    };
    let said = move || {
        direction().map(|direction| match direction {
            Direction::Ascending => "ascending",
            Direction::Descending => "descending",
        })
    };
    let arrow = move || {
        direction().map(|direction| match direction {
            Direction::Ascending => view! { <Icon picture=Picture::SortAscending/> },
            Direction::Descending => view! { <Icon picture=Picture::SortDescending/> },
        })
    };
    view! {
        <th scope="col" class:number=first == Direction::Descending aria-sort=said>
            <a class="sort" href=href>
                <span>{label}</span>
                {arrow}
            </a>
        </th>
    }
}

/// A header that does not sort.
#[component]
pub fn HeaderCell(label: &'static str, #[prop(default = "")] class: &'static str) -> impl IntoView {
    view! {
        <th scope="col" class=class>
            {label}
        </th>
    }
}

/// An amount in a table; a dash where there is none yet.
#[component]
pub fn MoneyCell(#[prop(into)] money: Option<Money>) -> impl IntoView {
    view! {
        <td class="number">
            {match money {
                Some(money) => view! { <Amount money/> }.into_any(),
                None => view! { <span class="nothing" aria-label="none">"–"</span> }.into_any(),
            }}
        </td>
    }
}
