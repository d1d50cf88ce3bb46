use leptos::prelude::*;

use super::field::Field;
use super::form::use_refusal;

/// Several lines of text in a form.
#[component]
pub fn TextArea(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] value: String,
    #[prop(default = 5)] rows: u32,
    #[prop(default = 4000)] max_length: u32,
    /// Whether the browser insists on a text.
    #[prop(default = Needed::Always)]
    needed: Needed,
    /// An id of its own where two forms of a page have a field of this name.
    #[prop(optional, into)]
    id: Option<String>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| format!("field-{name}"));
    let refusal = use_refusal(name);
    view! {
        <Field id=id.clone() name label hint=hint.unwrap_or_default()>
            <textarea
                id=id.clone()
                class="input text-area"
                name=name
                rows=rows
                maxlength=max_length
                required=needed == Needed::Always
                aria-describedby=format!("{id}-notes")
                aria-invalid=move || refusal.with(Option::is_some).then_some("true")
            >
                {value}
            </textarea>
        </Field>
    }
}

/// Whether a field may stay empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needed {
    Always,
    /// The server may ask for it all the same.
    Sometimes,
}
