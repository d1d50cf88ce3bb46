use leptos::prelude::*;

use super::icon::{Icon, Picture};

/// A button that copies a text; there only with script.
#[component]
pub fn CopyButton(
    #[prop(into)] text: String,
    /// What it is, for the button's name: `organization ID`.
    what: &'static str,
) -> impl IntoView {
    let copied = RwSignal::new(false);
    let copy = move |_| {
        write_to_clipboard(&text);
        copied.set(true);
        set_timeout(move || copied.set(false), std::time::Duration::from_secs(2));
    };
    view! {
        <button type="button" class="button button-quiet button-icon needs-script" aria-label=format!("Copy {what}") on:click=copy>
            {move || if copied.get() { view! { <Icon picture=Picture::Check/> } } else { view! { <Icon picture=Picture::Copy/> } }}
        </button>
        <span class="visually-hidden" role="status">{move || copied.get().then_some("Copied")}</span>
    }
}

/// A text to be taken elsewhere: one click selects all of it, and with script a button copies it.
#[component]
pub fn CopyText(
    #[prop(into)] text: String,
    /// What it is, for the button's name: `organization ID`.
    what: &'static str,
) -> impl IntoView {
    view! {
        <span class="copy">
            <code class="copy-text">{text.clone()}</code>
            <CopyButton text what/>
        </span>
    }
}

fn write_to_clipboard(text: &str) {
    #[cfg(feature = "hydrate")]
    let _ = window().navigator().clipboard().write_text(text);
    #[cfg(not(feature = "hydrate"))]
    let _ = text;
}
