use leptos::prelude::*;

/// How far something is, 0 to 100, with its name and what is to be said beside it.
#[component]
pub fn Progress(
    #[prop(into)] label: String,
    #[prop(into)] percent: Signal<u64>,
    #[prop(into)] detail: Signal<String>,
) -> impl IntoView {
    view! {
        <div class="progress">
            <div class="progress-line">
                <span>{label.clone()}</span>
                <span class="progress-percent">{move || format!("{} %", percent.get())}</span>
            </div>
            <progress class="progress-bar" max="100" aria-label=label value=move || percent.get().to_string()></progress>
            <p class="progress-detail">{move || detail.get()}</p>
        </div>
    }
}
