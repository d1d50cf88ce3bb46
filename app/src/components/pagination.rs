use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::query::{PAGE, with};

/// Steps through a long list, page by page; pages count from 1.
#[component]
pub fn Pagination(page: u32, pages: u32) -> impl IntoView {
    let query = use_query_map();
    let link = move |to: u32, label: &'static str| {
        let inside = (1..=pages).contains(&to);
        let href = inside.then(|| query.with_untracked(|query| with(query, PAGE, &to.to_string())));
        view! {
            <a class="button button-secondary" href=href aria-disabled=(!inside).then_some("true")>
                {label}
            </a>
        }
    };
    (pages > 1).then(|| {
        view! {
            <nav class="pagination" aria-label="Pages">
                {link(page.saturating_sub(1), "Previous")}
                <span>{format!("Page {page} of {pages}")}</span>
                {link(page + 1, "Next")}
            </nav>
        }
    })
}
