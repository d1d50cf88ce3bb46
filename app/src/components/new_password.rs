use leptos::prelude::*;

use super::field::TextField;

/// A password that is chosen: what the server asks of one, and what password managers know it by.
#[component]
pub fn NewPassword(
    #[prop(default = "Password")] label: &'static str,
    /// An id of its own where the page has another field of passwords.
    #[prop(optional, into)]
    id: Option<String>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| "field-password".to_owned());
    view! {
        <TextField
            name="password"
            id
            label
            kind="password"
            autocomplete="new-password"
            min_length=8
            hint="At least 8 characters."
        />
    }
}
