use leptos::prelude::*;

use super::form::use_refusal;
use super::icon::{Icon, Picture};
use super::text_area::Needed;

/// The frame of an input: its label, its hint, and what the server refused about it. The input inside names
/// `{id}-notes` as its description.
#[component]
pub fn Field(
    #[prop(into)] id: String,
    /// The form's field, as refusals name it.
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: Option<String>,
    children: Children,
) -> impl IntoView {
    let refusal = use_refusal(name);
    let notes = format!("{id}-notes");
    view! {
        <div class="field" class:field-refused=move || refusal.with(Option::is_some)>
            <label for=id>{label}</label>
            {children()}
            <div id=notes class="field-notes">
                {hint.filter(|hint| !hint.is_empty()).map(|hint| view! { <p class="field-hint">{hint}</p> })}
                {move || {
                    refusal
                        .get()
                        .map(|reason| {
                            view! {
                                <p class="field-refusal">
                                    <Icon picture=Picture::Warning/>
                                    <span>{reason}</span>
                                </p>
                            }
                        })
                }}
            </div>
        </div>
    }
}

/// One line of text in a form.
#[component]
pub fn TextField(
    name: &'static str,
    #[prop(into)] label: String,
    /// `text` unless told.
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] hint: Option<String>,
    /// What browsers and password managers fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    #[prop(optional)] placeholder: Option<&'static str>,
    #[prop(optional)] inputmode: Option<&'static str>,
    /// The `datalist` of what is proposed: words that no dictionary has.
    #[prop(optional)]
    list: Option<&'static str>,
    /// A regular expression that the browser checks before sending.
    #[prop(optional)]
    pattern: Option<&'static str>,
    #[prop(optional)] min_length: Option<u32>,
    #[prop(default = 200)] max_length: u32,
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
            <input
                id=id.clone()
                class="input"
                type=kind
                name=name
                value=value
                required=needed == Needed::Always
                autocomplete=autocomplete
                placeholder=placeholder
                inputmode=inputmode
                list=list
                spellcheck=list.map(|_| "false")
                pattern=pattern
                minlength=min_length
                maxlength=max_length
                aria-describedby=format!("{id}-notes")
                aria-invalid=move || refusal.with(Option::is_some).then_some("true")
            />
        </Field>
    }
}
