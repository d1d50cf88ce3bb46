use leptos::prelude::*;
use leptos::server_fn::client::Client;
use leptos::server_fn::codec::PostUrl;
use leptos::server_fn::request::ClientReq;
use leptos::server_fn::{Http, ServerFn};
use leptos::web_sys::FormData;
use muster_domain::view::tickets::Said;
use serde::de::DeserializeOwned;

use super::StateBadge;
use crate::components::{Badge, ButtonKind, ServerForm, SubmitButton, TextArea, Timestamp, Tone};
use crate::error::ApiError;

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
pub(crate) fn CommentForm<S, O>(
    action: ServerAction<S>,
    /// What is sent beside the text: names and values.
    fields: Vec<(&'static str, String)>,
) -> impl IntoView
where
    S: DeserializeOwned + ServerFn<Protocol = Http<PostUrl, O>, Error = ApiError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
    S::Client: Client<ApiError>,
    <<S::Client as Client<ApiError>>::Request as ClientReq<ApiError>>::FormData: From<FormData>,
    O: 'static,
{
    let fields = fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view();
    view! {
        <ServerForm action fields=&["text"] class="form form-wide">
            {fields}
            <TextArea name="text" label="Comment" rows=3 id="comment-text"/>
            <div class="form-actions">
                <SubmitButton label="Add comment" kind=ButtonKind::Secondary/>
            </div>
        </ServerForm>
    }
}
