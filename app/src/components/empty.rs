use leptos::prelude::*;

use super::icon::{Icon, Picture};

/// Where a list has nothing yet: what will be here, and the way to it.
#[component]
pub fn EmptyState(
    icon: Picture,
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    /// The next step, when this person may take it.
    #[prop(optional, into)]
    action: Option<AnyView>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <span class="empty-icon">
                <Icon picture=icon/>
            </span>
            <p class="empty-title">{title}</p>
            <p class="empty-text">{text}</p>
            {action.map(|action| view! { <div class="empty-action">{action}</div> })}
        </div>
    }
}
