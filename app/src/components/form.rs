//! Forms that send a server function: enhanced with script, plain without; refusals stand beside their fields.

use leptos::context::Provider;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos::server::ServerActionError;
use leptos::server_fn::client::Client;
use leptos::server_fn::codec::PostUrl;
use leptos::server_fn::request::ClientReq;
use leptos::server_fn::{Http, ServerFn};
use leptos::web_sys::FormData;
use leptos_router::hooks::use_query_map;
use serde::de::DeserializeOwned;

use super::Tone;
use super::notice::Notice;
use crate::error::ApiError;

/// What the parts of a form know of it.
#[derive(Clone, Copy)]
pub struct FormState {
    pub pending: Signal<bool>,
    pub error: Signal<Option<ApiError>>,
}

/// The action of a form. Without script a refused form comes back as a page whose address carries the refusal.
pub fn use_action<S>() -> ServerAction<S>
where
    S: ServerFn<Error = ApiError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    let refused = use_query_map().with_untracked(|query| Some((query.get("__path")?, query.get("__err")?)));
    if let Some((path, error)) = refused {
        provide_context(ServerActionError::new(&path, &error));
    }
    ServerAction::new()
}

/// A server function that a form can send.
pub trait FormFn:
    DeserializeOwned
    + ServerFn<
        Protocol = Http<PostUrl, <Self as FormFn>::Answer>,
        Error = ApiError,
        Output: Send + Sync + 'static,
        Client: Client<ApiError, Request: ClientReq<ApiError, FormData: From<FormData>>>,
    > + Clone
    + Send
    + Sync
    + 'static
{
    /// How its answer is encoded.
    type Answer: 'static;
}

impl<S, A> FormFn for S
where
    S: DeserializeOwned
        + ServerFn<
            Protocol = Http<PostUrl, A>,
            Error = ApiError,
            Output: Send + Sync + 'static,
            Client: Client<ApiError, Request: ClientReq<ApiError, FormData: From<FormData>>>,
        > + Clone
        + Send
        + Sync
        + 'static,
    A: 'static,
{
    type Answer = A;
}

/// A form of a server function, with what was refused about it as a whole above its fields.
#[component]
pub fn ServerForm<S: FormFn>(
    action: ServerAction<S>,
    /// Fields whose refusals are shown beside them; all others are shown above.
    #[prop(optional)]
    fields: &'static [&'static str],
    #[prop(default = "form")] class: &'static str,
    /// Whether it is empty again once something was added by it.
    #[prop(optional)]
    clears: bool,
    children: Children,
) -> impl IntoView {
    let value = action.value();
    let error = Signal::derive(move || value.with(|value| value.as_ref().and_then(|answer| answer.as_ref().err().cloned())));
    let state = FormState { pending: action.pending().into(), error };
    let form = NodeRef::<leptos::html::Form>::new();
    if clears {
        let successes = use_successes(action);
        Effect::new(move |before: Option<usize>| {
            let now = successes.get();
            if let Some(form) = form.get_untracked().filter(|_| before.is_some_and(|before| before < now)) {
                form.reset();
            }
            now
        });
    }
    view! {
        <Provider value=state>
            <ActionForm action node_ref=form attr:class=class>
                <Refused fields/>
                {children()}
            </ActionForm>
        </Provider>
    }
}

#[component]
fn Refused(fields: &'static [&'static str]) -> impl IntoView {
    let state = use_context::<FormState>();
    let elsewhere = move || {
        let error = state?.error.get()?;
        match error {
            ApiError::Invalid(mut refusals) => {
                refusals.retain(|refusal| !fields.iter().any(|field| is_about(&refusal.path, field)));
                (!refusals.is_empty()).then_some(ApiError::Invalid(refusals))
            }
            other => Some(other),
        }
    };
    view! { <div role="alert">{move || elsewhere().map(|error| view! { <Notice tone=Tone::Bad text=capitalized(&error.to_string())/> })}</div> }
}

/// Whether a path names a field or something in it, `patterns` and `patterns[2].pattern`.
fn is_about(path: &str, field: &str) -> bool {
    path.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with(['[', '.']))
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Grows with every answer of an action that is no refusal: a page loads its data again then, and keeps what was typed
/// into a form that was refused.
pub fn use_successes<S>(action: ServerAction<S>) -> Memo<usize>
where
    S: ServerFn<Error = ApiError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    let (version, value) = (action.version(), action.value());
    Memo::new(move |before| {
        let refused = value.with(|answer| matches!(answer, Some(Err(_))));
        if refused { before.copied().unwrap_or_default() } else { version.get() }
    })
}

/// What the form around it was refused about this field.
pub fn use_refusal(field: &'static str) -> Signal<Option<String>> {
    let state = use_context::<FormState>();
    Signal::derive(move || state.and_then(|state| state.error.with(|error| error.as_ref()?.about(field))))
}
