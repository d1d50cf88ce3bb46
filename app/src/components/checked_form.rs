use leptos::ev::{Event, SubmitEvent};
use leptos::form::FromFormData;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{FormData, HtmlFormElement};
use muster_domain::workflow::Refusal;
use serde::de::DeserializeOwned;

use super::badge::Tone;
use super::focus::focus;
use super::form::{FormState, use_action};
use super::notice::Notice;
use crate::error::ApiError;

/// A form that the browser reads as the server would before it sends anything, so that what is wrong is told at once.
/// What is refused stands in the element `refused`, and has the focus then.
#[derive(Clone)]
pub struct CheckedForm {
    pub state: FormState,
    pub on_submit: Callback<SubmitEvent>,
}

/// Of a server function. `came_back` is what was refused of a form that was sent without script.
pub fn use_checked_form<S>(came_back: Vec<Refusal>, check: fn(&S) -> Result<(), Vec<Refusal>>) -> CheckedForm
where
    S: ServerFn<Error = ApiError> + DeserializeOwned + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    let action = use_action::<S>();
    let refused = RwSignal::new((!came_back.is_empty()).then_some(ApiError::Invalid(came_back)));
    let answer = action.value();
    Effect::new(move || {
        if let Some(Err(error)) = answer.get() {
            refused.set(Some(error));
            focus("refused".to_owned());
        }
    });
    let on_submit = Callback::new(move |event: SubmitEvent| {
        // What cannot be read here the server may still understand: then the browser sends it.
        let Ok(sent) = S::from_event(&event) else { return };
        event.prevent_default();
        let wrong = check(&sent).err().map(ApiError::Invalid);
        let is_right = wrong.is_none();
        refused.set(wrong);
        if is_right {
            action.dispatch(sent);
        } else {
            focus("refused".to_owned());
        }
    });
    CheckedForm { state: FormState { pending: action.pending().into(), error: refused.into() }, on_submit }
}

/// What the form that an event happened in holds now: read by the server function's own shape.
pub fn held_by_form<S: FromFormData>(event: &Event) -> Option<S> {
    let form = event.current_target()?.dyn_into::<HtmlFormElement>().ok()?;
    S::from_form_data(&FormData::new_with_form(&form).ok()?).ok()
}

/// What stands above a checked form: how much is wrong with its fields, and what is wrong with none of them.
#[component]
pub fn RefusedAbove(state: FormState, fields: &'static [&'static str]) -> impl IntoView {
    let text = move || above(state.error.get(), fields).map(|text| view! { <Notice tone=Tone::Bad text/> });
    view! { <div id="refused" role="alert" tabindex="-1">{text}</div> }
}

fn above(refused: Option<ApiError>, fields: &[&str]) -> Option<String> {
    let refusals = match refused? {
        ApiError::Invalid(refusals) => refusals,
        other => return Some(other.to_string()),
    };
    let (below, elsewhere): (Vec<_>, Vec<_>) = refusals.into_iter().partition(|refusal| fields.contains(&refusal.path.as_str()));
    let below = match below.len() {
        0 => None,
        1 => Some("One field below has to be corrected.".to_owned()),
        many => Some(format!("{many} fields below have to be corrected.")),
    };
    let texts: Vec<_> = below.into_iter().chain(elsewhere.into_iter().map(|refusal| refusal.reason)).collect();
    Some(texts.join(" "))
}
