use leptos::prelude::*;

/// A part of a page under its own heading.
#[component]
pub fn Card(
    #[prop(into)] title: String,
    /// One sentence below the title.
    #[prop(optional, into)]
    hint: Option<String>,
    /// Beside the title.
    #[prop(optional, into)]
    actions: Option<AnyView>,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="card">
            <header class="card-header">
                <div>
                    <h2>{title}</h2>
                    {hint.map(|hint| view! { <p class="card-hint">{hint}</p> })}
                </div>
                {actions.map(|actions| view! { <div class="card-actions">{actions}</div> })}
            </header>
            <div class="card-body">{children()}</div>
        </section>
    }
}
