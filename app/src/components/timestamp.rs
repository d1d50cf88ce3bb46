use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// A moment, in UTC as on the bill.
#[component]
pub fn Timestamp(at: DateTime<Utc>) -> impl IntoView {
    let machine = at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    view! { <time class="timestamp" datetime=machine>{at.format("%Y-%m-%d %H:%M UTC").to_string()}</time> }
}
