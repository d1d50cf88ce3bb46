use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::people;
use crate::components::{ButtonKind, ServerForm, SubmitButton, TextField, use_action};
use crate::query::use_param;
use crate::routes;

/// Asks for the second factor of somebody whose password was right.
#[component]
pub(crate) fn SignInCodePage() -> impl IntoView {
    let finish = use_action::<people::SignInCode>();
    let next = use_param("next");
    view! {
        <Title text="One-time code"/>
        <div class="sign">
            <h1>"One-time code"</h1>
            <p class="sign-lead">"Your password is right. Now the code that your authenticator shows."</p>
            <ServerForm action=finish fields=&["code"]>
                <input type="hidden" name="next" value=move || next.get()/>
                <TextField
                    name="code"
                    label="Code"
                    autocomplete="one-time-code"
                    inputmode="text"
                    max_length=40
                    hint="Six digits, or one of your recovery codes."
                />
                <SubmitButton label="Sign in" kind=ButtonKind::Primary/>
            </ServerForm>
            <p class="sign-aside">
                <a href=routes::SIGN_IN>"Begin again"</a>
            </p>
        </div>
    }
}
