use leptos::prelude::*;

/// What a form sends beside what is typed: names and values.
pub type HiddenFields = Vec<(&'static str, String)>;

#[component]
pub fn HiddenInputs(fields: HiddenFields) -> impl IntoView {
    fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()
}

/// The fields by which most server functions know what they are about.
pub fn ids(org: impl ToString, id: impl ToString) -> HiddenFields {
    vec![("org", org.to_string()), ("id", id.to_string())]
}
