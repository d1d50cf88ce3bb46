use leptos::prelude::*;
use leptos_meta::Title;

use super::breadcrumbs::{Breadcrumbs, Crumb};

/// The head of a page: the way up, its title (the browser's too), and what can be done here.
#[component]
pub fn PageHeader(
    #[prop(into)] title: String,
    #[prop(optional)] steps: Vec<Crumb>,
    /// One line below the title.
    #[prop(optional, into)]
    hint: Option<AnyView>,
    #[prop(optional, into)] actions: Option<AnyView>,
) -> impl IntoView {
    view! {
        <Title text=title.clone()/>
        <header class="page-header">
            {(!steps.is_empty()).then(|| view! { <Breadcrumbs steps/> })}
            <div class="page-header-line">
                <h1>{title}</h1>
                {actions.map(|actions| view! { <div class="page-header-actions">{actions}</div> })}
            </div>
            {hint.map(|hint| view! { <div class="page-header-hint">{hint}</div> })}
        </header>
    }
}
