use leptos::prelude::*;
use leptos::server_fn::client::Client;
use leptos::server_fn::codec::PostUrl;
use leptos::server_fn::request::ClientReq;
use leptos::server_fn::{Http, ServerFn};
use leptos::web_sys::FormData;
use serde::de::DeserializeOwned;

use super::breadcrumbs::Crumb;
use super::button::{ButtonKind, LinkButton, SubmitButton};
use super::card::Card;
use super::form::ServerForm;
use super::icon::Picture;
use super::page_header::PageHeader;
use crate::error::ApiError;

/// A page that asks whether something is to go: what goes with it, and the button.
#[component]
pub fn ConfirmDeletion<S, O>(
    action: ServerAction<S>,
    #[prop(into)] title: String,
    steps: Vec<Crumb>,
    /// What this takes away, and what stays, one sentence each.
    consequences: Vec<String>,
    /// What is sent: names and values.
    fields: Vec<(&'static str, String)>,
    /// What the button says.
    #[prop(into)]
    label: String,
    /// Where the way back leads.
    #[prop(into)]
    keep: String,
) -> impl IntoView
where
    S: DeserializeOwned + ServerFn<Protocol = Http<PostUrl, O>, Error = ApiError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
    S::Client: Client<ApiError>,
    <<S::Client as Client<ApiError>>::Request as ClientReq<ApiError>>::FormData: From<FormData>,
    O: 'static,
{
    let sentences = consequences.into_iter().map(|sentence| view! { <li>{sentence}</li> });
    let fields = fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> });
    let (sentences, fields) = (sentences.collect_view(), fields.collect_view());
    view! {
        <PageHeader title steps/>
        <Card title="What this takes away">
            <ul class="consequences">{sentences}</ul>
            <ServerForm action>
                {fields}
                <div class="form-actions">
                    <SubmitButton label kind=ButtonKind::Danger icon=Picture::Trash/>
                    <LinkButton href=keep label="Keep it"/>
                </div>
            </ServerForm>
        </Card>
    }
}
