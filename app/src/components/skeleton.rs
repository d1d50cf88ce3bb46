use leptos::prelude::*;

/// The shape of a list that is being loaded.
#[component]
pub fn TableSkeleton() -> impl IntoView {
    view! {
        <div class="skeleton" role="status">
            <span class="visually-hidden">"Loading"</span>
            <div class="skeleton-title"></div>
            {(0..6).map(|_| view! { <div class="skeleton-row"></div> }).collect_view()}
        </div>
    }
}

/// The shape of a page of facts that is being loaded.
#[component]
pub fn CardSkeleton() -> impl IntoView {
    view! {
        <div class="skeleton" role="status">
            <span class="visually-hidden">"Loading"</span>
            <div class="skeleton-title"></div>
            <div class="skeleton-card"></div>
        </div>
    }
}
