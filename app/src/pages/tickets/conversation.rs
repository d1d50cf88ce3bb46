use leptos::prelude::*;
use muster_domain::view::tickets::Said;

use super::StateBadge;
use crate::components::{
    Badge, ButtonKind, FormFn, HiddenFields, HiddenInputs, ServerForm, SubmitButton, TextArea, Timestamp, Tone,
};

/// What was said about a ticket, in order.
#[component]
pub(crate) fn Conversation(said: Vec<Said>) -> impl IntoView {
    if said.is_empty() {
        return view! { <p class="nothing-said">"Nothing was said yet."</p> }.into_any();
    }
    let entries = said.into_iter().map(|said| {
        let Said { by, support, text, became, at } = said;
        view! {
            <li class="said" class:said-by-support=support>
                <p class="said-head">
                    <strong>{by}</strong>
                    {support.then(|| view! { <Badge tone=Tone::Neutral text="Support"/> })}
                    {became.map(|state| view! { <StateBadge state/> })}
                    <Timestamp at/>
                </p>
                {(!text.is_empty()).then(|| view! { <p class="said-text">{text}</p> })}
            </li>
        }
    });
    view! { <ol class="conversation">{entries.collect_view()}</ol> }.into_any()
}

/// Says more.
#[component]
pub(crate) fn CommentForm<S: FormFn>(
    action: ServerAction<S>,
    /// What is sent beside the text.
    fields: HiddenFields,
) -> impl IntoView {
    view! {
        <ServerForm action fields=&["text"] class="form form-wide">
            <HiddenInputs fields/>
            <TextArea name="text" label="Comment" rows=3 id="comment-text"/>
            <div class="form-actions">
                <SubmitButton label="Add comment" kind=ButtonKind::Secondary/>
            </div>
        </ServerForm>
    }
}
