//! Beginning with a workflow file: pasted, or with script read from the disk. Nothing is saved by it.

use leptos::html::{Button, Textarea};
use leptos::prelude::*;

use super::state::EditorState;
use crate::components::{Icon, Picture, Refusal};
use crate::error::as_sentence;

#[component]
pub(super) fn ImportFile(state: EditorState) -> impl IntoView {
    let (text, button) = (NodeRef::<Textarea>::new(), NodeRef::<Button>::new());
    let begun = state.import.get_untracked();
    let is_refused = move || state.import.with(|import| !import.refusals.is_empty());
    let read = move |event| read_file(&event, text, button);
    view! {
        <details class="import" open=is_refused>
            <summary class="button button-quiet">
                <Icon picture=Picture::Upload/>
                <span>"Import a workflow file"</span>
            </summary>
            <div class="import-body field" class:field-refused=is_refused>
                <label for="import">"Workflow file (JSON)"</label>
                <p class="field-hint">"It fills the form in place of what stands there. Nothing is saved until you save it."</p>
                <input class="import-file needs-script" type="file" accept=".json,application/json" aria-label="Choose a workflow file" on:change=read/>
                <textarea
                    id="import"
                    class="input condition-text"
                    name="form[import]"
                    rows="4"
                    spellcheck="false"
                    placeholder=r#"{ "name": "Reseller standard", "rules": [ … ] }"#
                    aria-describedby="import-notes"
                    node_ref=text
                >
                    {begun.text}
                </textarea>
                <div id="import-notes" class="field-notes">{move || refused(state)}</div>
                <div>
                    <button node_ref=button type="submit" name="form[intent]" value="import" class="button button-secondary">
                        "Fill the form"
                    </button>
                </div>
            </div>
        </details>
    }
}

/// Everything that is wrong in the file, each with its place in it.
fn refused(state: EditorState) -> impl IntoView {
    let refusals = state.import.with(|import| import.refusals.clone());
    let reasons = refusals.into_iter().map(|refusal| {
        let place = if refusal.path == "$" { String::new() } else { format!("{}: ", refusal.path) };
        view! { <Refusal reason=Signal::stored(Some(format!("{place}{}", as_sentence(&refusal.reason))))/> }
    });
    reasons.collect_view()
}

/// Puts the chosen file's text where a pasted one would stand, and presses the button.
fn read_file(event: &leptos::ev::Event, text: NodeRef<Textarea>, button: NodeRef<Button>) {
    #[cfg(feature = "hydrate")]
    {
        use leptos::wasm_bindgen::JsCast;
        use leptos::wasm_bindgen::closure::Closure;
        let file = event_target::<web_sys::HtmlInputElement>(event).files().and_then(|files| files.get(0));
        let (Some(file), Ok(reader)) = (file, web_sys::FileReader::new()) else { return };
        let done = reader.clone();
        let take = Closure::once_into_js(move || {
            let read = done.result().ok().and_then(|result| result.as_string());
            if let (Some(read), Some(area), Some(button)) = (read, text.get_untracked(), button.get_untracked()) {
                area.set_value(&read);
                button.click();
            }
        });
        reader.set_onload(Some(take.unchecked_ref()));
        // A file that cannot be read leaves the field as it is.
        let _ = reader.read_as_text(&file);
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (event, text, button);
}
