use leptos::prelude::*;

use crate::components::Field;

/// The first day of a change of membership; empty is today.
#[component]
pub(super) fn FromDay(
    id: &'static str,
    label: &'static str,
    /// Below it.
    #[prop(optional)]
    hint: &'static str,
) -> impl IntoView {
    view! {
        <Field id name="from" label hint>
            <input id=id class="input" type="date" name="from" aria-describedby=format!("{id}-notes")/>
        </Field>
    }
}
