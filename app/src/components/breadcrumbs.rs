use leptos::prelude::*;

/// A step on the way down to a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    pub title: String,
    pub href: String,
}

impl Crumb {
    pub fn new(title: impl Into<String>, href: impl Into<String>) -> Self {
        Self { title: title.into(), href: href.into() }
    }
}

/// The way up. The page itself is its heading, not a step.
#[component]
pub fn Breadcrumbs(steps: Vec<Crumb>) -> impl IntoView {
    let steps = steps.into_iter().map(|step| {
        view! {
            <li>
                <a href=step.href>{step.title}</a>
            </li>
        }
    });
    view! {
        <nav class="breadcrumbs" aria-label="Breadcrumbs">
            <ol>{steps.collect_view()}</ol>
        </nav>
    }
}
