use leptos::prelude::*;

use super::button::{ButtonKind, SubmitButton, SubmitButtonProps};
use super::form::{FormFn, ServerForm};
use super::hidden::{HiddenFields, HiddenInputs};
use super::icon::Picture;

/// A button that is a form of its own: nothing is typed, all that it sends is known.
#[component]
pub fn ActionButton<S: FormFn>(
    action: ServerAction<S>,
    #[prop(optional)] fields: HiddenFields,
    #[prop(into)] label: String,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] icon: Option<Picture>,
    /// Read aloud instead of the label, where rows repeat it.
    #[prop(optional, into)]
    description: Option<String>,
) -> impl IntoView {
    view! {
        <ServerForm action class="form-in-line">
            <HiddenInputs fields/>
            {SubmitButton(SubmitButtonProps { label, kind, icon, description, name: None, value: None })}
        </ServerForm>
    }
}
