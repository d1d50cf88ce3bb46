use leptos::prelude::*;

use super::unbroken::Unbroken;

/// A row of figures that stand for the page.
#[component]
pub fn Stats(children: Children) -> impl IntoView {
    view! { <dl class="stats">{children()}</dl> }
}

/// One figure of [`Stats`].
#[component]
pub fn Stat(#[prop(into)] name: String, #[prop(optional, into)] hint: Option<String>, children: Children) -> impl IntoView {
    view! {
        <div class="stat">
            <dt>{name}</dt>
            <dd>{children()}</dd>
            {hint.map(|hint| view! { <dd class="stat-hint"><Unbroken text=hint/></dd> })}
        </div>
    }
}
