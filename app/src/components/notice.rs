use leptos::prelude::*;

use super::badge::Tone;
use super::icon::{Icon, Picture};

/// A message in the flow of the page.
#[component]
pub fn Notice(tone: Tone, #[prop(into)] text: String) -> impl IntoView {
    let picture = if matches!(tone, Tone::Good) { Picture::Check } else { Picture::Warning };
    view! {
        <p class=format!("notice {}", tone.class())>
            <Icon picture/>
            <span>{text}</span>
        </p>
    }
}
