use leptos::prelude::*;

/// For a page that shows something under way, where no script polls: the whole page again every three seconds.
#[component]
pub fn ReloadWithoutScript() -> impl IntoView {
    // As text, because a browser with script keeps the element's content as text, and hydration must find the same.
    view! { <noscript inner_html=r#"<meta http-equiv="refresh" content="3">"#></noscript> }
}
