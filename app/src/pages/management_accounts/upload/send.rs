//! Sending with progress. Of the browser's two ways only the older one tells how much has been sent.

use leptos::wasm_bindgen::closure::Closure;
use leptos::wasm_bindgen::{JsCast, JsValue};
use leptos::web_sys::{Event, FormData, HtmlFormElement, ProgressEvent, XmlHttpRequest};

/// Posts the form to its own address. `progress` is given bytes sent and bytes in all; `over` is called once.
pub(super) fn send(
    form: &HtmlFormElement,
    progress: impl Fn(u64, u64) + 'static,
    over: impl Fn(Result<(), String>) + 'static,
) -> Result<(), JsValue> {
    let request = XmlHttpRequest::new()?;
    request.open_with_async("POST", &form.action(), ASYNC)?;
    request.set_request_header("Accept", "application/json")?;
    let progress = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        progress(event.loaded() as u64, event.total() as u64);
    });
    request.upload()?.set_onprogress(Some(progress.as_ref().unchecked_ref()));
    let answered = request.clone();
    let over = Closure::<dyn Fn(Event)>::new(move |_| over(outcome(&answered)));
    request.set_onloadend(Some(over.as_ref().unchecked_ref()));
    // They live as long as the page: the browser calls them until the upload has ended, whatever is shown meanwhile.
    progress.forget();
    over.forget();
    request.send_with_opt_form_data(Some(&FormData::new_with_form(form)?))
}

const ASYNC: bool = true;

fn outcome(request: &XmlHttpRequest) -> Result<(), String> {
    match request.status().unwrap_or(0) {
        200..300 => Ok(()),
        0 => Err("The upload broke off. Check your connection and try again.".to_owned()),
        401 => Err("Your session has ended. Sign in again.".to_owned()),
        403 => Err("You are not permitted to upload bills.".to_owned()),
        status => Err(detail(request).unwrap_or_else(|| format!("The upload was refused (status {status})."))),
    }
}

/// What the server says of it: `{"detail": "..."}`.
fn detail(request: &XmlHttpRequest) -> Option<String> {
    let text = request.response_text().ok()??;
    let answer: std::collections::BTreeMap<String, String> = serde_json::from_str(&text).ok()?;
    answer.get("detail").cloned()
}
